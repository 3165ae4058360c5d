/**
 * Puts transactions of the scanner's lists into chain order: joins the lists, numbers the blocks, and checks that the
 * result is a chain, in which every spending follows what it spends and states it correctly.
 */

import { InvariantError } from '../../src/core/errors.ts';
import type { DumplingsTransaction } from './dumplings.ts';

/** A transaction and the height of its block. */
export interface PlacedTransaction {
  readonly tx: DumplingsTransaction;
  readonly height: number;
}

/**
 * All distinct transactions in chain order. Blocks are numbered in order of time, then of hash. In a block the
 * transactions of unknown position come first, by txid, then the others by position.
 * @param firstHeight the height of the first block
 * @throws InvariantError when the lists contradict each other, or a transaction precedes or misstates what it spends
 */
export function inChainOrder(
  lists: readonly (readonly DumplingsTransaction[])[],
  firstHeight: number,
): PlacedTransaction[] {
  const transactions = [...joined(lists).values()];
  const blocks = new Map(transactions.map((tx) => [tx.blockHash, tx.time]));
  const heights = new Map(
    [...blocks]
      .sort(([hashA, timeA], [hashB, timeB]) => timeA - timeB || (hashA < hashB ? -1 : 1))
      .map(([hash], index) => [hash, firstHeight + index]),
  );
  const placed = transactions.map((tx) => ({ tx, height: heights.get(tx.blockHash) ?? 0 }));
  placed.sort(
    (a, b) =>
      a.height - b.height || (a.tx.position ?? 0) - (b.tx.position ?? 0) || (a.tx.txid < b.tx.txid ? -1 : 1),
  );
  checkSpending(placed);
  return placed;
}

/** One transaction per txid; where one list knows the position and another does not, the known one counts. */
function joined(lists: readonly (readonly DumplingsTransaction[])[]): Map<string, DumplingsTransaction> {
  const transactions = new Map<string, DumplingsTransaction>();
  for (const tx of lists.flat()) {
    const seen = transactions.get(tx.txid);
    if (seen !== undefined && !agree(seen, tx)) {
      throw new InvariantError('two lists disagree on a transaction', { txid: tx.txid });
    }
    if (seen?.position == null) transactions.set(tx.txid, tx);
  }
  return transactions;
}

function agree(a: DumplingsTransaction, b: DumplingsTransaction): boolean {
  const positions = a.position === null || b.position === null || a.position === b.position;
  return positions && fingerprint(a) === fingerprint(b);
}

/** Everything but the position, as text. */
function fingerprint({ blockHash, time, inputs, outputs }: DumplingsTransaction): string {
  const ins = inputs.map(({ txid, vout, value, script }) => `${txid}:${vout}:${value}:${script}`);
  const outs = outputs.map(({ value, script }) => `${value}:${script}`);
  return [blockHash, time, ...ins, '', ...outs].join('\n');
}

function checkSpending(placed: readonly PlacedTransaction[]): void {
  const present = new Set(placed.map(({ tx }) => tx.txid));
  const earlier = new Map<string, DumplingsTransaction>();
  const spent = new Set<string>();
  for (const { tx } of placed) {
    for (const { txid, vout, value, script } of tx.inputs) {
      const outpoint = `${txid}:${vout}`;
      if (spent.has(outpoint)) throw new InvariantError('an output is spent twice', { outpoint });
      spent.add(outpoint);
      const funding = earlier.get(txid);
      if (funding === undefined && present.has(txid)) {
        throw new InvariantError('a transaction comes before the one it spends', { txid: tx.txid, outpoint });
      }
      const output = funding?.outputs[vout];
      if (funding !== undefined && (output?.value !== value || output.script !== script)) {
        throw new InvariantError('an input misstates the output it spends', { txid: tx.txid, outpoint });
      }
    }
    earlier.set(tx.txid, tx);
  }
}
