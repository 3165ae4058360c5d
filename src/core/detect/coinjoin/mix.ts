/**
 * Mixes: rounds of several owners by a protocol's own rule. Only these end a walk; what is `possible` or `suspected` never
 * does, nor what the tags of its inputs speak against.
 */

import type { BitcoinTransaction } from '../../transaction.ts';
import type { Finding } from '../finding.ts';
import { isServicePayout } from '../vetoes.ts';
import { firstMatch } from './detectors.ts';
import { FRESH_COORDINATOR_ADDRESSES } from './wasabi10.ts';

/**
 * What a transaction is as a mix; null where it is none, or not surely.
 * @param isService whether a script is tagged as an exchange's or another custodian's
 */
export function detectMix(tx: BitcoinTransaction, isService: (script: string) => boolean): Finding | null {
  const match = firstMatch(tx);
  if (match === null || !match.row.severalOwners || match.finding.certainty !== 'likely') return null;
  return isServicePayout(match.finding, tx, isService) ? null : match.finding;
}

/** Whirlpool's least; rounds of Wasabi have more, but for those that are told by an address. */
const LEAST_INPUTS = 5;
const LEAST_EQUAL_OUTPUTS = 3;

/** Whether a transaction of such a size may be a mix at all: a quick question before the rules are asked. */
export function mayBeMix(inputs: number, outputs: number, height: number): boolean {
  if (inputs >= LEAST_INPUTS) return true;
  return height < FRESH_COORDINATOR_ADDRESSES && outputs >= LEAST_EQUAL_OUTPUTS;
}

/** A mix in words, with its numbers: `Wasabi 2 round of 240 inputs and 229 outputs, …`. */
export function mixInWords({ protocol, numbers }: Finding): string {
  const { pool, inputs, outputs, equalOutputs, denomination, denominatedOutputs } = numbers;
  if (pool !== undefined) return `${protocol} mix of ${pool} satoshi`;
  const size = `${protocol} round of ${inputs} inputs and ${outputs} outputs`;
  return equalOutputs === undefined
    ? `${size}, ${denominatedOutputs} of them of standard denominations`
    : `${size}, ${equalOutputs} of them ${denomination} satoshi each`;
}
