/**
 * The chains, their native coins, and where on a chain something stands.
 */

export const CHAINS = ['bitcoin', 'ethereum'] as const;
export type Chain = (typeof CHAINS)[number];

/** Native coin by chain; the asset symbol stands for the coin in holdings, seeds and reports. */
export const NATIVE_ASSET = { bitcoin: 'BTC', ethereum: 'ETH' } as const satisfies Record<Chain, string>;

/** An asset: `BTC`, `ETH`, or the lower-case address of a token contract. */
export type Asset = string;

/** Decimals of the native coins, for display only; accounting knows integers of the smallest unit. */
export const NATIVE_DECIMALS: Readonly<Record<string, number>> = { BTC: 8, ETH: 18 };

/** The chain that an asset is of. */
export function chainOfAsset(asset: Asset): Chain {
  return asset === NATIVE_ASSET.bitcoin ? 'bitcoin' : 'ethereum';
}

/** True for the two supported chains. */
export function isChain(value: string): value is Chain {
  return (CHAINS as readonly string[]).includes(value);
}

/** A block, as a transaction refers to it. `time` is the header time in Unix seconds. */
export interface BlockRef {
  readonly height: number;
  /** Block hash; null where the explorer's answer does not carry it (Etherscan's internal transfers). */
  readonly hash: string | null;
  readonly time: number;
}

/** The block a run is pinned to: nothing above it is looked at. */
export interface Tip {
  readonly height: number;
  readonly hash: string;
  readonly time: number;
}

/**
 * The highest block that counts as settled: it and those below it are taken never to change.
 * @param finality confirmations that a settled block has at least; the tip itself has one
 */
export function settledHeight({ height }: Tip, finality: number): number {
  return height - finality + 1;
}
