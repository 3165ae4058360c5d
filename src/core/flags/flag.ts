/**
 * Flags: findings about addresses, each with evidence and a confidence. A flag says what an address did in this
 * case, never what its owner is.
 */

import type { Asset, Chain } from '../chain.ts';
import type { DepositCount } from '../ethereum-mixers/deposit.ts';

export const FLAG_KINDS = ['mixer-depositor', 'mixer', 'coinjoin', 'cash-out', 'sanctioned'] as const;

/**
 * `mixer-depositor`: stolen value went from here straight into a mixer. `mixer`: stolen value arrived at this mixer's
 * address. `coinjoin`: prepared coins for a CoinJoin (a Whirlpool Tx0). `cash-out`: stolen value went from here
 * straight to an exchange. `sanctioned`: stolen value passed an address that was under sanctions at that time.
 */
export type FlagKind = (typeof FLAG_KINDS)[number];

/** What a flag says, without the ways by which the coins came. */
export interface Finding {
  readonly kind: FlagKind;
  readonly chain: Chain;
  /** Canonical form. */
  readonly address: string;
  readonly entity: string;
  /** 0 to 100: how sure the naming of the entity is; the flow itself follows from chain data. */
  readonly confidence: number;
  readonly asset: Asset;
  /** Stolen value concerned under the main method, smallest unit. */
  readonly amount: bigint;
  /** Smallest and largest amount over the methods of the run that count units. */
  readonly range: { readonly min: bigint; readonly max: bigint };
  /** Transactions that show it, in chain order. */
  readonly evidence: readonly string[];
  /** When the first of them took place, Unix seconds. */
  readonly time: number;
  /** What the finding rests on, in words. */
  readonly basis: string;
}

export interface Flag extends Finding {
  /** Movements between the seeds and the address. */
  readonly hops: number;
  /** The shortest way from any seed to the address. */
  readonly path: readonly PathStep[];
  /** The heaviest way from any seed: the one on which most of the coins came all along. */
  readonly heaviest: readonly PathStep[];
  /** The shortest and the heaviest way from each seed whose coins came here. */
  readonly paths: readonly SeedPaths[];
  /** Of a mixer on Ethereum: the deposits in its pools that the evidence holds. */
  readonly deposits?: readonly DepositCount[];
}

/** Ways from one seed. */
export interface SeedPaths {
  /** From 1, in the order of the case. */
  readonly seed: number;
  readonly shortest: readonly PathStep[];
  /** The way on which most of the coins came all along. */
  readonly heaviest: readonly PathStep[];
}

/** One movement on a path; `amount` is the stolen value that arrived at `to` under the main method. */
export interface PathStep {
  readonly txid: string;
  /** Unix seconds. */
  readonly time: number;
  readonly from: string;
  readonly to: string;
  readonly asset: Asset;
  readonly amount: bigint;
}
