/**
 * What the pages of a history are held against: the number of transactions that the server itself counts, and in a re-scan
 * what earlier runs were told. It costs no request: the count is asked for anyway, and so is the page on which the known part begins.
 */

import type { HistorySubject, KnownRow, KnownRows } from '../../core/graph/subject.ts';
import type { BitcoinTransaction } from '../../core/transaction.ts';
import type { Reading } from '../consistent-reading.ts';

/** What the pages so far have shown. */
export interface Collected {
  /** Every txid shown, above the tip or not; all are confirmed. */
  readonly seen: Set<string>;
  /** Who spends what, among these. */
  readonly spenders: Map<string, string>;
  /** At or below the tip and not known, newest first. */
  readonly transactions: BitcoinTransaction[];
  /** At or below the height up to which everything was known. */
  readonly old: KnownRow[];
  /** How many stand above the tip. */
  aboveTip: number;
  /** How many of `transactions` stand at the subject's height or above. */
  since: number;
  /** Height of the last transaction shown: those that follow are as old or older. */
  lowest: number;
}

/** Nothing was shown yet. */
export function nothingCollected(): Collected {
  const none = { aboveTip: 0, since: 0, lowest: Infinity };
  return { seen: new Set(), spenders: new Map(), transactions: [], old: [], ...none };
}

/** What is wrong with a history; `more than known` when there is more at or below the known height than was known. */
export type Problem = Reading<never> | 'more than known';

/**
 * Holds what was shown against the server's count and against what is known; null when all agree.
 * @param count how many transactions the server counts
 * @param countNow asks for the count again: what is newer than the tip may have come after the first one, and must not
 *   stand in for what is missing below
 */
export async function problemWith(
  found: Collected,
  subject: HistorySubject,
  count: number,
  countNow: () => Promise<number>,
): Promise<Problem | null> {
  const { seen, old, aboveTip } = found;
  const rows = subject.known?.rows;
  // Nobody told how many there are below.
  if (rows === undefined && old.length > 0) return null;
  const expected = seen.size - old.length + (rows?.count ?? 0);
  const isRecent = aboveTip === 0 || (rows !== undefined && count === expected);
  const total = isRecent ? count : await countNow();
  if (rows !== undefined) return problemWithKnown(found, rows, { total, expected }, subject);
  if (seen.size >= total) return null;
  const shown = `shows ${seen.size} of ${total} transactions of ${subject.address}`;
  return { contradiction: `${shown}: the history is incomplete` };
}

/** Not all that is known is on the pages that were read: they end where it begins. The count tells of the rest. */
function problemWithKnown(
  { seen, old, lowest }: Collected,
  { count, newest }: KnownRows,
  { total, expected }: { readonly total: number; readonly expected: number },
  { address }: HistorySubject,
): Problem | null {
  const isEnd = old.length === 0;
  const lost = newest.find(({ txid, height }) => !seen.has(txid) && (isEnd || height > lowest));
  if (lost !== undefined) return dropped(lost, address);
  if (total < expected) {
    const counts = `counts ${total} transactions of ${address}, of which ${expected} are known`;
    return { contradiction: `${counts}: the history is incomplete` };
  }
  const known = new Set(newest.map(({ txid }) => txid));
  // Of the block of the last one, others may be known that are not named.
  const namedDownTo = newest.length === count ? -1 : (newest.at(-1)?.height ?? -1);
  const isMore = old.some(({ txid, height }) => height > namedDownTo && !known.has(txid));
  return isMore || total > expected ? 'more than known' : null;
}

/** A transaction that earlier runs were told, and that is not listed any more. */
export function dropped({ txid, height }: KnownRow, address: string): Reading<never> {
  return {
    contradiction: `does not list transaction ${txid} of block ${height} any more in the history of ${address}`,
  };
}
