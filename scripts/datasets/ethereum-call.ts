/**
 * Rows of ethereum.csv. The shipped datasets hold one kind only: a successful transaction that sends ETH from its
 * sender to its receiver. Fees, symbols and decimals are in no source, so these optional columns are left out.
 */

import { InvariantError } from '../../src/core/errors.ts';
import { isoTime } from './utc-time.ts';

/** A transaction that moves ETH. */
export interface EthereumCall {
  readonly block: number;
  /** Unix seconds. */
  readonly time: number;
  /** Index in the block. */
  readonly txIndex: number;
  /** With `0x`. */
  readonly txHash: string;
  /** Lower case. */
  readonly from: string;
  /** Lower case. */
  readonly to: string;
  /** Wei. */
  readonly value: bigint;
}

const HEADER = 'block,time,tx_index,tx_hash,seq,kind,asset,from,to,value,success';
const ADDRESS = /^0x[0-9a-f]{40}$/;
const HASH = /^0x[0-9a-f]{64}$/;

/**
 * The file's text.
 * @throws InvariantError when a field has the wrong form, an id occurs twice or the calls are not in chain order
 */
export function ethereumCsv(calls: readonly EthereumCall[]): string {
  check(calls);
  const lines = calls.map(({ block, time, txIndex, txHash, from, to, value }) =>
    [block, isoTime(time), txIndex, txHash, 0, 'call', 'ETH', from, to, value, true].join(','),
  );
  return `${[HEADER, ...lines].join('\n')}\n`;
}

function check(calls: readonly EthereumCall[]): void {
  const hashes = new Set<string>();
  let last: EthereumCall | undefined;
  for (const call of calls) {
    if (!HASH.test(call.txHash) || !ADDRESS.test(call.from) || !ADDRESS.test(call.to)) {
      throw new InvariantError('a call has a hash or an address of the wrong form', { txHash: call.txHash });
    }
    if (hashes.has(call.txHash)) throw new InvariantError('two calls share a hash', { txHash: call.txHash });
    if (last !== undefined && !follows(last, call)) {
      throw new InvariantError('calls are not in chain order', { before: last.txHash, after: call.txHash });
    }
    hashes.add(call.txHash);
    last = call;
  }
}

/** Later in the same block, or in a later block with a later time. */
function follows(earlier: EthereumCall, later: EthereumCall): boolean {
  if (earlier.block === later.block) return earlier.time === later.time && earlier.txIndex < later.txIndex;
  return earlier.block < later.block && earlier.time < later.time;
}
