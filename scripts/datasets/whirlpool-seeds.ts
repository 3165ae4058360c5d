/**
 * The seeds of dataset whirlpool-2024: preparations of Whirlpool coins (Tx0) that went into mixes in full, so that a
 * case over them has a known end. The rule is the dataset's own and apart from the product's detectors, which the
 * dataset is there to test; it is stated in the notes of dataset.json.
 */

import type { DumplingsTransaction } from './dumplings.ts';

/** Samourai's pools, satoshi: 0.001, 0.01, 0.05 and 0.5 BTC. */
const POOLS: ReadonlySet<bigint> = new Set([100_000n, 1_000_000n, 5_000_000n, 50_000_000n]);
/** The most that an entrant brings above the denomination, satoshi (graphsense-lib's rule). */
const MAX_ENTRANT_EXCESS = 110_000n;

/**
 * A Whirlpool mix: 5 to 8 inputs and as many outputs, all outputs one pool size, 1 to 4 inputs above it by at most
 * 110,000 satoshi, the others exactly it.
 */
export function isWhirlpoolMix({ inputs, outputs }: DumplingsTransaction): boolean {
  const pool = outputs[0]?.value;
  if (pool === undefined || !POOLS.has(pool)) return false;
  if (inputs.length < 5 || inputs.length > 8 || inputs.length !== outputs.length) return false;
  if (outputs.some(({ value }) => value !== pool)) return false;
  const entrants = inputs.filter(({ value }) => value !== pool);
  const inRange = entrants.every(({ value }) => value > pool && value <= pool + MAX_ENTRANT_EXCESS);
  return inRange && entrants.length >= 1 && entrants.length <= 4;
}

/**
 * The first `count` transactions in chain order that are a candidate and no mix, have exactly one OP_RETURN output and
 * at least two premix outputs, all of which mixes in the data spend, and spend no output of an earlier seed.
 * @param chain all transactions, in chain order
 * @param candidates txids of the scanner's Tx0 list
 */
export function whirlpoolSeeds(
  chain: readonly DumplingsTransaction[],
  candidates: ReadonlySet<string>,
  count: number,
): string[] {
  const mixes = new Set(chain.filter(isWhirlpoolMix).map(({ txid }) => txid));
  const spenders = new Map(
    chain.flatMap((tx) => tx.inputs.map((input) => [`${input.txid}:${input.vout}`, tx.txid] as const)),
  );
  const seeds = new Set<string>();
  for (const tx of chain) {
    if (seeds.size === count) break;
    if (!candidates.has(tx.txid) || mixes.has(tx.txid)) continue;
    if (tx.inputs.some((input) => seeds.has(input.txid))) continue;
    if (tx.outputs.filter(isNullData).length !== 1) continue;
    const premix = premixOutputs(tx);
    const allMixed = premix.every((vout) => mixes.has(spenders.get(`${tx.txid}:${vout}`) ?? ''));
    if (premix.length >= 2 && allMixed) seeds.add(tx.txid);
  }
  return [...seeds];
}

/** The `vout` indices of the most frequent value; none when two values are equally frequent. */
function premixOutputs({ outputs }: DumplingsTransaction): number[] {
  const byValue = new Map<bigint, number[]>();
  for (const [vout, output] of outputs.entries()) {
    if (!isNullData(output)) byValue.set(output.value, [...(byValue.get(output.value) ?? []), vout]);
  }
  const [most, second] = [...byValue.values()].sort((a, b) => b.length - a.length);
  return most === undefined || most.length === second?.length ? [] : most;
}

function isNullData({ script }: { readonly script: string }): boolean {
  return script.startsWith('6a');
}
