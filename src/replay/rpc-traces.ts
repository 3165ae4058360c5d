/**
 * Traces of recorded transactions. A dataset tells no nesting: the transaction's call is at the top, and its inner calls
 * stand side by side below it. Calls without a value are not recorded.
 */

import { blockHash, type EthereumChain, type EthereumTransaction, type Listed } from './ethereum-chain.ts';
import type { EthereumRow } from './ethereum-row.ts';
import { gasOf } from './etherscan-rows.ts';
import { hex, invalid, RpcRefusal, transactionOfHash } from './node-answers.ts';
import { type BlockFilter, inBlocks } from './rpc-blocks.ts';

/** JSON-RPC: a server's own error. */
const SERVER_ERROR = -32000;
const REVERTED = 'execution reverted';

/** `debug_traceTransaction` with the `callTracer`, the only one that there is enough data for. */
export function callTrace(chain: EthereumChain, hash: string | undefined, tracer: unknown): object {
  if (tracer !== 'callTracer') throw new RpcRefusal(SERVER_ERROR, 'only the tracer callTracer is there');
  const { tx, call } = tracedTransaction(chain, hash);
  const gas = hex(gasOf(tx).used);
  const frame = (row: EthereumRow) => ({
    type: 'CALL',
    from: row.from,
    to: row.to,
    value: hex(row.value),
    gas,
    gasUsed: gas,
    input: '0x',
    ...(row.success ? {} : { error: REVERTED }),
  });
  return { ...frame(call), ...(tx.internals.length === 0 ? {} : { calls: tx.internals.map(frame) }) };
}

/** `trace_transaction`. */
export function transactionTraces(chain: EthereumChain, hash: string | undefined): object[] {
  const tx = transactionOfHash(chain, hash);
  if (tx === undefined || tx.call === null) return [];
  return [traceRow(chain, tx, tx.call, []), ...tx.internals.map((row, at) => traceRow(chain, tx, row, [at]))];
}

/** The parameters of `trace_filter`. */
export interface TraceFilter extends BlockFilter {
  readonly fromAddress?: readonly string[];
  readonly toAddress?: readonly string[];
  readonly after?: number;
  readonly count?: number;
}

/** `trace_filter`: what one of the addresses sent, or got. @param most rows of one call */
export function filteredTraces(chain: EthereumChain, filter: TraceFilter, most: number): object[] {
  const { fromAddress = [], toAddress = [], after = 0, count = most } = filter;
  if (fromAddress.length + toAddress.length === 0) throw invalid('give fromAddress or toAddress');
  const senders = addressSet(fromAddress);
  const receivers = addressSet(toAddress);
  const listed = new Set([...senders, ...receivers].flatMap((address) => rowsOf(chain, address)));
  const inOrder = [...listed]
    .filter(
      ({ tx, row }) => inBlocks(tx.block, filter, chain) && (senders.has(row.from) || receivers.has(row.to)),
    )
    .sort((a, b) => a.tx.block - b.tx.block || a.tx.index - b.tx.index || placeOf(a) - placeOf(b));
  return unique(inOrder)
    .slice(after, after + Math.min(count, most))
    .map(({ tx, row, position }) => traceRow(chain, tx, row, row === tx.call ? [] : [position]));
}

/** `ots_getInternalOperations`: transfers that took place. */
export function internalOperations(chain: EthereumChain, hash: string | undefined): object[] {
  const { tx, call } = tracedTransaction(chain, hash);
  if (!call.success) return [];
  const moved = tx.internals.filter((row) => row.success);
  return moved.map(({ from, to, value }) => ({ type: 0, from, to, value: hex(value) }));
}

function tracedTransaction(chain: EthereumChain, hash: string | undefined) {
  const tx = transactionOfHash(chain, hash);
  if (tx === undefined || tx.call === null) throw new RpcRefusal(SERVER_ERROR, 'transaction not found');
  return { tx, call: tx.call };
}

function rowsOf(chain: EthereumChain, address: string): Listed[] {
  return [...(chain.calls.get(address) ?? []), ...(chain.internals.get(address) ?? [])];
}

/** A row between two of the addresses is in the lists of both. */
function unique(listed: readonly Listed[]): Listed[] {
  const seen = new Set<EthereumRow>();
  return listed.filter(({ row }) => !seen.has(row) && seen.add(row));
}

/** The call comes before what it made. */
function placeOf({ tx, row, position }: Listed): number {
  return row === tx.call ? -1 : position;
}

function addressSet(addresses: readonly string[]): ReadonlySet<string> {
  return new Set(addresses.map((address) => String(address).toLowerCase()));
}

function traceRow(
  chain: EthereumChain,
  tx: EthereumTransaction,
  { from, to, value, success }: EthereumRow,
  traceAddress: readonly number[],
): object {
  const gas = hex(gasOf(tx).used);
  return {
    type: 'call',
    action: { callType: 'call', from, to, value: hex(value), gas, input: '0x' },
    blockHash: blockHash(chain, tx.block),
    blockNumber: tx.block,
    ...(success ? { result: { gasUsed: gas, output: '0x' } } : { error: 'Reverted', result: null }),
    subtraces: traceAddress.length === 0 ? tx.internals.length : 0,
    traceAddress,
    transactionHash: tx.hash,
    transactionPosition: tx.index,
  };
}
