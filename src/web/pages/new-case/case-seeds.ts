/** All seeds of a case that is being written, whichever way they came, and which of them name the same coins. */

import type { SeedOfBody } from './case-draft.ts';

/** A seed, and where in the form it stands. */
export interface PlacedSeed {
  /** `line 3`, `table line 5`, `preset 2`. */
  readonly place: string;
  readonly seed: SeedOfBody;
}

/** A seed whose coins an earlier one has named. */
export interface Repeat {
  readonly place: string;
  /** Where they are named first. */
  readonly first: string;
  readonly where: string;
}

interface SeedFacts {
  readonly kind?: string;
  readonly chain?: string;
  readonly txid?: string;
  readonly vout?: number;
  readonly address?: string;
  readonly receiver?: string;
  readonly asset?: string;
  readonly amount?: string;
  readonly since?: string;
  readonly until?: string;
  readonly victim?: string;
  readonly note?: string;
}

/** What a seed says, whatever its kind. */
export const factsOf = (seed: SeedOfBody): SeedFacts => seed;

/** An address, a transaction id, or `<txid>:<vout>`. */
export function whereOf(seed: SeedOfBody): string {
  const { address, txid = '', vout } = factsOf(seed);
  return address ?? (vout === undefined ? txid : `${txid}:${vout}`);
}

/** `ethereum address`, `bitcoin output`. */
export const whatOf = (seed: SeedOfBody): string =>
  `${factsOf(seed).chain} ${seed.kind === 'outpoint' ? 'output' : seed.kind}`;

export const assetOf = (seed: SeedOfBody): string => {
  const { asset, chain } = factsOf(seed);
  return asset ?? (chain === 'bitcoin' ? 'BTC' : 'ETH');
};

/** Seeds that repeat an earlier one; of two that name the same coins the first counts. */
export function repeatsOf(seeds: readonly PlacedSeed[]): Repeat[] {
  const first = new Map<string, string>();
  return seeds.flatMap(({ place, seed }) => {
    const key = keyOf(seed);
    const known = first.get(key);
    if (known !== undefined) return [{ place, first: known, where: whereOf(seed) }];
    first.set(key, place);
    return [];
  });
}

/** Capitals say nothing on Ethereum, and all in a base58 address. */
function keyOf(seed: SeedOfBody): string {
  const { chain, receiver = '' } = factsOf(seed);
  const key = [chain, whereOf(seed), receiver, assetOf(seed)].join(' ');
  return chain === 'ethereum' || /\bbc1/i.test(key) ? key.toLowerCase() : key;
}

/** `12 seeds: 9 addresses, 2 transactions, 1 output`. */
export function countText(seeds: readonly PlacedSeed[]): string {
  const count = (kind: string) => seeds.filter(({ seed }) => seed.kind === kind).length;
  const parts = [
    counted(count('address'), 'address', 'addresses'),
    counted(count('transaction'), 'transaction', 'transactions'),
    counted(count('outpoint'), 'output', 'outputs'),
  ].filter((text) => !text.startsWith('0 '));
  const total = counted(seeds.length, 'seed', 'seeds');
  return parts.length === 0 ? total : `${total}: ${parts.join(', ')}`;
}

/** `1 seed`, `2 seeds`. */
export const counted = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;
