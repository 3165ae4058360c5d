/**
 * The book: which lots rest in which holding now. Holdings that are not followed give nothing on, so of them only stolen
 * units are kept, and those of each source by themselves.
 */

import type { HoldingId } from '../tape.ts';
import { cleanLot, forEachLot, type Lots, lot, NOTHING } from './lots.ts';
import { joinQueues } from './queue.ts';
import { Rest } from './rest.ts';

export class Book {
  readonly #openings: ReadonlyMap<HoldingId, bigint>;
  readonly #lots: (Lots | undefined)[];
  readonly #rest = new Rest();

  /**
   * @param holdings how many there are
   * @param openings balances before the first movement; absent means 0
   */
  constructor(holdings: number, openings: ReadonlyMap<HoldingId, bigint>) {
    this.#openings = openings;
    this.#lots = new Array<Lots | undefined>(holdings);
  }

  /** What a holding can give; undefined for one that nothing was written of yet. */
  written(holding: HoldingId): Lots | undefined {
    return this.#lots[holding];
  }

  /** What a holding can give; before anything was written of it, its opening balance. */
  held(holding: HoldingId): Lots {
    return this.#lots[holding] ?? cleanLot(this.#openings.get(holding) ?? 0n);
  }

  write(holding: HoldingId, lots: Lots | undefined): void {
    this.#lots[holding] = lots;
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
    return joinQueues([this.#lots[holding] ?? NOTHING, ...resting]);
  }

  taintedAt(holding: HoldingId): bigint {
    return (this.#lots[holding]?.tainted ?? 0n) + this.#rest.amountAt(holding);
  }
}
