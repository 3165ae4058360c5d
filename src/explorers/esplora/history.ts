/**
 * The history of an address from an Esplora server: the one place that pages. Pages run from the newest transaction to
 * the oldest. A short page alone is not the end, and an empty one may be the end or a lost cursor: what was shown is
 * held against the number of confirmed transactions that the server itself counts.
 */

import { createHash } from 'node:crypto';
import { scriptOfAddress } from '../../core/address.ts';
import type { Tip } from '../../core/chain.ts';
import type { Expansion, HistorySubject } from '../../core/trace/subject.ts';
import type { BitcoinTransaction } from '../../core/transaction.ts';
import { checkBlockTime } from '../block-time.ts';
import { consistently, type Reading } from '../consistent-reading.ts';
import type { Pinned } from '../pinned.ts';
import { type Body, isJson } from '../transport/body.ts';
import type { Transport } from '../transport/transport.ts';
import { badAnswer } from '../wire-form.ts';
import { normalizeTransaction } from './normalize.ts';
import { readPage, readStatus, readTransactionCount, type WireTransaction } from './wire.ts';

/** mempool/electrs src/rest.rs, CHAIN_TXS_PER_PAGE. */
const ROWS_PER_PAGE = 25;

/** What the pages so far have shown. */
interface Collected {
  /** Every txid shown, above the tip or not; all are confirmed. */
  readonly seen: Set<string>;
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

async function readOnce(
  { transport, tip }: Pinned,
  subject: HistorySubject,
  max: number,
): Promise<Reading<Expansion>> {
  const path = pathOf(subject.address);
  const script = scriptOfAddress(subject.address);
  const count = readTransactionCount(await ask(transport, path));
  const tooActive: Expansion = { subject, status: 'too-active', transactions: [], count };
  // More than both sides of the subject's height may have: no need to look.
  if (count > 2 * max) return { value: tooActive };
  const found: Collected = { seen: new Set(), transactions: [], since: 0, lowest: Infinity };
  let cursor: string | null = null;
  for (;;) {
    const body: Body = await ask(transport, `${path}/txs/chain${cursor === null ? '' : `/${cursor}`}`);
    const page = readPage(body);
    const oldest = page.at(-1);
    if (oldest === undefined) break;
    const repeated = page.find(({ txid }) => found.seen.has(txid));
    if (repeated !== undefined) return repetition(transport, repeated.txid, cursor, body);
    for (const wire of page) collect(wire, { script, tip, subject }, found, body);
    const since = found.since + (subject.known?.active ?? 0);
    if (since > max || found.transactions.length - found.since > max) return { value: tooActive };
    // Pages run down without a hole, so all that is new has been shown.
    if (found.lowest <= knownHeight(subject)) return { value: complete(subject, found) };
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
  return { value: complete(subject, found) };
}

function complete(subject: HistorySubject, found: Collected): Expansion {
  const transactions = found.transactions.reverse();
  return { subject, status: 'complete', transactions, count: transactions.length };
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
  return seen.size === transactions.length ? first : readTransactionCount(await ask(transport, path));
}

/** Esplora hashes a script plainly, without Electrum's reversal of the bytes (electrs src/rest.rs, parse_scripthash). */
function pathOf(address: string): string {
  if (!address.startsWith('script:')) return `/address/${encodeURIComponent(address)}`;
  const script = Buffer.from(scriptOfAddress(address), 'hex');
  return `/scripthash/${createHash('sha256').update(script).digest('hex')}`;
}

async function ask(transport: Transport, path: string): Promise<Body> {
  const body = await transport.get(path, {}, { check: isJson });
  if (body !== null) return body;
  throw badAnswer(
    transport.originOf(path, {}),
    'has no histories of addresses (404); use a server with an Esplora index',
  );
}

function collect(
  wire: WireTransaction,
  asked: { readonly script: string; readonly tip: Tip; readonly subject: HistorySubject },
  found: Collected,
  body: Body,
): void {
  const { txid, vin, vout } = wire;
  if (found.seen.has(txid)) throw badAnswer(body, `shows transaction ${txid} twice on one page`);
  found.seen.add(txid);
  const scripts = [
    ...vin.map(({ prevout }) => prevout?.scriptpubkey),
    ...vout.map((out) => out.scriptpubkey),
  ];
  if (!scripts.includes(asked.script)) {
    throw badAnswer(body, `shows transaction ${txid}, in which the address has no part`);
  }
  const transaction = normalizeTransaction(wire, body);
  if (transaction === null) {
    throw badAnswer(body, `shows transaction ${txid}, which is not confirmed, among the confirmed ones`);
  }
  const { height, time } = transaction.block;
  if (height > found.lowest) {
    throw badAnswer(body, `shows transaction ${txid} of block ${height} after one of block ${found.lowest}`);
  }
  found.lowest = height;
  if (height > asked.tip.height || height <= knownHeight(asked.subject)) return;
  checkBlockTime(time, asked.tip, `block_time of ${txid}`, body);
  found.transactions.push(transaction);
  if (height >= asked.subject.fromHeight) found.since += 1;
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
  if (cursor !== null && !readStatus(await ask(transport, `/tx/${cursor}/status`)).confirmed) {
    return { contradiction: `lost its place: ${cursor} is not confirmed any more` };
  }
  throw badAnswer(body, `shows transaction ${txid} again; its paging does not move on`);
}
