/**
 * Tx0: the transaction that prepares coins for Whirlpool. One OP_RETURN, premix outputs of one value, the coordinator fee
 * of that pool, and at most two outputs more. All its inputs and premix outputs belong to one owner: a Tx0 links, a mix
 * does not. Fees and sizes from the configuration of whirlpool-server (Archive-Samourai-Wallet, 3b3b1ad4) and of
 * dewhirlpooler (29e3e312) for Ashigaru.
 */

import type { BitcoinOutput, BitcoinTransaction } from '../../transaction.ts';
import { countValues, largestGroup, type ValueGroup } from '../equal-values.ts';
import type { Finding } from '../finding.ts';
import { isNulldata } from '../script-type.ts';
import { MAX_ENTRANT_EXCESS, WHIRLPOOL_CONFIDENCE } from './whirlpool.ts';

/** The least that a Tx0 adds to the denomination of a premix output, satoshi (graphsense-lib a82914bf). */
const MIN_PREMIX_EXCESS = 100n;
/** The most premix outputs that a Tx0 makes: whirlpool-server's, and Ashigaru's for its pools (dewhirlpooler). */
const MAX_PREMIX_OUTPUTS = { samourai: 70, ashigaru: 20 };
const ASHIGARU_POOLS: ReadonlySet<bigint> = new Set([2_500_000n, 25_000_000n]);
/** Coordinator fee, change, and a second change of some versions. */
const MAX_OTHER_OUTPUTS = 3;
/** OP_RETURN, premix, fee. */
const MIN_OUTPUTS = 3;
/** Script of the OP_RETURN in bytes: 64 bytes of payload in version 0, 80 in version 1. */
const NULLDATA_LENGTHS: ReadonlySet<number> = new Set([66, 83]);
/** Coordinator fees by pool, satoshi, before discounts: Samourai's rates, the older ones included; Ashigaru's 5 %. */
const COORDINATOR_FEES: readonly (readonly [pool: bigint, fees: readonly bigint[]])[] = [
  [100_000n, [5_000n]],
  [1_000_000n, [50_000n]],
  [2_500_000n, [125_000n]],
  [5_000_000n, [175_000n, 250_000n]],
  [25_000_000n, [1_250_000n]],
  [50_000_000n, [1_750_000n, 2_500_000n]],
];
/** What the coordinator took after discounts, in percent of the fee. */
const FEE_PERCENTAGES = [100n, 85n, 75n, 70n, 50n];

export interface WhirlpoolTx0 extends Finding {
  /** Denomination of the pool in satoshi. */
  readonly pool: bigint;
  /** `vout` indices of the outputs that go on to a mix. */
  readonly premix: readonly number[];
}

/** Recognises a Tx0; null for any other transaction. */
export function detectWhirlpoolTx0(tx: BitcoinTransaction): WhirlpoolTx0 | null {
  const { inputs, outputs } = tx;
  if (inputs.length === 0 || outputs.length < MIN_OUTPUTS || !hasNulldataOfTx0(outputs)) return null;
  const counts = countValues(outputs);
  for (const [pool, fees] of COORDINATOR_FEES) {
    const premix = premixGroup(counts, pool);
    const most = ASHIGARU_POOLS.has(pool) ? MAX_PREMIX_OUTPUTS.ashigaru : MAX_PREMIX_OUTPUTS.samourai;
    if (premix === null || premix.count > most) continue;
    const others = outputs.filter(({ value }) => value !== premix.value && value > 0n);
    if (others.length > MAX_OTHER_OUTPUTS || !others.some(({ value }) => isFee(value, fees))) continue;
    return {
      protocol: 'Whirlpool Tx0',
      certainty: 'likely',
      confidence: WHIRLPOOL_CONFIDENCE,
      numbers: { pool, premixOutputs: premix.count, premixValue: premix.value },
      pool,
      premix: [...outputs.keys()].filter((vout) => outputs[vout]?.value === premix.value),
    };
  }
  return null;
}

/** Exactly one OP_RETURN of value 0, and of a length that Whirlpool writes. */
function hasNulldataOfTx0(outputs: readonly BitcoinOutput[]): boolean {
  const [first, ...more] = outputs.filter(({ value, script }) => value === 0n && isNulldata(script));
  return first !== undefined && more.length === 0 && NULLDATA_LENGTHS.has(first.script.length / 2);
}

/** The value that most outputs just above a denomination have. */
function premixGroup(counts: ReadonlyMap<bigint, number>, pool: bigint): ValueGroup | null {
  const inRange = [...counts].filter(
    ([value]) => value >= pool + MIN_PREMIX_EXCESS && value <= pool + MAX_ENTRANT_EXCESS,
  );
  return largestGroup(new Map(inRange));
}

function isFee(value: bigint, fees: readonly bigint[]): boolean {
  return fees.some((fee) => FEE_PERCENTAGES.some((percent) => value * 100n === fee * percent));
}
