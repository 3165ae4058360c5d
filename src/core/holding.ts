/**
 * Holdings: where value rests. A Bitcoin outpoint (`txid:vout`), an Ethereum address and an asset (`0x…/ETH`), or what
 * such an address passes on within one transaction (`0x…/ETH@0x…`). The text form is the key used by the ledger; the
 * forms cannot be confused.
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

/** What an address gets and passes on within one transaction, apart from whatever else it holds. */
export interface Conduit {
  readonly kind: 'conduit';
  readonly address: string;
  readonly asset: Asset;
  readonly txid: string;
}

export const outpointKey = (txid: string, vout: number): HoldingKey => `${txid}:${vout}`;
export const accountKey = (address: string, asset: Asset): HoldingKey => `${address}/${asset}`;
export const conduitKey = (address: string, asset: Asset, txid: string): HoldingKey =>
  `${address}/${asset}@${txid}`;

/** Splits a key into its parts. */
export function parseHolding(key: HoldingKey): Outpoint | Account | Conduit {
  const slash = key.indexOf('/');
  if (slash < 0) return parseOutpoint(key);
  const address = key.slice(0, slash);
  const asset = assetOf(key);
  const at = key.indexOf('@', slash);
  return at < 0
    ? { kind: 'account', address, asset }
    : { kind: 'conduit', address, asset, txid: key.slice(at + 1) };
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
