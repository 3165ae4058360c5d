/**
 * A history must show the transactions that led to the address: another list of the same chain told them. One that does not is
 * cut, be it a page that came back empty or a server that is behind.
 */

import type { Expansion, HistorySubject } from '../../core/graph/subject.ts';
import { consistently } from '../consistent-reading.ts';
import type { Pinned } from '../pinned.ts';

/**
 * Reads a history, again when it lacks what it must show.
 * @throws ProviderUnavailableError when it still does, and what `read` throws
 */
export function readShowing<E extends Pinned>(
  explorer: E,
  subject: HistorySubject,
  read: (explorer: E) => Promise<Expansion>,
): Promise<Expansion> {
  const { shows = [], known, address } = subject;
  // Only what is newer is read then.
  if (known !== undefined || shows.length === 0) return read(explorer);
  return consistently(explorer, async (one) => {
    const expansion = await read(one);
    if (expansion.status !== 'complete') return { value: expansion };
    const told = new Set(expansion.transactions.map(({ txid }) => txid));
    const missing = shows.find((txid) => !told.has(txid));
    if (missing === undefined) return { value: expansion };
    return { contradiction: `does not list transaction ${missing} of ${address}, which paid it` };
  });
}
