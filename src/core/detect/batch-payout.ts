/**
 * Batch payouts: one owner pays many at once, as exchanges, pools and other services do. The ratio is that of the
 * transaction flags of mempool.space (backend/src/api/common.ts: "less than 1:5 input:output ratio").
 */

import type { BitcoinTransaction } from '../transaction.ts';
import { firstMatch } from './coinjoin/detectors.ts';
import type { Finding } from './finding.ts';
import { isNulldata } from './script-type.ts';

/** Outputs for each input, and the least that makes a batch. */
const OUTPUTS_PER_INPUT = 5;
const CONFIDENCE = 40;

/** Recognises a batch payout; null for any other transaction, and for what a mixer's detector claims. */
export function detectBatchPayout(tx: BitcoinTransaction): Finding | null {
  const { inputs, outputs } = tx;
  if (inputs.length === 0 || outputs.length < inputs.length * OUTPUTS_PER_INPUT) return null;
  const spent = new Set(inputs.map(({ script }) => script));
  const paid = outputs.filter(({ script }) => !isNulldata(script) && !spent.has(script));
  const payees = new Set(paid.map(({ script }) => script)).size;
  if (payees < OUTPUTS_PER_INPUT || firstMatch(tx) !== null) return null;
  return {
    protocol: 'batch payout',
    certainty: 'possible',
    confidence: CONFIDENCE,
    numbers: { payees, inputs: inputs.length, paid: paid.reduce((total, { value }) => total + value, 0n) },
  };
}
