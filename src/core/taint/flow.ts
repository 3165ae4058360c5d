/**
 * Flows: movements that carried stolen value, with the legs that did, as a ledger saw them.
 */

import type { LegId, MovementId } from '../tape/tape.ts';
import type { Ledger } from './ledger.ts';

export interface Flow {
  readonly movement: MovementId;
  /** Legs with a stolen part only, in the order of the movement. */
  readonly takes: readonly LegId[];
  readonly puts: readonly LegId[];
}

/** All flows under the ledger's method, in chain order. */
export function* flowsOf(ledger: Ledger): Generator<Flow> {
  const { tape } = ledger;
  for (const movement of ledger.flows()) {
    const firstPut = tape.firstPut(movement);
    const takes = taintedLegs(ledger, tape.firstLeg(movement), firstPut);
    yield { movement, takes, puts: taintedLegs(ledger, firstPut, tape.endLeg(movement)) };
  }
}

function taintedLegs(ledger: Ledger, first: LegId, end: LegId): LegId[] {
  const legs: LegId[] = [];
  for (let leg = first; leg < end; leg += 1) if (ledger.taintedOf(leg) > 0n) legs.push(leg);
  return legs;
}
