/**
 * Rounds of Wasabi 1 from 2020 on, whose coordinator changed its address with every round. Rule of Dumplings
 * (nopara73/Dumplings 36f28f27, Scanner.cs): only P2WPKH, at least ten outputs of one value near 0.1 BTC, and at least as
 * many inputs.
 *
 * A JoinMarket transaction of ten participants and that amount meets the rule too. The coordinator sorted the outputs by
 * value (WalletWasabi, CoordinatorRound.cs: "sort inputs and outputs by amount"), JoinMarket shuffles them: a transaction
 * that is not sorted is only `possible`.
 */

import type { BitcoinTransaction } from '../../transaction.ts';
import { countValues, largestGroup } from '../equal-values.ts';
import type { Finding } from '../finding.ts';
import { scriptTypeOf } from '../script-type.ts';
import { FRESH_COORDINATOR_ADDRESSES } from './wasabi10.ts';

/** Equal outputs, and with them participants (Scanner.cs). */
const MIN_EQUAL_OUTPUTS = 10;
/** 0.1 BTC, and how far a round's denomination may lie from it, satoshi (Constants.cs). */
const BASE_DENOMINATION = 10_000_000n;
const DENOMINATION_PRECISION = 2_000_000n;
/** The coordinator's fee and at least one change have values of their own (Scanner.cs). */
const MIN_UNIQUE_OUTPUTS = 2;

/** The scanner's own false hits among what is sorted are not known. */
const SORTED_CONFIDENCE = 90;
/** All ten of the recorded transactions that are not sorted look like JoinMarket (docs/detection.md). */
const UNSORTED_CONFIDENCE = 20;

/** Recognises a round by its form; null for any other transaction. */
export function detectWasabi11(tx: BitcoinTransaction): Finding | null {
  const { inputs, outputs, block } = tx;
  if (block.height < FRESH_COORDINATOR_ADDRESSES || inputs.length < MIN_EQUAL_OUTPUTS) return null;
  if (outputs.length < MIN_EQUAL_OUTPUTS + MIN_UNIQUE_OUTPUTS) return null;
  const counts = countValues(outputs);
  const equal = largestGroup(counts);
  if (equal === null || equal.count < MIN_EQUAL_OUTPUTS || equal.count > inputs.length) return null;
  if (!isNearBase(equal.value) || uniqueValues(counts) < MIN_UNIQUE_OUTPUTS) return null;
  if (![...inputs, ...outputs].every(({ script }) => scriptTypeOf(script) === 'p2wpkh')) return null;
  const isSorted = isAscending(tx, equal.value);
  return {
    protocol: 'Wasabi 1',
    certainty: isSorted ? 'likely' : 'possible',
    confidence: isSorted ? SORTED_CONFIDENCE : UNSORTED_CONFIDENCE,
    numbers: {
      denomination: equal.value,
      equalOutputs: equal.count,
      inputs: inputs.length,
      outputs: outputs.length,
    },
  };
}

function isNearBase(value: bigint): boolean {
  const distance = value - BASE_DENOMINATION;
  return distance >= -DENOMINATION_PRECISION && distance <= DENOMINATION_PRECISION;
}

function uniqueValues(counts: ReadonlyMap<bigint, number>): number {
  let unique = 0;
  for (const count of counts.values()) if (count === 1) unique += 1;
  return unique;
}

/**
 * Whether the outputs ascend. Those of the denomination are left out: earlier coordinators raised them after sorting, by
 * what they had saved of the miner fee (CoordinatorRound.cs, TryOptimizeFeesAsync).
 */
function isAscending({ outputs }: BitcoinTransaction, denomination: bigint): boolean {
  let last = 0n;
  for (const { value } of outputs) {
    if (value === denomination) continue;
    if (value < last) return false;
    last = value;
  }
  return true;
}
