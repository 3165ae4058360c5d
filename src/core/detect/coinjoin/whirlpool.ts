/**
 * Mixes of Whirlpool (Samourai, later Ashigaru).
 *
 * 5 to 8 inputs and as many outputs, all outputs equal to the pool's denomination, 1 to 4 inputs from entrants that bring
 * the denomination and a little more for the miner fee, the others remix exactly the denomination. Rule of graphsense-lib
 * (a82914bf, heuristics_service.py); no script type is required, since mixes with P2WSH outputs exist.
 */

import type { BitcoinTransaction } from '../../transaction.ts';
import type { Finding } from '../finding.ts';

/** Pool denominations in satoshi: Samourai 0.001, 0.01, 0.05, 0.5 BTC; Ashigaru 0.025, 0.25 BTC (crocs Constants.cs). */
const POOLS: ReadonlySet<bigint> = new Set([
  100_000n,
  1_000_000n,
  2_500_000n,
  5_000_000n,
  25_000_000n,
  50_000_000n,
]);

/** The most that an entrant brings above the denomination for the miner fee, satoshi (graphsense-lib). */
export const MAX_ENTRANT_EXCESS = 110_000n;
const MIX_SIZES = { min: 5, max: 8 };
const ENTRANTS = { min: 1, max: 4 };

/** No hit outside the labelled sets is known (docs/detection.md), but a structural rule is never proof. */
export const WHIRLPOOL_CONFIDENCE = 95;

export interface WhirlpoolMix extends Finding {
  /** Denomination in satoshi. */
  readonly pool: bigint;
  /** `vin` indices of the inputs that enter from a Tx0; the others are remixed. */
  readonly entrants: readonly number[];
}

/** Recognises a Whirlpool mix; null for any other transaction. */
export function detectWhirlpoolMix(tx: BitcoinTransaction): WhirlpoolMix | null {
  const participants = tx.inputs.length;
  if (!hasMixSize(participants, tx.outputs.length)) return null;
  const pool = tx.outputs[0]?.value;
  if (pool === undefined || !POOLS.has(pool)) return null;
  if (tx.outputs.some((output) => output.value !== pool)) return null;
  const entrants: number[] = [];
  for (const [index, { value }] of tx.inputs.entries()) {
    if (value === pool) continue;
    if (value < pool || value - pool > MAX_ENTRANT_EXCESS) return null;
    entrants.push(index);
  }
  if (entrants.length < ENTRANTS.min || entrants.length > ENTRANTS.max) return null;
  return {
    protocol: 'Whirlpool',
    certainty: 'likely',
    confidence: WHIRLPOOL_CONFIDENCE,
    numbers: { pool, participants, entrants: entrants.length },
    pool,
    entrants,
  };
}

/** Whether a transaction with so many inputs and outputs may be a mix at all. */
function hasMixSize(inputs: number, outputs: number): boolean {
  return inputs >= MIX_SIZES.min && inputs <= MIX_SIZES.max && inputs === outputs;
}
