/**
 * All detectors over one transaction, in order of precedence: what is told by a protocol's own numbers comes before what
 * only looks like a CoinJoin. The first finding is the finding.
 */

import type { BitcoinTransaction } from '../../transaction.ts';
import { detectChips } from '../chipmixer.ts';
import type { Detector, Finding } from '../finding.ts';
import { detectEqualOutputs } from './equal-output.ts';
import { detectJoinMarket } from './joinmarket.ts';
import { detectStonewall } from './stonewall.ts';
import { detectWasabi2 } from './wasabi2.ts';
import { detectWasabi10 } from './wasabi10.ts';
import { detectWasabi11 } from './wasabi11.ts';
import { detectWhirlpoolMix } from './whirlpool.ts';
import { detectWhirlpoolTx0 } from './whirlpool-tx0.ts';

export interface Row {
  readonly name: string;
  readonly detect: Detector;
  /** Whether the inputs of what it finds belong to several owners, so that they say nothing of a common one. */
  readonly severalOwners: boolean;
}

export const DETECTORS: readonly Row[] = [
  { name: 'whirlpool', detect: detectWhirlpoolMix, severalOwners: true },
  { name: 'whirlpool-tx0', detect: detectWhirlpoolTx0, severalOwners: false },
  { name: 'wasabi2', detect: detectWasabi2, severalOwners: true },
  { name: 'wasabi10', detect: detectWasabi10, severalOwners: true },
  { name: 'wasabi11', detect: detectWasabi11, severalOwners: true },
  { name: 'joinmarket', detect: detectJoinMarket, severalOwners: true },
  { name: 'stonewall', detect: detectStonewall, severalOwners: true },
  { name: 'equal-output', detect: detectEqualOutputs, severalOwners: true },
  { name: 'chips', detect: detectChips, severalOwners: false },
];

/** The first detector whose rule is met, and what it found; null when none is. */
export function firstMatch(tx: BitcoinTransaction): { row: Row; finding: Finding } | null {
  for (const row of DETECTORS) {
    const finding = row.detect(tx);
    if (finding !== null) return { row, finding };
  }
  return null;
}
