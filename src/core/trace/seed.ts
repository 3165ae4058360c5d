/**
 * Seeds: what a case starts from. Every seed is one origin in the ledger; origin n is the n-th seed of the case.
 */

import { type Asset, type Chain, NATIVE_ASSET } from '../chain.ts';

interface SeedBase {
  /** Reference of the victim, in the investigator's own words. */
  readonly victim?: string;
  /** At most so much of what the seed names is stolen, smallest unit: the first units that come count. No cap without it. */
  readonly amountCap?: bigint;
}

/** Everything of one asset that the address holds at `since` or receives until `until` is stolen. */
export interface AddressSeed extends SeedBase {
  readonly kind: 'address';
  readonly chain: Chain;
  /** Canonical form. */
  readonly address: string;
  readonly asset: Asset;
  /** Unix seconds, inclusive. */
  readonly since: number;
  /** Unix seconds, inclusive; `Infinity` when open. */
  readonly until: number;
}

/** One Bitcoin output is stolen. */
export interface OutpointSeed extends SeedBase {
  readonly kind: 'outpoint';
  readonly chain: 'bitcoin';
  readonly txid: string;
  readonly vout: number;
}

/**
 * What a transaction gave is stolen. On Bitcoin its outputs: all of them, or those to the receiver. On Ethereum what the
 * receiver got of the asset in it; without one, what each receiver got that did not merely pass it on.
 */
export interface TransactionSeed extends SeedBase {
  readonly kind: 'transaction';
  readonly chain: Chain;
  /** Canonical form: 64 lower-case hex digits, on Ethereum after `0x`. */
  readonly txid: string;
  /** Canonical form. */
  readonly receiver?: string;
  readonly asset: Asset;
}

export type Seed = AddressSeed | OutpointSeed | TransactionSeed;

/** The asset whose theft a seed states. */
export function assetOfSeed(seed: Seed): Asset {
  return seed.kind === 'outpoint' ? NATIVE_ASSET[seed.chain] : seed.asset;
}
