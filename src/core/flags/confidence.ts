/**
 * Confidence: how sure a finding is, by one formula for all of them (docs/exposure.md). It says how sure the naming of the
 * entity is; amounts have their range over the methods instead.
 */

import { InvariantError } from '../errors.ts';

/** What a confidence follows from. */
export interface Grounds {
  /** 0 to 100: how sure the rule is that saw it; `CHAIN_DATA` where it follows from the chain alone. */
  readonly rule: number;
  /** 0 to 100: level of the tag that names the entity; `CHAIN_DATA` where the rule itself names it. */
  readonly naming: number;
  /** Movements between the address and the entity, from 0; absent for none. Only the first costs nothing. */
  readonly hops?: number;
}

/** What follows from chain data is certain. */
export const CHAIN_DATA = 100;

/**
 * With each movement after the first a tenth of the confidence is lost: coins may have changed hands on the way. The
 * tenth is our own; no rate is published.
 */
const KEPT_TENTHS = 9;

/**
 * Rule times naming, a percent of a percent, less a tenth for every movement after the first; whole numbers, rounded down at
 * each step. Never above the rule nor the naming, and never more for less of either or for more hops.
 * @throws InvariantError when rule or naming are no confidence (a bug)
 */
export function confidenceFrom({ rule, naming, hops = 0 }: Grounds): number {
  for (const part of [rule, naming]) {
    if (!Number.isInteger(part) || part < 0 || part > 100)
      throw new InvariantError(`${part} is no confidence`);
  }
  let confidence = wholePart(rule * naming, 100);
  for (let hop = 1; hop < hops && confidence > 0; hop += 1)
    confidence = wholePart(confidence * KEPT_TENTHS, 10);
  return confidence;
}

/** Of several observations the surest counts: lists copy from each other, so that agreeing tags are not independent. */
export function surestOf(confidences: readonly number[]): number {
  return confidences.reduce((surest, one) => Math.max(surest, one), 0);
}

function wholePart(number: number, divisor: number): number {
  return (number - (number % divisor)) / divisor;
}
