/**
 * Reach: which holdings stolen value came to, when, and by how many movements.
 */

import { Column } from '../columns.ts';
import type { HoldingId, MovementId } from '../tape/tape.ts';

export class Reach {
  /** Fewest hops and one more; 0 where nothing stolen ever was. */
  readonly #hops = new Column('int32');
  /** The movement that first brought stolen value and one more; 0 where a seed names the holding. */
  readonly #arrivals = new Column('int32');
  readonly #holdings = new Column('int32');

  /** @param holdings how many there are */
  constructor(holdings: number) {
    this.#hops.extend(holdings);
    this.#arrivals.extend(holdings);
  }

  /** In the order in which stolen value came to them. */
  holdings(): Iterable<HoldingId> {
    return this.#holdings.values();
  }

  /** The fewest movements between a seed and a holding, 0 for what a seed itself names; null when none reached it. */
  hopsTo(holding: HoldingId): number | null {
    const hops = this.#hops.get(holding);
    return hops === 0 ? null : hops - 1;
  }

  /** The movement that first brought stolen value to a holding; null for what a seed itself names. */
  arrivalAt(holding: HoldingId): MovementId | null {
    const arrival = this.#arrivals.get(holding);
    return arrival === 0 ? null : arrival - 1;
  }

  /** @param movement null where a seed itself names the holding */
  note(holding: HoldingId, hops: number, movement: MovementId | null): void {
    const known = this.#hops.get(holding);
    if (known === 0) {
      this.#holdings.push(holding);
      if (movement !== null) this.#arrivals.set(holding, movement + 1);
    }
    if (known === 0 || hops < known - 1) this.#hops.set(holding, hops + 1);
    if (movement === null) this.#arrivals.set(holding, 0);
  }
}
