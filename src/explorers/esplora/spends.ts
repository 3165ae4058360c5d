/**
 * The transactions that spend outputs, with as few requests as may be: two and more outputs of a transaction, or where many
 * can be asked for at once, by the spends that the server lists; else by the newest page of the address that was paid, which
 * holds the spender itself.
 */

import { LRUCache } from 'lru-cache';
import { addressOfScript } from '../../core/address.ts';
import { BadProviderDataError } from '../../core/errors.ts';
import type { Expansion, PendingSpend, SpendsSubject, SpentOutput } from '../../core/graph/subject.ts';
import type { BitcoinTransaction } from '../../core/transaction.ts';
import { checkBlockTime } from '../block-time.ts';
import type { Reading } from '../consistent-reading.ts';
import type { Pinned } from '../pinned.ts';
import { badAnswer } from '../wire-form.ts';
import { getOfAddress, keepRows, noteSpends, pathOfAddress, ROWS_PER_PAGE, rowOf } from './address-page.ts';
import type { OutspendBatches } from './outspend-batches.ts';
import { askOutspends, changedSpend, knownOutspends, spentOutputs } from './outspends.ts';
import { askTransaction, pathOfTransaction } from './transaction.ts';
import { readPage, readTransaction } from './wire.ts';

/** What the look-ups of a process share. */
export interface SpendTools {
  /** Null where outspends are asked for one by one. */
  readonly batches: OutspendBatches | null;
  /** Scripts whose newest page did not tell who spends: they are used too much. */
  readonly busy: LRUCache<string, true>;
}

const BUSY_SCRIPTS = 10_000;

export function createSpendTools(batches: OutspendBatches | null): SpendTools {
  return { batches, busy: new LRUCache({ max: BUSY_SCRIPTS }) };
}

/** The transactions that spend the outputs, in the order of the outputs; each is fetched once. */
export async function readSpends(
  pinned: Pinned,
  subject: SpendsSubject,
  tools: SpendTools,
): Promise<Reading<Expansion>> {
  const known = await knownOutspends(pinned, subject.txid, tools.batches);
  if (known === null) {
    const shown = await spendersOnPage(pinned, subject, tools);
    if (shown !== null) return { value: complete(subject, shown, []) };
  }
  const body = known ?? (await askOutspends(pinned, subject.txid));
  const changed = changedSpend(body, subject);
  if (changed !== null) return { contradiction: changed };
  const { spent, pending } = spentOutputs(body, subject, pinned);
  const spenders = [...new Set(spent.values())];
  const found = await Promise.all(spenders.map((txid) => askTransaction(pinned, txid)));
  const transactions: BitcoinTransaction[] = [];
  for (const [index, transaction] of found.entries()) {
    if (typeof transaction === 'string') {
      const spender = `gives ${spenders[index]} as confirmed spender of ${subject.txid}`;
      return { contradiction: `${spender}, then says it is ${transaction}` };
    }
    const missing = missingInput(transaction, spent);
    if (missing !== null) {
      throw badAnswer(body, `gives ${transaction.txid} as spender of ${missing}, but that has no such input`);
    }
    transactions.push(transaction);
  }
  return { value: complete(subject, transactions, pending) };
}

function complete(
  subject: SpendsSubject,
  transactions: readonly BitcoinTransaction[],
  pending: readonly PendingSpend[],
): Expansion {
  const found = { subject, status: 'complete', transactions, count: transactions.length } as const;
  return pending.length === 0 ? found : { ...found, pending };
}

/** The outpoint that a transaction was said to spend and does not. */
function missingInput({ txid, inputs }: BitcoinTransaction, spent: ReadonlyMap<string, string>) {
  const takes = new Set(inputs.map(({ outpoint }) => outpoint));
  for (const [outpoint, spender] of spent) if (spender === txid && !takes.has(outpoint)) return outpoint;
  return null;
}

/**
 * Who spends the outputs, by the newest page of the address that they all paid: one request instead of two. Null when it is
 * not worth trying, or when the page does not show a spender of each: that it shows none proves nothing.
 */
async function spendersOnPage(
  pinned: Pinned,
  { txid, vouts, spent = [] }: SpendsSubject,
  { busy }: SpendTools,
): Promise<BitcoinTransaction[] | null> {
  const script = await onlyScript(pinned, txid, vouts);
  if (script === null || busy.has(script)) return null;
  const page = await readNewestPage(pinned, script);
  const spenders = page === null ? [] : spendersIn(page, txid, vouts);
  // The outspends tell whether that is so.
  const isOther = (one: SpentOutput) =>
    spendersIn(page ?? [], txid, [one.vout]).some((spender) => spender.txid !== one.txid);
  if (spent.some(isOther)) return null;
  if (page !== null && spenders.length === vouts.length) {
    const upToTip = spenders.filter(({ block }) => block.height <= pinned.tip.height);
    return [...new Set(upToTip)];
  }
  if (page === null || page.length >= ROWS_PER_PAGE) busy.set(script, true);
  return null;
}

/** Those of a page that spend the outputs, one for each that is spent, in their order. */
function spendersIn(
  page: readonly BitcoinTransaction[],
  txid: string,
  vouts: readonly number[],
): BitcoinTransaction[] {
  return vouts.flatMap((vout) => {
    const spends = ({ inputs }: BitcoinTransaction) =>
      inputs.some(({ outpoint }) => outpoint === `${txid}:${vout}`);
    return page.find(spends) ?? [];
  });
}

/**
 * The script that all of the outputs have, when it has an address and is not plainly in much use: then its owner was paid by
 * others. Null also when the transaction is not archived: to ask for it costs what a page saves.
 */
async function onlyScript(
  { transport, tip }: Pinned,
  txid: string,
  vouts: readonly number[],
): Promise<string | null> {
  const body = await transport.recall(pathOfTransaction(txid), {}, { tip });
  if (body === null) return null;
  const { vin, vout } = readTransaction(body);
  const [script, ...others] = new Set(vouts.map((index) => vout[index]?.scriptpubkey));
  if (script === undefined || others.length > 0) return null;
  const paysItself = vin.some(({ prevout }) => prevout?.scriptpubkey === script);
  return paysItself || addressOfScript(script).startsWith('script:') ? null : script;
}

/** The newest confirmed transactions of a script, newest first; null when the server refuses to list them. */
async function readNewestPage(pinned: Pinned, script: string): Promise<BitcoinTransaction[] | null> {
  try {
    const body = await getOfAddress(pinned, `${pathOfAddress(addressOfScript(script))}/txs/chain`);
    if (body === null) return null;
    const rows = readPage(body).map((wire) => rowOf(wire, script, body));
    const spenders = new Map<string, string>();
    for (const row of rows) {
      const spentTwice = noteSpends(row, spenders);
      if (spentTwice !== null) throw badAnswer(body, spentTwice);
    }
    const { tip } = pinned;
    const upToTip = new Map([...rows.entries()].filter(([, { block }]) => block.height <= tip.height));
    for (const { txid, block } of upToTip.values()) {
      checkBlockTime(block.time, tip, `block_time of ${txid}`, body);
    }
    await keepRows(body, upToTip, pinned);
    return rows;
  } catch (error) {
    if (error instanceof BadProviderDataError && isRefusal(error)) return null;
    throw error;
  }
}

/** Too many entries, an unknown route: there is another way to ask. */
function isRefusal({ context }: BadProviderDataError): boolean {
  return typeof context.status === 'number' && context.status >= 400;
}
