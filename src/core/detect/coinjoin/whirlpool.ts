/**
 * Whirlpool (Samourai, later Ashigaru): its mixes and the transactions (Tx0) that prepare coins for them.
 *
 * Mix: 5 to 8 inputs and as many outputs, all outputs equal to the pool's denomination, 1 to 4 inputs from entrants
 * that bring the denomination and a little more for the miner, the others remix exactly the denomination.
 * Rule of graphsense-lib (a82914bf, heuristics_service.py); no script type is required, since mixes with P2WSH outputs
 * exist. On 1,730 recorded mixes it misses none, with no hit outside (docs/detection.md).
 */

import { compare } from '../../amount.ts';
import type { BitcoinOutput, BitcoinTransaction } from '../../transaction.ts';

/** Pool denominations in satoshi: Samourai 0.001, 0.01, 0.05, 0.5 BTC; Ashigaru 0.025, 0.25 BTC. */
const POOLS: ReadonlySet<bigint> = new Set([
  100_000n,
  1_000_000n,
  2_500_000n,
  5_000_000n,
  25_000_000n,
  50_000_000n,
]);

/** The most that an entrant brings above the denomination for the miner fee, satoshi (graphsense-lib). */
const MAX_ENTRANT_EXCESS = 110_000n;
/** The least that a Tx0 adds to the denomination of a premix output, satoshi. */
const MIN_PREMIX_EXCESS = 100n;
const MIX_SIZES = { min: 5, max: 8 };
const ENTRANTS = { min: 1, max: 4 };
/** A Tx0 makes at most 70 premix outputs (whirlpool-server configuration). */
const MAX_PREMIX_OUTPUTS = 70;
/** Coordinator fee, change, and a second change of some versions. */
const MAX_OTHER_OUTPUTS = 3;
/** OP_RETURN of a Tx0, script length in bytes: 64 bytes of payload in version 0, 80 in version 1. */
const TX0_NULLDATA_LENGTHS: ReadonlySet<number> = new Set([66, 83]);
/** Coordinator fees by pool, satoshi, before discounts: Samourai's rates, the older ones included; Ashigaru's 5 %. */
const COORDINATOR_FEES: readonly (readonly [pool: bigint, fees: readonly bigint[]])[] = [
  [100_000n, [5_000n]],
  [1_000_000n, [50_000n]],
  [2_500_000n, [125_000n]],
  [5_000_000n, [175_000n, 250_000n]],
  [25_000_000n, [1_250_000n]],
  [50_000_000n, [1_750_000n, 2_500_000n]],
];
/** Discounts the coordinator granted, in percent of the fee to pay. */
const FEE_PERCENTAGES = [100n, 85n, 75n, 70n, 50n];

export interface WhirlpoolMix {
  /** Denomination in satoshi. */
  readonly pool: bigint;
  /** `vin` indices of the inputs that enter from a Tx0; the others are remixed. */
  readonly entrants: readonly number[];
}

/** Recognises a Whirlpool mix; null for any other transaction. */
export function detectWhirlpoolMix(tx: BitcoinTransaction): WhirlpoolMix | null {
  const size = tx.inputs.length;
  const pool = tx.outputs[0]?.value;
  if (pool === undefined || !POOLS.has(pool)) return null;
  if (!hasMixSize(size, tx.outputs.length)) return null;
  if (tx.outputs.some((output) => output.value !== pool)) return null;
  const entrants: number[] = [];
  for (const [index, { value }] of tx.inputs.entries()) {
    if (value === pool) continue;
    if (value < pool || value - pool > MAX_ENTRANT_EXCESS) return null;
    entrants.push(index);
  }
  return entrants.length >= ENTRANTS.min && entrants.length <= ENTRANTS.max ? { pool, entrants } : null;
}

/** Whether a transaction with so many inputs and outputs may be a mix at all. */
export function hasMixSize(inputs: number, outputs: number): boolean {
  return inputs >= MIX_SIZES.min && inputs <= MIX_SIZES.max && inputs === outputs;
}

export interface WhirlpoolTx0 {
  readonly pool: bigint;
  /** `vout` indices of the outputs that go on to a mix. */
  readonly premix: readonly number[];
}

/**
 * Recognises a Tx0: one OP_RETURN, premix outputs of one value, the coordinator fee of that pool, and at most two
 * outputs more. All its inputs and premix outputs belong to one owner: a Tx0 links, a mix does not.
 */
export function detectWhirlpoolTx0(tx: BitcoinTransaction): WhirlpoolTx0 | null {
  const nulldata = tx.outputs.filter((output) => output.value === 0n && output.script.startsWith('6a'));
  if (nulldata.length !== 1 || !TX0_NULLDATA_LENGTHS.has((nulldata[0]?.script.length ?? 0) / 2)) return null;
  for (const [pool, fees] of COORDINATOR_FEES) {
    const premixValue = mostFrequentValue(tx.outputs, pool + MIN_PREMIX_EXCESS, pool + MAX_ENTRANT_EXCESS);
    if (premixValue === null) continue;
    const others = tx.outputs.filter((output) => output.value !== premixValue && output.value > 0n);
    const premix = [...tx.outputs.keys()].filter((vout) => tx.outputs[vout]?.value === premixValue);
    const paysCoordinator = others.some((output) => isDiscounted(output.value, fees));
    if (paysCoordinator && others.length <= MAX_OTHER_OUTPUTS && premix.length <= MAX_PREMIX_OUTPUTS) {
      return { pool, premix };
    }
  }
  return null;
}

function isDiscounted(value: bigint, fees: readonly bigint[]): boolean {
  return fees.some((fee) => FEE_PERCENTAGES.some((percent) => value * 100n === fee * percent));
}

/** The value that most outputs between `min` and `max` have, the larger of two equally frequent; null for none. */
function mostFrequentValue(outputs: readonly BitcoinOutput[], min: bigint, max: bigint): bigint | null {
  const counts = new Map<bigint, number>();
  for (const { value } of outputs) {
    if (value >= min && value <= max) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([a, m], [b, n]) => n - m || compare(b, a));
  return best?.[0] ?? null;
}
