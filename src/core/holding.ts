/**
 * Holdings: where value rests. A Bitcoin outpoint (`txid:vout`), an Ethereum address and an asset (`0x…/ETH`), a conduit,
 * which is an address and an asset within one transaction (`0x…/ETH@txid`), the pot of a block's fees (`fees:700000`) or of
 * all gas (`fees/ETH`), and what a miner left unclaimed (`unclaimed:700000`). The text form is the key; no two forms can be
 * confused.
 */

import type { Asset } from './chain.ts';

export type HoldingKey = string;

export interface Outpoint {
  readonly kind: 'outpoint';
  readonly txid: string;
  readonly vout: number;
}

export interface Account {
  readonly kind: 'account';
  readonly address: string;
  readonly asset: Asset;
}

/** What an address only passes on, within a transaction. */
export interface Conduit {
  readonly kind: 'conduit';
  readonly address: string;
  readonly asset: Asset;
  readonly txid: string;
}

/** Network fees, as long as they are not followed to a miner. */
export interface FeePot {
  readonly kind: 'fees';
  readonly asset: Asset;
}

/** Subsidy and fees that a coinbase did not claim: gone for good. */
export interface Unclaimed {
  readonly kind: 'unclaimed';
}

export type Holding = Outpoint | Account | Conduit | FeePot | Unclaimed;

export const outpointKey = (txid: string, vout: number): HoldingKey => `${txid}:${vout}`;
export const accountKey = (address: string, asset: Asset): HoldingKey => `${address}/${asset}`;
export const conduitKey = (address: string, asset: Asset, txid: string): HoldingKey =>
  `${address}/${asset}@${txid}`;
/** The fees of a Bitcoin block. */
export const blockFeesKey = (height: number): HoldingKey => `fees:${height}`;
export const isBlockFees = (key: HoldingKey): boolean => key.startsWith('fees:');
/** All gas. */
export const GAS_KEY: HoldingKey = 'fees/ETH';
export const unclaimedKey = (height: number): HoldingKey => `unclaimed:${height}`;

/** Splits a key into its parts. */
export function parseHolding(key: HoldingKey): Holding {
  if (key.startsWith('fees')) return { kind: 'fees', asset: assetOf(key) };
  if (key.startsWith('unclaimed')) return { kind: 'unclaimed' };
  const slash = key.indexOf('/');
  if (slash < 0) return parseOutpoint(key);
  const address = key.slice(0, slash);
  const at = key.indexOf('@', slash);
  if (at < 0) return { kind: 'account', address, asset: key.slice(slash + 1) };
  return { kind: 'conduit', address, asset: key.slice(slash + 1, at), txid: key.slice(at + 1) };
}

/** Splits the key of an outpoint into its parts. */
export function parseOutpoint(key: HoldingKey): Outpoint {
  const colon = key.lastIndexOf(':');
  return { kind: 'outpoint', txid: key.slice(0, colon), vout: Number.parseInt(key.slice(colon + 1), 10) };
}

/** The asset a holding is counted in. */
export function assetOf(key: HoldingKey): Asset {
  const slash = key.indexOf('/');
  if (slash < 0) return 'BTC';
  const at = key.indexOf('@', slash);
  return at < 0 ? key.slice(slash + 1) : key.slice(slash + 1, at);
}
