/**
 * One transaction with all that it moved: what was signed, its receipt, its trace, and the time of its block.
 */

import {
  type Expansion,
  type ProofSubject,
  provedBy,
  type TransactionSubject,
} from '../../core/graph/subject.ts';
import type { EthereumTransaction } from '../../core/transaction.ts';
import { consistently, type Reading } from '../consistent-reading.ts';
import type { WireBlock, WireReceipt, WireTransaction } from '../ethereum/node-forms.ts';
import { minedAt, seenIn, standing, tellsAllTransfers } from '../ethereum/receipt.ts';
import { provenBy } from '../ethereum/signed.ts';
import { transactionOf } from '../ethereum/transfers.ts';
import { validityUpTo } from '../pinned.ts';
import type { Body } from '../transport/body.ts';
import { wrongAnswer } from '../wire-form.ts';
import { ask, type Call, originOf, quantity } from './call.ts';
import type { Explorer } from './explorer.ts';
import { type Trace, traceOfList, traceOfTree } from './frames.ts';
import { type ListedTransaction, NO_CODE_GAS } from './listed.ts';
import { readBlock, readReceipt, readTopCall, readTraceRows, readTransaction } from './wire.ts';

/** Above the 5 seconds of geth, below our own time limit of an attempt. */
const TRACE_TIMEOUT = '30s';

/**
 * Looks a transaction up. One that is unknown, or that stands above the tip, is a complete answer without a transaction.
 * @throws ProviderError; BadProviderDataError, too, for a transaction that is pending
 */
export async function readWholeTransaction(
  explorer: Explorer,
  subject: TransactionSubject,
): Promise<Expansion> {
  const found = await consistently(explorer, async (asked): Promise<Reading<EthereumTransaction | null>> => {
    const transaction = await askTransaction(asked, subject.txid);
    if (transaction !== null) return readWhole(asked, transaction, null);
    await explorer.abilities.requireAllTransactions();
    return { value: null };
  });
  const transactions = found === null ? [] : [found];
  return { subject, status: 'complete', transactions, count: transactions.length };
}

/** Looks up what the sender of a transaction signed: one call. */
export async function readProof(explorer: Explorer, subject: ProofSubject): Promise<Expansion> {
  const origin = originOf(explorer.transport, ['eth_getTransactionByHash', subject.txid]);
  const proven = provenBy(await askTransaction(explorer, subject.txid), origin);
  return provedBy(subject, { proven });
}

type Shown = NonNullable<ListedTransaction['shown']>;

/** A transaction that a list of the node named. Lists and answers about single transactions must agree. */
export async function readListed(
  explorer: Explorer,
  { hash, blockHash, shown }: ListedTransaction,
): Promise<Reading<EthereumTransaction>> {
  const transaction = shown?.transaction ?? (await askTransaction(explorer, hash));
  if (transaction === null) return { contradiction: `lists transaction ${hash}, and does not know it` };
  if (transaction.blockHash?.toLowerCase() !== blockHash) {
    return { contradiction: `lists transaction ${hash} in another block than it says when asked for it` };
  }
  return readWhole(explorer, transaction, shown ?? null);
}

/** The time of a block in Unix seconds; null for a block that the node does not have under this hash. */
export async function readTime(explorer: Explorer, height: number, hash: string): Promise<number | null> {
  const block = await askBlock(explorer, height);
  return block?.hash.toLowerCase() === hash ? Number(block.timestamp) : null;
}

async function readWhole(
  explorer: Explorer,
  transaction: WireTransaction,
  shown: Shown | null,
): Promise<Reading<EthereumTransaction>> {
  const txid = transaction.hash.toLowerCase();
  const height = Number(transaction.blockNumber);
  const [receipt, block, trace] = await Promise.all([
    shown?.receipt ?? askReceipt(explorer, txid),
    shown === null ? askBlock(explorer, height) : null,
    transaction.gas === NO_CODE_GAS ? null : askTrace(explorer, txid, height),
  ]);
  if (receipt === null) return { contradiction: `knows transaction ${txid} and not its receipt` };
  const origin = originOf(explorer.transport, ['eth_getTransactionReceipt', txid]);
  const standing = shown === null ? block : blockOf(receipt, shown.time);
  const mined = minedAt(transaction, receipt, standing, explorer.tip, origin);
  if ('contradiction' in mined) return mined;
  const failed = hasFailed(receipt, trace);
  if (trace === 'unknown' || failed === null || (trace !== null && trace.failed !== failed)) {
    return { contradiction: `does not say the same of the outcome of ${txid} in each of its answers` };
  }
  const seen = seenIn(mined.value, failed, origin);
  const whole = transactionOf({ ...seen, inner: trace?.inner ?? [] });
  return { value: tellsAllTransfers(receipt) ? { ...whole, whole: true } : whole };
}

/** Receipts tell the outcome since Byzantium (EIP-658), traces always; null when nothing does. */
function hasFailed({ status = null }: WireReceipt, trace: Trace | 'unknown' | null): boolean | null {
  if (status !== null) return status !== '0x1';
  return trace === null || trace === 'unknown' ? null : trace.failed;
}

/** Where a list shows the time of a block, it is as good as the block. */
function blockOf({ blockNumber, blockHash }: WireReceipt, time: number): WireBlock {
  return { number: blockNumber, hash: blockHash, timestamp: quantity(time) };
}

/** Null for a transaction that is unknown, or in a block above the tip. */
async function askTransaction(explorer: Explorer, txid: string): Promise<WireTransaction | null> {
  const call = ['eth_getTransactionByHash', txid] as const;
  const body = await asked(explorer, call, (fresh) => placeOf(readTransaction(fresh)));
  return standing(readTransaction(body), txid, explorer.tip, body);
}

async function askReceipt(explorer: Explorer, txid: string): Promise<WireReceipt | null> {
  const call = ['eth_getTransactionReceipt', txid] as const;
  return readReceipt(await asked(explorer, call, (fresh) => placeOf(readReceipt(fresh))));
}

async function askBlock(explorer: Explorer, height: number): Promise<WireBlock | null> {
  const call = ['eth_getBlockByNumber', quantity(height), false] as const;
  const body = await asked(explorer, call, (fresh) => (readBlock(fresh) === null ? Infinity : height));
  const block = readBlock(body);
  if (block !== null && Number(block.number) !== height) {
    throw wrongAnswer(body, `gives block ${Number(block.number)} when asked for ${height}`);
  }
  return block;
}

/** @param height of the block of the transaction, which a tree of calls does not tell */
async function askTrace(explorer: Explorer, txid: string, height: number): Promise<Trace | 'unknown'> {
  const tracing = await explorer.abilities.tracing();
  if (tracing === 'trace_transaction') {
    const body = await asked(explorer, [tracing, txid], (fresh) =>
      (readTraceRows(fresh) ?? []).length === 0 ? Infinity : height,
    );
    const rows = readTraceRows(body) ?? [];
    return rows.length === 0 ? 'unknown' : traceOfList(rows, txid, body);
  }
  const call = [tracing, txid, { tracer: 'callTracer', timeout: TRACE_TIMEOUT }] as const;
  const body = await asked(explorer, call, (fresh) => (readTopCall(fresh) === null ? Infinity : height));
  const top = readTopCall(body);
  return top === null ? 'unknown' : traceOfTree(top, body);
}

/** Asks for what stands in one block; infinity for an answer that says that there is no such thing. */
function asked(explorer: Explorer, call: Call, height: (fresh: Body) => number): Promise<Body> {
  const { transport, tip } = explorer;
  return ask(transport, call, { tip, validity: (fresh) => validityUpTo(height(fresh), explorer) });
}

function placeOf(found: { readonly blockNumber: string | null } | null): number {
  return Number(found?.blockNumber ?? Infinity);
}
