/**
 * Holdings: where value rests. A Bitcoin outpoint (`txid:vout`), or an Ethereum address and an asset (`0x…/ETH`).
 * The text form is the key used by the ledger; the two forms cannot be confused.
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

export const outpointKey = (txid: string, vout: number): HoldingKey => `${txid}:${vout}`;
export const accountKey = (address: string, asset: Asset): HoldingKey => `${address}/${asset}`;

/** Splits a key into its parts. */
export function parseHolding(key: HoldingKey): Outpoint | Account {
  const slash = key.indexOf('/');
  if (slash >= 0) return { kind: 'account', address: key.slice(0, slash), asset: key.slice(slash + 1) };
  return parseOutpoint(key);
}

/** Splits the key of an outpoint into its parts. */
export function parseOutpoint(key: HoldingKey): Outpoint {
  const colon = key.lastIndexOf(':');
  return { kind: 'outpoint', txid: key.slice(0, colon), vout: Number.parseInt(key.slice(colon + 1), 10) };
}

/** The asset a holding is counted in. */
export function assetOf(key: HoldingKey): Asset {
  const slash = key.indexOf('/');
  return slash < 0 ? 'BTC' : key.slice(slash + 1);
}
