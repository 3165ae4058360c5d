/**
 * What happened inside one Ethereum transaction, as far as it is known: transfers, wraps and swaps in order, and the
 * addresses that only passed value on.
 */

import { ZERO_ADDRESS } from '../address.ts';
import type { EthereumTransaction } from '../transaction.ts';
import { conduitsOf } from './conduit.ts';
import type { EthereumKnowledge } from './knowledge.ts';
import { isTransfer, type Step } from './step.ts';
import { inSequence, sequencesOf } from './step-order.ts';
import { exchangeTouched, withSwaps } from './swap.ts';
import { stepsOf } from './wrap.ts';

export interface Course {
  /** In order. */
  readonly steps: readonly Step[];
  /** All that these addresses get in the steps they pass on in them. */
  readonly conduits: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** The course of a transaction; a pure function of it and of what is known, whatever the order of its views. */
export function courseOf(tx: EthereumTransaction, knowledge: EthereumKnowledge): Course {
  const executed = stepsOf(tx, knowledge.isWrapper);
  const steps = executed.every(isTransfer) ? executed : inSequence(executed, sequencesOf(executed));
  if (steps.length < 2) return { steps, conduits: NONE };
  const isKnown = (address: string) => tx.whole === true || knowledge.knowsHistory(address, tx.block.height);
  const conduits = conduitsOf(
    steps,
    (address) => address !== ZERO_ADDRESS && !knowledge.isWrapper(address) && isKnown(address),
  );
  const touched = exchangeTouched(tx, steps, knowledge);
  if (touched === null) return { steps, conduits };
  const scene = { steps, height: tx.block.height, knowledge, isKnown, conduits };
  const remaining = withSwaps(scene, touched);
  const kept = untouched(conduits, steps, remaining);
  // Conversions may have changed the order: what a conduit passes on, it must still have got before.
  return { steps: remaining, conduits: conduitsOf(remaining, (address) => kept.has(address)) };
}

/** The conduits that kept all their steps; the others' part is told by the conversions. */
function untouched(
  conduits: ReadonlySet<string>,
  before: readonly Step[],
  after: readonly Step[],
): Set<string> {
  const kept = new Set(after);
  const lost = new Set(
    before.filter((step) => !kept.has(step)).flatMap(({ gives, gets }) => [gives.address, gets.address]),
  );
  return new Set([...conduits].filter((address) => !lost.has(address)));
}
