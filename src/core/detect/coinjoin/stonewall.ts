/**
 * The form of a Stonewall (Samourai): a payment made to look like a CoinJoin of two, by one wallet alone or by two
 * (STONEWALLx2), which nobody can tell apart. Rule of graphsense-lib (a82914bf, `_is_stonewall`), a veto there: it stands
 * before the equal-output rule, so that none is called a CoinJoin for two equal outputs. Other than there the changes may be
 * equal too, as they are where both sides spend equal coins (mainnet f1592e0b).
 */

import type { BitcoinOutput, BitcoinTransaction } from '../../transaction.ts';
import { countValues, distinctScripts } from '../equal-values.ts';
import type { Finding } from '../finding.ts';
import { isNulldata } from '../script-type.ts';

/** At or below this a pair is dust, satoshi (STONEWALL_V_MIN). */
const MAX_DUST = 5_000n;
const MIN_INPUTS = 2;
/** The pair, and the change of one side or of both. */
const OUTPUTS = { min: 3, max: 4 };
const CONFIDENCE = 20;

/** Recognises the form: two equal outputs, one or two changes, all to different scripts; null for any other. */
export function detectStonewall(tx: BitcoinTransaction): Finding | null {
  if (tx.inputs.length < MIN_INPUTS || tx.outputs.length < OUTPUTS.min) return null;
  const outputs = tx.outputs.filter(({ script }) => !isNulldata(script));
  if (outputs.length < OUTPUTS.min || outputs.length > OUTPUTS.max) return null;
  const pair = smallestPair(outputs);
  if (pair === null || pair <= MAX_DUST || distinctScripts(outputs) !== outputs.length) return null;
  return {
    protocol: 'Stonewall',
    certainty: 'possible',
    confidence: CONFIDENCE,
    numbers: { amount: pair, inputs: tx.inputs.length, changes: outputs.length - 2 },
  };
}

/** The value that two outputs share, the smaller of two such; null where there is none. */
function smallestPair(outputs: readonly BitcoinOutput[]): bigint | null {
  let pair: bigint | null = null;
  for (const [value, count] of countValues(outputs)) {
    if (count === 2 && (pair === null || value < pair)) pair = value;
  }
  return pair;
}
