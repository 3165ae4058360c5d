/**
 * The history of a script as Esplora gives it: totals, and pages that run from the newest transaction to the oldest.
 * A script is given in hex; null stands for one that the chain has never seen.
 */

import { createHash } from 'node:crypto';
import type { BitcoinChain } from './bitcoin-chain.ts';
import type { EsploraTransaction } from './esplora-transaction.ts';
import { pendingOf } from './mempool.ts';

/** Esplora's `chain_stats` and `mempool_stats`; sums in satoshi. */
interface ScriptStats {
  readonly funded_txo_count: number;
  readonly funded_txo_sum: bigint;
  readonly spent_txo_count: number;
  readonly spent_txo_sum: bigint;
  readonly tx_count: number;
}

/** How a page is cut. `shortPages` is explained at `historyPage`. */
export interface PageRequest {
  /** Txid of the last transaction that the client has seen; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
  readonly shortPages: boolean;
}

/** What the script received and spent over the whole recorded chain. */
export function scriptStats(chain: BitcoinChain, script: string | null): ScriptStats {
  return statsOf(
    historyOf(chain, script).flatMap((position) => chain.transactions[position] ?? []),
    script,
  );
}

/** What is about to be paid to the script and spent from it. */
export function pendingStats({ mempool }: BitcoinChain, script: string | null): ScriptStats {
  return statsOf(pendingOf(mempool, script), script);
}

function statsOf(
  history: readonly Pick<EsploraTransaction, 'vin' | 'vout'>[],
  script: string | null,
): ScriptStats {
  const funded = history.flatMap((tx) => tx.vout.filter((output) => output.scriptpubkey === script));
  const spent = history.flatMap((tx) =>
    tx.vin.flatMap((input) => (input.prevout?.scriptpubkey === script ? [input.prevout] : [])),
  );
  return {
    funded_txo_count: funded.length,
    funded_txo_sum: funded.reduce((sum, output) => sum + BigInt(output.value), 0n),
    spent_txo_count: spent.length,
    spent_txo_sum: spent.reduce((sum, output) => sum + BigInt(output.value), 0n),
    tx_count: history.length,
  };
}

/**
 * One page, newest first: the transactions before `after`, none when `after` is not in this history (servers cannot
 * tell an unknown cursor from the end).
 *
 * With `shortPages` a page of two or more loses some of its oldest rows, as on a server that fails to look up their
 * inputs; the next page, asked from the last row shown, brings them. A short page is therefore not the end: only an
 * empty one is. How many are lost depends on the page alone, so a run can be repeated.
 */
export function historyPage(
  chain: BitcoinChain,
  script: string | null,
  page: PageRequest,
): EsploraTransaction[] {
  const history = historyOf(chain, script);
  const end = page.after === null ? history.length : indexOfCursor(chain, history, page.after);
  const positions = history.slice(Math.max(0, end - page.limit), end).reverse();
  const transactions = positions.flatMap((position) => chain.transactions[position] ?? []);
  return page.shortPages ? transactions.slice(0, rowsKept(transactions)) : transactions;
}

function rowsKept(transactions: readonly EsploraTransaction[]): number {
  const [newest] = transactions;
  if (newest === undefined || transactions.length === 1) return transactions.length;
  const digest = createHash('sha256').update(newest.txid).digest();
  return 1 + (digest.readUInt32BE(0) % (transactions.length - 1));
}

/** Index of the cursor in the ascending history, by bisection; 0, hence an empty page, when it is not there. */
function indexOfCursor(chain: BitcoinChain, history: readonly number[], txid: string): number {
  const wanted = chain.positions.get(txid);
  if (wanted === undefined) return 0;
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((history[middle] ?? wanted) < wanted) low = middle + 1;
    else high = middle;
  }
  return history[low] === wanted ? low : 0;
}

function historyOf(chain: BitcoinChain, script: string | null): readonly number[] {
  return script === null ? [] : (chain.histories.get(script) ?? []);
}
