/**
 * The book: which lots rest in which holding now. Holdings that are not followed give nothing on, so of them only stolen
 * units are kept, and those of each source by themselves.
 */

import type { HoldingId } from '../tape/tape.ts';
import { HeldLots } from './held-lots.ts';
import { cleanLot, forEachLot, type Lots, lot, NOTHING } from './lots.ts';
import { joinQueues } from './queue.ts';
import { Rest } from './rest.ts';

export class Book {
  readonly #openings: ReadonlyMap<HoldingId, bigint>;
  readonly #held: HeldLots;
  readonly #rest = new Rest();

  /**
   * @param holdings how many there are
   * @param openings balances before the first movement; absent means 0
   */
  constructor(holdings: number, openings: ReadonlyMap<HoldingId, bigint>) {
    this.#openings = openings;
    this.#held = new HeldLots(holdings);
  }

  /** Whether anything was written of what a holding can give. */
  isWritten(holding: HoldingId): boolean {
    return this.#held.has(holding);
  }

  /** What a holding can give; before anything was written of it, its opening balance. */
  held(holding: HoldingId): Lots {
    return this.#held.get(holding) ?? cleanLot(this.#openings.get(holding) ?? 0n);
  }

  write(holding: HoldingId, lots: Lots): void {
    this.#held.set(holding, lots);
  }

  /** Forgets a holding that was used up for good. */
  close(holding: HoldingId): void {
    this.#held.delete(holding);
  }

  /** Keeps the stolen units of what arrives where nothing is followed. */
  rest(holding: HoldingId, lots: Lots): void {
    if (lots.tainted === 0n) return;
    forEachLot(lots, ({ tainted, source }) => {
      if (tainted > 0n) this.#rest.add(holding, source, tainted);
    });
  }

  /** All that is known to be in a holding. */
  lotsAt(holding: HoldingId): Lots {
    const resting = this.#rest.portionsAt(holding).map(({ source, amount }) => lot(amount, amount, source));
    return joinQueues([this.#held.get(holding) ?? NOTHING, ...resting]);
  }

  taintedAt(holding: HoldingId): bigint {
    return (this.#held.get(holding)?.tainted ?? 0n) + this.#rest.amountAt(holding);
  }
}
