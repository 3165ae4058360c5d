/**
 * The history of an address from an Esplora server: the one place that pages. Pages run from the newest transaction to
 * the oldest. A short page alone is not the end, and an empty one may be the end or a lost cursor: what was shown is
 * held against the number of confirmed transactions that the server itself counts, and against what is known.
 */

import { scriptOfAddress } from '../../core/address.ts';
import { BadProviderDataError, InvariantError } from '../../core/errors.ts';
import type { Expansion, HistorySubject, PendingSpend } from '../../core/graph/subject.ts';
import type { BitcoinTransaction } from '../../core/transaction.ts';
import { checkBlockTime } from '../block-time.ts';
import { consistently, type Reading } from '../consistent-reading.ts';
import type { Pinned } from '../pinned.ts';
import { type Body, isJson } from '../transport/body.ts';
import type { Transport } from '../transport/transport.ts';
import { badAnswer, wrongAnswer } from '../wire-form.ts';
import {
  askAddress,
  getOfAddress,
  keepRows,
  noteSpends,
  pathOfAddress,
  ROWS_PER_PAGE,
  rowOf,
} from './address-page.ts';
import { type Collected, dropped, nothingCollected, problemWith } from './history-check.ts';
import { pathOfTransaction } from './transaction.ts';
import { readPage, readPendingCount, readStatus, readTransactionCount } from './wire.ts';

/**
 * All transactions of an address up to the tip that are not known, oldest first.
 * @param max limit for the transactions from the subject's height on, and for those before it
 * @throws ProviderUnavailableError when fewer transactions are shown than the server itself counts, twice
 */
export function readHistory(pinned: Pinned, subject: HistorySubject, max: number): Promise<Expansion> {
  return consistently(pinned, async (explorer) => {
    const reading = await readOnce(explorer, subject, max);
    return reading === 'more than known' ? readWhole(explorer, subject, max) : reading;
  });
}

/** The whole history, where a server lists something at or below the known height that is not known. */
async function readWhole(
  pinned: Pinned,
  { known, ...subject }: HistorySubject,
  max: number,
): Promise<Reading<Expansion>> {
  const reading = await readOnce(pinned, subject, max);
  if (reading === 'more than known') throw new InvariantError('nothing is known, and there is more');
  if (!('value' in reading) || reading.value.status !== 'complete') return reading;
  const shown = new Set(reading.value.transactions.map(({ txid }) => txid));
  const lost = known?.rows?.newest.find(({ txid }) => !shown.has(txid));
  return lost === undefined ? reading : dropped(lost, subject.address);
}

async function readOnce(
  pinned: Pinned,
  subject: HistorySubject,
  max: number,
): Promise<Reading<Expansion> | 'more than known'> {
  const { transport } = pinned;
  const path = pathOfAddress(subject.address);
  const stats = await askAddress(pinned, path);
  const count = readTransactionCount(stats);
  const tooActive: Expansion = { subject, status: 'too-active', transactions: [], count };
  // More than both sides of the subject's height may have: no need to look.
  if (count > 2 * max) return { value: tooActive };
  const found = nothingCollected();
  let cursor: string | null = null;
  for (;;) {
    const body = await nextPage(pinned, path, cursor);
    if (body === null) return lostPlace(cursor);
    const page = readPage(body);
    const oldest = page.at(-1);
    if (oldest === undefined) break;
    const repeated = page.find(({ txid }) => found.seen.has(txid));
    if (repeated !== undefined) return repetition(transport, repeated.txid, cursor, body);
    await collect(body, { pinned, subject }, found);
    const since = found.since + (subject.known?.active ?? 0);
    if (since > max || found.transactions.length - found.since > max) return { value: tooActive };
    // Pages run down without a hole, so all that is new has been shown.
    if (found.lowest <= knownHeight(subject)) break;
    // A short page that brings the last one counted saves the question for the empty page. A full one does not: the
    // count may come from a server that is behind, and then more follow.
    if (page.length < ROWS_PER_PAGE && found.transactions.length === count) break;
    cursor = oldest.txid;
  }
  const countNow = async () => readTransactionCount(await askNow(transport, path));
  const problem = await problemWith(found, subject, count, countNow);
  return problem ?? { value: await complete(pinned, subject, found, stats) };
}

const UNPROCESSABLE = 422;

/** The page after a cursor; null when the server does not know the cursor (any more) and says so. */
async function nextPage(pinned: Pinned, path: string, cursor: string | null): Promise<Body | null> {
  try {
    return await askAddress(pinned, `${path}/txs/chain${cursor === null ? '' : `/${cursor}`}`);
  } catch (error) {
    const isUnknown = error instanceof BadProviderDataError && error.context.status === UNPROCESSABLE;
    if (cursor !== null && isUnknown) return null;
    throw error;
  }
}

async function complete(
  pinned: Pinned,
  subject: HistorySubject,
  found: Collected,
  stats: Body,
): Promise<Expansion> {
  const transactions = found.transactions.reverse();
  const history = { subject, status: 'complete', transactions, count: transactions.length } as const;
  const pending = readPendingCount(stats) === 0 ? [] : await readPending(pinned, subject.address);
  return pending.length === 0 ? history : { ...history, pending };
}

/** The outputs of an address that transactions without a block spend. */
async function readPending(pinned: Pinned, address: string): Promise<PendingSpend[]> {
  const path = `${pathOfAddress(address)}/txs/mempool`;
  const body = await getOfAddress(pinned, path);
  if (body === null) return [];
  const script = scriptOfAddress(address);
  const spends = readPage(body)
    .filter(({ status }) => !status.confirmed)
    .flatMap(({ txid, vin }) =>
      vin
        .filter(({ prevout }) => prevout?.scriptpubkey === script)
        .map((input) => ({ outpoint: `${input.txid}:${input.vout}`, txid })),
    );
  // Some servers list what waits twice; of two that spend the same output, at most one will get a block.
  return [...new Map(spends.map((spend) => [spend.outpoint, spend])).values()];
}

/** Up to here nothing is asked for; below every block when nothing is known. */
function knownHeight({ known }: HistorySubject): number {
  return known?.height ?? -1;
}

/** Takes in a page, all of it. @throws BadProviderDataError when a row cannot be true */
async function collect(
  body: Body,
  { pinned, subject }: { readonly pinned: Pinned; readonly subject: HistorySubject },
  found: Collected,
): Promise<void> {
  const { tip } = pinned;
  const script = scriptOfAddress(subject.address);
  const added = new Map<number, BitcoinTransaction>();
  for (const [place, wire] of readPage(body).entries()) {
    const { txid } = wire;
    if (found.seen.has(txid)) throw badAnswer(body, `shows transaction ${txid} twice on one page`);
    found.seen.add(txid);
    const transaction = rowOf(wire, script, body);
    const spentTwice = noteSpends(transaction, found.spenders);
    // Of two pages, one may be of before a reorganisation: the next reading tells.
    if (spentTwice !== null) throw wrongAnswer(body, spentTwice);
    const { height, time } = transaction.block;
    if (height > found.lowest) {
      throw badAnswer(
        body,
        `shows transaction ${txid} of block ${height} after one of block ${found.lowest}`,
      );
    }
    found.lowest = height;
    if (height > tip.height) found.aboveTip += 1;
    if (height <= knownHeight(subject)) found.old.push({ txid, height });
    if (height > tip.height || height <= knownHeight(subject)) continue;
    checkBlockTime(time, tip, `block_time of ${txid}`, body);
    added.set(place, transaction);
    found.transactions.push(transaction);
    if (height >= subject.fromHeight) found.since += 1;
  }
  await keepRows(body, added, pinned);
}

/** Asks how it is now: no archived answer stands for one that is bound to no block. */
async function askNow(transport: Transport, path: string): Promise<Body> {
  const body = await transport.get(path, {}, { check: isJson });
  if (body !== null) return body;
  throw badAnswer(transport.originOf(path, {}), 'does not know any more what it told before (404)');
}

function lostPlace(cursor: string | null): Reading<never> {
  return { contradiction: `lost its place: ${cursor} is not confirmed any more` };
}

/**
 * A transaction was shown before: either the block of the cursor was reorganised away, which a new reading cures, or
 * the server does not understand the cursor and would show the same page for ever.
 */
async function repetition(
  transport: Transport,
  txid: string,
  cursor: string | null,
  body: Body,
): Promise<Reading<never>> {
  if (cursor !== null) {
    // What is not known at all is not confirmed either, to this question.
    const status = await askNow(transport, `${pathOfTransaction(cursor)}/status`);
    if (!readStatus(status).confirmed) return lostPlace(cursor);
  }
  throw badAnswer(body, `shows transaction ${txid} again; its paging does not move on`);
}
