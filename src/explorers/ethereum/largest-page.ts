/**
 * How many rows an explorer gives in a call, as far as its pages have shown: it may be fewer than it is asked for (the
 * free tier of Etherscan once gave 10,000, then 1,000), and nothing in a page tells that it was cut.
 */

/** No known API of this kind gives fewer rows a call (Blockscout's pages of 50 are the smallest). */
export const SMALLEST_LIMIT = 50;

/** Limits are round numbers, so a page of so many rows may be full even where longer ones came: limits are lowered, too. */
const ROUND = 50;

/** Learns from all pages of one explorer, list by list: a limit need not be the same for all of them. */
export class LargestPage {
  readonly #least: number;
  readonly #rows = new Map<string, number>();

  /** @param least a page of fewer rows was certainly not cut */
  constructor(least: number = SMALLEST_LIMIT) {
    this.#least = least;
  }

  /**
   * Takes note of a page, and tells whether rows may follow that were cut off: not after a page that is shorter than one
   * seen before, unless it has a round number of rows. Where it was the end after all, a call too many is made; that is all that depends on what was learned.
   * @param list name of the list
   * @param rows length of the page
   */
  mayGoOn(list: string, rows: number): boolean {
    const largest = this.#largest(list);
    if (rows >= largest) this.#rows.set(list, rows);
    return rows >= largest || (rows >= SMALLEST_LIMIT && rows % ROUND === 0);
  }

  /** Whether a page of so many rows is the end of its list even where limits are lowered: longer ones came, or are known to come. */
  isEnd(list: string, rows: number): boolean {
    return rows < Math.min(this.#largest(list), SMALLEST_LIMIT);
  }

  #largest(list: string): number {
    return this.#rows.get(list) ?? this.#least;
  }
}
