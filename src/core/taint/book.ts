/**
 * The book: which lots rest in which holding now. Holdings that are not followed give nothing on, so of them only stolen
 * units are kept, and those of each source by themselves.
 */

import { sum } from '../amount.ts';
import type { HoldingId } from '../tape.ts';
import { cleanLot, type Lots, lot, NOTHING, type SourceId, stolenPortions } from './lots.ts';
import { joinQueues } from './queue.ts';

export class Book {
  readonly #openings: ReadonlyMap<HoldingId, bigint>;
  readonly #lots: (Lots | undefined)[];
  readonly #resting = new Map<HoldingId, Map<SourceId, bigint>>();

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
    const resting = this.#resting.get(holding) ?? new Map<SourceId, bigint>();
    this.#resting.set(holding, resting);
    for (const { source, amount } of stolenPortions(lots)) {
      resting.set(source, (resting.get(source) ?? 0n) + amount);
    }
  }

  /** All that is known to be in a holding. */
  lotsAt(holding: HoldingId): Lots {
    const held = this.#lots[holding] ?? NOTHING;
    const resting = this.#resting.get(holding);
    if (resting === undefined) return held;
    return joinQueues([held, ...[...resting].map(([source, amount]) => lot(amount, amount, source))]);
  }

  taintedAt(holding: HoldingId): bigint {
    const resting = this.#resting.get(holding);
    const held = this.#lots[holding]?.tainted ?? 0n;
    return resting === undefined ? held : held + sum(resting.values());
  }
}
