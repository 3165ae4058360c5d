/**
 * The history of an Ethereum address from a Blockscout: its three lists read down from the tip, joined, and put in chain
 * order.
 */

import type { Expansion, HistorySubject } from '../../core/graph/subject.ts';
import { consistently, type Reading } from '../consistent-reading.ts';
import { Activity } from '../ethereum/activity.ts';
import { completePositions } from '../ethereum/positions.ts';
import type { Pinned } from '../pinned.ts';
import type { Body } from '../transport/body.ts';
import { type AddressList, INNER_CALLS, readAddressList, TOKENS, TRANSACTIONS } from './address-list.ts';
import { ask } from './ask.ts';
import { requireIndexed } from './indexing.ts';
import { AMOUNTS, kindOf, minedOf } from './mined.ts';
import { isTold, normalizeRows } from './normalize.ts';
import { resolveCalls } from './resolve-calls.ts';
import { askListed } from './transaction.ts';
import { readCounters, type WireInnerCall } from './wire.ts';

/** Rows of the smallest page that may not be the last: pages of v11 and before have 50. */
const FULL_PAGE = 50;
/** A count may have a transfer to oneself twice, and half of all may stand on either side of the subject's height. */
const SURELY_BUSY = 4;

/**
 * All transactions of an address up to the tip that are not known, in chain order.
 * @param max limit for the transactions from the subject's height on, and for those before it
 * @throws ProviderError
 */
export async function readHistory(pinned: Pinned, subject: HistorySubject, max: number): Promise<Expansion> {
  await requireIndexed(pinned);
  return consistently(pinned, (explorer) => readOnce(explorer, subject, max));
}

async function readOnce(pinned: Pinned, subject: HistorySubject, max: number): Promise<Reading<Expansion>> {
  const lists = new Lists(pinned, subject, max);
  // One after the other: an address beyond the limit is then given up with as few requests as can be.
  const transactions = await lists.read(TRANSACTIONS, minedOf);
  if ('contradiction' in transactions) return transactions;
  const failed: WireInnerCall[] = [];
  const calls = await lists.read(INNER_CALLS, (row) => {
    if (isTold(row)) return row;
    if (!row.success) failed.push(row);
    return null;
  });
  if ('contradiction' in calls) return calls;
  const tokens =
    subject.assets === 'native'
      ? { value: [] }
      : await lists.read(TOKENS, (row) => (kindOf(row) === AMOUNTS ? row : null));
  if ('contradiction' in tokens) return tokens;
  if (lists.isTooActive) {
    return { value: { subject, status: 'too-active', transactions: [], count: max + 1 } };
  }
  const seen = { calls: calls.value, failed, transactions: transactions.value };
  const rows = { ...seen, calls: await resolveCalls(pinned, seen), tokens: tokens.value };
  const origin = pinned.transport.originOf(`/addresses/${subject.address}`, {});
  // The list of tokens does not say where in its block a transaction stands.
  const found = await completePositions(normalizeRows(rows, origin), async ({ txid, block }) => {
    const listed = await askListed(pinned, txid, block.height);
    return listed === null ? null : listed.position;
  });
  return { value: { subject, status: 'complete', transactions: found, count: found.length } };
}

/** The lists of an address, read until it turns out to be too active. */
class Lists {
  readonly #pinned: Pinned;
  readonly #subject: HistorySubject;
  readonly #max: number;
  readonly #activity: Activity;
  #isCountedBusy = false;

  constructor(pinned: Pinned, subject: HistorySubject, max: number) {
    this.#pinned = pinned;
    this.#subject = subject;
    this.#max = max;
    this.#activity = new Activity(subject, max);
  }

  get isTooActive(): boolean {
    return this.#isCountedBusy || this.#activity.excess !== null;
  }

  /** The rows that `convert` makes something of, the oldest first; some of them when the address is too active. */
  async read<R, T>(list: AddressList<R>, convert: (row: R, body: Body) => T | null): Promise<Reading<T[]>> {
    const collected: T[] = [];
    if (this.isTooActive) return { value: collected };
    let pages = 0;
    const read = await readAddressList(this.#pinned, list, {
      address: this.#subject.address,
      known: this.#subject.known?.height ?? -1,
      take: async (rows, body) => {
        for (const row of rows) {
          const converted = convert(row, body);
          if (converted === null) continue;
          collected.push(converted);
          const hash = list.hashOf(row).toLowerCase();
          this.#activity.count([{ hash, blockNumber: String(list.blockOf(row)) }]);
        }
        pages += 1;
        if (pages === 1 && rows.length >= FULL_PAGE) await this.#askCount();
        return !this.isTooActive;
      },
    });
    return 'contradiction' in read ? read : { value: collected.reverse() };
  }

  /**
   * Blockscout's own count, which may be behind, saves reading page after page of an address that is far beyond the limit.
   * Of one that is known in part, little is read anyway.
   */
  async #askCount(): Promise<void> {
    if (this.isTooActive || this.#subject.known !== undefined) return;
    const { transport, tip } = this.#pinned;
    const path = `/addresses/${this.#subject.address}/counters`;
    const body = await ask(transport, path, {}, { tip, check: (fresh) => void readCounters(fresh) });
    this.#isCountedBusy = Number(readCounters(body).transactions_count) > SURELY_BUSY * this.#max;
  }
}
