/**
 * How active an address is, judged while its lists are read: an address with too many transactions is taken for a
 * service, and reading on would cost a lot and tell nothing.
 */

import type { HistorySubject } from '../../core/graph/subject.ts';

/** The part of a row that counts. */
export interface ActivityRow {
  readonly hash: string;
  readonly blockNumber: string;
}

/** Counts the transactions of one address on both sides of a height. */
export class Activity {
  readonly #fromHeight: number;
  readonly #max: number;
  /** Transactions from the height on that need not be read again. */
  readonly #known: number;
  readonly #since = new Set<string>();
  readonly #before = new Set<string>();

  /** @param max limit for the transactions from the subject's height on, and for those before it */
  constructor({ fromHeight, known }: HistorySubject, max: number) {
    this.#fromHeight = fromHeight;
    this.#known = known?.active ?? 0;
    this.#max = max;
  }

  /** Counts the transactions of some rows, each once whatever list it is in. */
  count(rows: readonly ActivityRow[]): void {
    for (const { hash, blockNumber } of rows) {
      const side = Number(blockNumber) >= this.#fromHeight ? this.#since : this.#before;
      side.add(hash);
    }
  }

  /**
   * How many transactions it took to give up, on the side that is beyond the limit; null while neither is. One more than
   * the limit, and not all that were counted: that depends on how many rows the explorer gives in a call.
   */
  get excess(): number | null {
    return Math.max(this.#known + this.#since.size, this.#before.size) > this.#max ? this.#max + 1 : null;
  }
}
