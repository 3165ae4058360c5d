/**
 * The history of an address from an Esplora server: the one place that pages. Pages run from the newest transaction to
 * the oldest. A short page alone is not the end, and an empty one may be the end or a lost cursor: what was shown is
 * held against the number of confirmed transactions that the server itself counts.
 */

import { scriptOfAddress } from '../../core/address.ts';
import { BadProviderDataError } from '../../core/errors.ts';
import type { Expansion, HistorySubject, PendingSpend } from '../../core/trace/subject.ts';
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
import { pathOfTransaction } from './transaction.ts';
import { readPage, readPendingCount, readStatus, readTransactionCount } from './wire.ts';

/** What the pages so far have shown. */
interface Collected {
  /** Every txid shown, above the tip or not; all are confirmed. */
  readonly seen: Set<string>;
  /** Who spends what, among these. */
  readonly spenders: Map<string, string>;
  /** At or below the tip and not known, newest first. */
  readonly transactions: BitcoinTransaction[];
  /** How many of them stand at the subject's height or above. */
  since: number;
  /** Height of the last transaction shown: those that follow are as old or older. */
  lowest: number;
}

/**
 * All transactions of an address up to the tip that are not known, oldest first.
 * @param max limit for the transactions from the subject's height on, and for those before it
 * @throws ProviderUnavailableError when fewer transactions are shown than the server itself counts, twice
 */
export function readHistory(pinned: Pinned, subject: HistorySubject, max: number): Promise<Expansion> {
  return consistently(pinned, (explorer) => readOnce(explorer, subject, max));
}

async function readOnce(pinned: Pinned, subject: HistorySubject, max: number): Promise<Reading<Expansion>> {
  const { transport } = pinned;
  const path = pathOfAddress(subject.address);
  const stats = await askAddress(pinned, path);
  const count = readTransactionCount(stats);
  const tooActive: Expansion = { subject, status: 'too-active', transactions: [], count };
  // More than both sides of the subject's height may have: no need to look.
  if (count > 2 * max) return { value: tooActive };
  const found: Collected = {
    seen: new Set(),
    spenders: new Map(),
    transactions: [],
    since: 0,
    lowest: Infinity,
  };
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
    if (found.lowest <= knownHeight(subject)) return { value: await complete(pinned, subject, found, stats) };
    // A short page that brings the last one counted saves the question for the empty page. A full one does not: the
    // count may come from a server that is behind, and then more follow.
    if (page.length < ROWS_PER_PAGE && found.transactions.length === count) break;
    cursor = oldest.txid;
  }
  const total = await countFor(found, count, transport, path);
  if (found.seen.size < total) {
    const shown = `shows ${found.seen.size} of ${total} transactions of ${subject.address}`;
    return { contradiction: `${shown}: the history is incomplete` };
  }
  return { value: await complete(pinned, subject, found, stats) };
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

/**
 * The count that the history is held against. What is newer than the tip may have come after the first one, and must not
 * stand in for what is missing below: then it is asked for again.
 */
async function countFor(
  { seen, transactions }: Collected,
  first: number,
  transport: Transport,
  path: string,
): Promise<number> {
  if (seen.size === transactions.length) return first;
  return readTransactionCount(await askNow(transport, path));
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
