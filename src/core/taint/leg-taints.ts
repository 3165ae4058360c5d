/**
 * The stolen part of every leg, as one replay finds it. Most legs are clean or stolen as a whole, which a byte tells; the
 * parts of the others stand in columns of their own, in the order of the tape.
 */

import { BigintColumn, Column } from '../columns.ts';
import type { LegId, Tape } from '../tape/tape.ts';

const CLEAN = 0;
const WHOLE = 1;
const PART = 2;

export class LegTaints {
  readonly #tape: Tape;
  readonly #states = new Column('uint8');
  /** The legs of which a part is stolen, ascending, and that part. */
  readonly #legs = new Column('int32');
  readonly #parts = new BigintColumn();

  constructor(tape: Tape) {
    this.#tape = tape;
    this.#states.extend(tape.legs);
  }

  isTainted(leg: LegId): boolean {
    return this.#states.get(leg) !== CLEAN;
  }

  /** Stolen units that a leg took or put. */
  get(leg: LegId): bigint {
    const state = this.#states.get(leg);
    if (state === CLEAN) return 0n;
    return state === WHOLE ? this.#tape.amountOf(leg) : this.#parts.get(this.#rowOf(leg));
  }

  /** Notes the stolen units of a leg, once. @param leg after all that were noted before @param tainted > 0 */
  note(leg: LegId, tainted: bigint, amount: bigint): void {
    if (tainted === amount) this.#states.set(leg, WHOLE);
    else {
      this.#states.set(leg, PART);
      this.#legs.push(leg);
      this.#parts.push(tainted);
    }
  }

  #rowOf(leg: LegId): number {
    let [low, high] = [0, this.#legs.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#legs.get(middle) < leg) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
