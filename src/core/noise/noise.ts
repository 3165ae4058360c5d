/**
 * Noise: transfers that somebody made an address of the case appear in, and that say nothing about it. Zero-value transfers move
 * nothing and tokens that are not those of the case carry none of its value, so no path and no flag comes of them; they are told
 * because people see them in explorers, and are meant to be misled by them.
 */

import type { Asset } from '../chain.ts';
import type { EthereumTransaction, Transfer } from '../transaction.ts';
import { Acquaintances } from './acquaintances.ts';

export const NOISE_REASONS = ['look-alike', 'zero-value', 'fake-token', 'unasked-token'] as const;

/**
 * `look-alike`: nothing, dust or a foreign token, from or to an address that looks like one dealt with shortly before.
 * `zero-value`: a token transfer of 0 in the name of the address, which it did not sign. `fake-token`: a token that it never got
 * leaves it, without its signature. `unasked-token`: a token that is none of the case's, came without its signature, and was
 * never moved by it.
 */
export type NoiseReason = (typeof NOISE_REASONS)[number];

export interface Noise {
  readonly reason: NoiseReason;
  /** The address of the case, canonical. */
  readonly address: string;
  readonly txid: string;
  /** Unix seconds. */
  readonly time: number;
  readonly asset: Asset;
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  /** The address that the other side looks like; null for other reasons. */
  readonly resembles: string | null;
}

/** Less than this part of what was really paid is dust. */
const DUST_PART = 1000n;

/** What a case is about. */
export interface NoiseScope {
  /** Canonical addresses that stolen value reached, with all their transfers known. */
  readonly addresses: ReadonlySet<string>;
  /** Assets that stolen value is, or became. */
  readonly assets: ReadonlySet<Asset>;
}

/** The noise around the addresses of a case, in chain order. @param transactions in chain order */
export function noiseIn(transactions: Iterable<EthereumTransaction>, scope: NoiseScope): Noise[] {
  const concerned: EthereumTransaction[] = [];
  for (const tx of transactions) {
    const isConcerned = tx.transfers.some(
      ({ from, to }) => scope.addresses.has(from) || scope.addresses.has(to),
    );
    if (isConcerned) concerned.push(tx);
  }
  const reader = new NoiseReader(scope, movedBySignature(concerned, scope));
  for (const tx of concerned) reader.read(tx);
  return reader.found;
}

/** `address asset` of what addresses of the case sent in transactions that they signed. */
function movedBySignature(
  transactions: readonly EthereumTransaction[],
  { addresses }: NoiseScope,
): Set<string> {
  const moved = new Set<string>();
  for (const { sender, transfers } of transactions) {
    if (sender === null || !addresses.has(sender)) continue;
    for (const { from, asset } of transfers) if (from === sender) moved.add(`${sender} ${asset}`);
  }
  return moved;
}

class NoiseReader {
  readonly found: Noise[] = [];
  readonly #scope: NoiseScope;
  readonly #moved: ReadonlySet<string>;
  readonly #met = new Acquaintances();
  /** `address asset` of what addresses of the case got. */
  readonly #got = new Set<string>();

  constructor(scope: NoiseScope, moved: ReadonlySet<string>) {
    this.#scope = scope;
    this.#moved = moved;
  }

  read(tx: EthereumTransaction): void {
    for (const transfer of tx.transfers) {
      this.#readSide(tx, transfer, transfer.from, transfer.to);
      this.#readSide(tx, transfer, transfer.to, transfer.from);
    }
  }

  #readSide(tx: EthereumTransaction, transfer: Transfer, address: string, other: string): void {
    if (!this.#scope.addresses.has(address) || address === other) return;
    const reason = this.#reasonOf(tx, transfer, address, other);
    if (reason !== null) this.found.push(noise(tx, transfer, address, reason));
    else this.#remember(tx, transfer, address, other);
  }

  #reasonOf(tx: EthereumTransaction, transfer: Transfer, address: string, other: string): Found | null {
    const { asset, value, kind, from } = transfer;
    // What it signed itself is its own doing; an unknown signer is not held to be a stranger.
    if (tx.sender === null || tx.sender === address) return null;
    const imitated = this.#met.imitatedBy(other, address, tx.block.time);
    const isForeign = kind === 'token' && !this.#scope.assets.has(asset);
    const isDust = imitated?.asset === asset && value * DUST_PART <= imitated.amount;
    const isNothing = kind === 'token' && value === 0n;
    if (imitated !== null && (isNothing || isDust || isForeign)) {
      return { reason: 'look-alike', resembles: imitated.other };
    }
    if (isNothing) return { reason: 'zero-value', resembles: null };
    if (!isForeign || this.#moved.has(`${address} ${asset}`)) return null;
    if (from !== address) return { reason: 'unasked-token', resembles: null };
    return this.#got.has(`${address} ${asset}`) ? null : { reason: 'fake-token', resembles: null };
  }

  #remember(
    { block }: EthereumTransaction,
    { asset, value, moved, to }: Transfer,
    address: string,
    other: string,
  ) {
    if (!moved || value === 0n) return;
    this.#met.add(address, { other, time: block.time, asset, amount: value });
    if (to === address) this.#got.add(`${address} ${asset}`);
  }
}

interface Found {
  readonly reason: NoiseReason;
  readonly resembles: string | null;
}

function noise(
  { txid, block }: EthereumTransaction,
  { asset, from, to, value }: Transfer,
  address: string,
  found: Found,
): Noise {
  return { ...found, address, txid, time: block.time, asset, from, to, value };
}
