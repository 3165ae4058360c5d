/**
 * Seeds: what a case starts from. Every seed is one origin in the ledger; origin n is the n-th seed of the case.
 */

import type { Asset, Chain } from '../chain.ts';

interface SeedBase {
  /** Reference of the victim, in the investigator's own words. */
  readonly victim?: string;
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

/** The outputs of a Bitcoin transaction are stolen: all of them, or those to the receiver. */
export interface TransactionSeed extends SeedBase {
  readonly kind: 'transaction';
  readonly chain: 'bitcoin';
  readonly txid: string;
  /** Canonical form. */
  readonly receiver?: string;
}

export type Seed = AddressSeed | OutpointSeed | TransactionSeed;
