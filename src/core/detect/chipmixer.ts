/**
 * Funding of chips by ChipMixer (2017 to 2023), which handed out the keys of coins of fixed sizes: three or more outputs of
 * one chip's value. The published rules could not be read, so this is our own reading of the service's description, and
 * only `suspected`: whether the outputs were then used as chips is asked by `chipUse`, with the transactions that spend them.
 */

import type { BitcoinTransaction } from '../transaction.ts';
import type { Finding } from './finding.ts';
import type { SpenderLookup } from './neighbours.ts';

/** 0.001 BTC times 2^k, satoshi (the service's FAQ). */
const SMALLEST_CHIP = 100_000n;
/** The largest is 0.001 x 2^13 = 8.192 BTC. */
const LARGEST_CHIP = SMALLEST_CHIP << 13n;
const MIN_CHIPS = 3;
/** Unix seconds: May 2017 to the seizure on 2023-03-15 (Europol, U.S. Department of Justice). */
const OPERATED = { from: 1_493_596_800, to: 1_678_924_799 };

const CONFIDENCE = 20;

/** Recognises a transaction that may fund chips; null for any other. */
export function detectChips(tx: BitcoinTransaction): Finding | null {
  const { inputs, outputs, block } = tx;
  if (outputs.length < MIN_CHIPS || inputs.length === 0) return null;
  if (block.time < OPERATED.from || block.time > OPERATED.to) return null;
  const chips = new Map<bigint, number>();
  for (const { value } of outputs) if (isChip(value)) chips.set(value, (chips.get(value) ?? 0) + 1);
  const sizes = [...chips].filter(([, count]) => count >= MIN_CHIPS);
  if (sizes.length === 0) return null;
  const count = sizes.reduce((total, [, chipsOfSize]) => total + chipsOfSize, 0);
  const largest = sizes.reduce((max, [value]) => (value > max ? value : max), SMALLEST_CHIP);
  return {
    protocol: 'ChipMixer',
    certainty: 'suspected',
    confidence: CONFIDENCE,
    numbers: { chips: count, sizes: sizes.length, largestChip: largest, outputs: outputs.length },
  };
}

/** How the chips of a transaction were used. */
export interface ChipUse {
  /** Spent alone, or together with nothing but chips: as whoever holds chips does. */
  readonly asChips: number;
  /** Spent together with other coins: these were no chips. */
  readonly otherwise: number;
  /** Not spent, or by a transaction that is not known. */
  readonly open: number;
}

/** Looks at what became of the outputs that have a chip's value. */
export function chipUse(tx: BitcoinTransaction, spenderOf: SpenderLookup): ChipUse {
  const use = { asChips: 0, otherwise: 0, open: 0 };
  for (const [vout, { value }] of tx.outputs.entries()) {
    if (!isChip(value)) continue;
    const spender = spenderOf(tx.txid, vout);
    if (spender === 'unspent' || spender === 'unknown') use.open += 1;
    else if (spender.inputs.every((input) => isChip(input.value))) use.asChips += 1;
    else use.otherwise += 1;
  }
  return use;
}

function isChip(value: bigint): boolean {
  if (value < SMALLEST_CHIP || value > LARGEST_CHIP || value % SMALLEST_CHIP !== 0n) return false;
  const size = value / SMALLEST_CHIP;
  return (size & (size - 1n)) === 0n;
}
