/**
 * The inner calls of one transaction. Their list tells neither trace ids nor, of a call that was undone together with the
 * call above it, that it was undone; where that may have happened, the lists of the addresses concerned are asked, too.
 */

import type { BlockRef } from '../../core/chain.ts';
import { ProviderUnavailableError } from '../../core/errors.ts';
import { groupedBy } from '../../core/multimap.ts';
import type { Reading } from '../consistent-reading.ts';
import { RESULT_WINDOW, ROWS_PER_CALL } from '../ethereum/paging.ts';
import { validityUpTo } from '../pinned.ts';
import { contextOf, messageAbout } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
import { type Explorer, INTERNALS, pagesOf, readBlockOfList } from './address-list.ts';
import { ask, canAsk, originOf } from './ask.ts';
import { numberOf } from './trace-number.ts';
import { type InnerCallRow, type InternalRow, readInnerCallRows } from './wire.ts';

/** The transaction whose inner calls are asked for. */
export interface Outer {
  readonly txid: string;
  readonly block: Pick<BlockRef, 'height' | 'time'>;
  /** Nothing of a failed transaction moved, so it matters no more what was undone in it. */
  readonly failed: boolean;
}

/** What the list is called where its length is taken note of: its limit need not be that of the lists of addresses. */
const LIST = 'txlistinternal by txhash';

/**
 * All inner calls, in the order of execution. Trace ids are empty where it does not depend on them what moved.
 * @throws ProviderError
 */
export async function readInnerCalls(explorer: Explorer, outer: Outer): Promise<Reading<InternalRow[]>> {
  const { txid, block } = outer;
  const listed = await readRows(explorer, outer);
  const rows = listed.map((row) => ({ ...row, hash: txid, traceId: row.traceId ?? '' }));
  const other = listed.find(({ hash }) => hash !== undefined && hash.toLowerCase() !== txid);
  if (other !== undefined) {
    const problem = `gives a call of ${other.hash} when asked for those of ${txid}`;
    throw badAnswer(originOf(explorer.transport, questionOf(txid)), problem);
  }
  const elsewhere = rows.find(
    ({ blockNumber, timeStamp }) => Number(blockNumber) !== block.height || Number(timeStamp) !== block.time,
  );
  if (elsewhere !== undefined) {
    const where = `block ${elsewhere.blockNumber} (time ${elsewhere.timeStamp})`;
    return { contradiction: `has ${txid} in block ${block.height}, and its inner calls in ${where}` };
  }
  // Where calls have numbers, the lists of addresses tell no more.
  const isNumbered = rows.some((row) => numberOf(row) !== null);
  return outer.failed || isNumbered || !mayBeUndone(rows) ? { value: rows } : traced(explorer, outer, rows);
}

/** Whether a call that failed may have taken another, which is shown as good, down with it. */
function mayBeUndone(rows: readonly InternalRow[]): boolean {
  const moves = ({ isError, value }: InternalRow) => isError === '0' && value !== '0';
  return rows.some(({ isError }) => isError === '1') && rows.some(moves);
}

/** The same rows with the trace ids that they have in the lists of addresses. Equal rows may stand for each other. */
async function traced(
  explorer: Explorer,
  { txid, block }: Outer,
  rows: readonly InternalRow[],
): Promise<Reading<InternalRow[]>> {
  const groups = groupedBy(rows, keyOf);
  const open = new Map(groups);
  const traceIds = new Map<string, string[]>();
  while (open.size > 0) {
    const address = busiest([...open.values()].flat());
    const list = await readBlockOfList(pagesOf(explorer, INTERNALS, address), block.height);
    const shown = groupedBy(
      list.filter(({ hash }) => hash.toLowerCase() === txid),
      keyOf,
    );
    const differs = [...shown, ...open].some(
      ([key, [row]]) =>
        row !== undefined &&
        row.value !== '0' &&
        isPartyOf(row, address) &&
        shown.get(key)?.length !== groups.get(key)?.length,
    );
    if (differs) {
      return {
        contradiction: `shows other inner calls of ${txid} in the list of ${address} than in its own`,
      };
    }
    for (const [key, [row]] of open) {
      if (row === undefined || !isPartyOf(row, address)) continue;
      traceIds.set(key, shown.get(key)?.map(({ traceId }) => traceId) ?? []);
      open.delete(key);
    }
  }
  return { value: rows.map((row) => ({ ...row, traceId: traceIds.get(keyOf(row))?.shift() ?? '' })) };
}

/** What both kinds of lists tell of a row. */
function keyOf({ from, to, contractAddress, value, type, isError }: InternalRow): string {
  return [from, to, contractAddress, value, type, isError].join(':').toLowerCase();
}

function isPartyOf(row: InternalRow, address: string): boolean {
  return INTERNALS.parties(row).some((party) => party.toLowerCase() === address);
}

/** The address in whose list the most of some rows stand; of several the first by name. */
function busiest(rows: readonly InternalRow[]): string {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const parties = INTERNALS.parties(row).map((party) => party.toLowerCase());
    for (const party of new Set(parties)) if (party !== '') counts.set(party, (counts.get(party) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return first?.[0] ?? '';
}

/**
 * The list, page after page. It is told neither where it ends nor whether `page` is heeded, which is documented for the
 * lists of addresses alone: where it is not, the first page is all that there is, up to the rows of one call.
 */
async function readRows(explorer: Explorer, outer: Outer): Promise<InnerCallRow[]> {
  const { txid } = outer;
  const first = await readPage(explorer, outer, 1, ROWS_PER_CALL);
  // What came is what the explorer gives in a call: with another size, rows between two pages would be on neither.
  const size = first.length;
  if (!explorer.largest.mayGoOn(LIST, size)) return first;
  if (size < ROWS_PER_CALL && !(await canAsk(explorer.transport, pageOf(outer, 2, size)))) return first;
  const rows = [...first];
  const lastPage = Math.floor(RESULT_WINDOW / size);
  for (let page = 2; page <= lastPage; page += 1) {
    const more = await readPage(explorer, outer, page, size);
    if (page === 2 && isSame(more, first) && (await readPage(explorer, outer, lastPage, size)).length > 0) {
      if (size < ROWS_PER_CALL) return first;
      break;
    }
    rows.push(...more);
    if (more.length < size) return rows;
  }
  throw badAnswer(
    originOf(explorer.transport, questionOf(txid)),
    `incomplete: transaction ${txid} has more inner calls than can be read (${size} in a call)`,
  );
}

function isSame(a: readonly InnerCallRow[], b: readonly InnerCallRow[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

async function readPage(
  explorer: Explorer,
  outer: Outer,
  page: number,
  size: number,
): Promise<InnerCallRow[]> {
  const { transport, tip } = explorer;
  const validity = () => validityUpTo(outer.block.height, explorer);
  const body = await ask(transport, pageOf(outer, page, size), { tip, validity });
  const rows = readInnerCallRows(body);
  if (rows === 'too-wide') {
    throw new ProviderUnavailableError(messageAbout(body, 'did not answer in time'), contextOf(body));
  }
  if (rows.length > size) throw badAnswer(body, `gives ${rows.length} rows when asked for ${size}`);
  return rows;
}

function pageOf({ txid }: Outer, page: number, size: number) {
  return { ...questionOf(txid), page: String(page), offset: String(size) };
}

/** Blocks must not be named beside the transaction. */
function questionOf(txid: string) {
  return { module: 'account', action: 'txlistinternal', txhash: txid };
}
