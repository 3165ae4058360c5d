/**
 * Exposure: how much of the stolen value that left an address came to a mixer, a sanctioned party or an exchange, by one
 * movement or by more. A pure function of a settlement; what it means is told in docs/exposure.md.
 */

import type { Asset } from '../chain.ts';
import type { MethodName } from '../taint/method.ts';
import type { OutcomeKind, Place } from '../trace/end.ts';
import type { AmountRange } from '../trace/outcome.ts';
import type { PartyKind } from './party.ts';
import type { WayStep } from './ways.ts';

/** What of an outflow came somewhere. */
export interface Part {
  /** Smallest unit of the asset that left the address. */
  readonly amount: bigint;
  /** Over the methods that count units. */
  readonly range: AmountRange;
  /** Of the outflow, in millionths, rounded down. */
  readonly share: number;
}

/** Exposure of an address to one party. */
export interface PartyExposure {
  readonly kind: PartyKind;
  readonly entity: string;
  /** 0 to 100: how sure the naming of the entity is, less what hops take (`flags/confidence.ts`). */
  readonly confidence: number;
  /** The coins went on from a sanctioned address: the same units stand again where they ended. */
  readonly wentOn: boolean;
  /** By one movement. */
  readonly direct: Part;
  /** By more movements. */
  readonly indirect: Part;
  /** The fewest movements between the address and the party. */
  readonly hops: number;
  /** When the first and the last of it arrived, Unix seconds. */
  readonly first: number;
  readonly last: number;
  /** First step of the shortest way, a number in `steps`; null where the address itself holds the coin that is mixed. */
  readonly path: number | null;
}

/** Exposure of an address in one asset. */
export interface Exposure extends Place {
  readonly asset: Asset;
  /** The main method, or the first that counts units where that one does not. */
  readonly method: MethodName;
  /** Stolen units that left the address for good, each counted once. */
  readonly outflow: bigint;
  readonly range: AmountRange;
  /** Strongest kind first, then larger amounts. */
  readonly parties: readonly PartyExposure[];
  /** The rest of the outflow, by where it ended. */
  readonly elsewhere: readonly { readonly kind: OutcomeKind; readonly amount: bigint }[];
  /** Stolen units that rest at the address. */
  readonly resting: bigint;
}

export interface ExposureTable {
  /** Addresses that have any, under any method; the largest first within an asset. */
  readonly addresses: readonly Exposure[];
  /** The steps of all ways, each once. */
  readonly steps: readonly WayStep[];
  /** Addresses of which it was not worked out, because the coins come round too often. */
  readonly leftOut: readonly Place[];
}

/** What a digest covers: all but the ways. */
export function digestedExposure({ addresses, leftOut }: Omit<ExposureTable, 'steps'>) {
  const covered = addresses.map(({ parties, ...address }) => ({
    ...address,
    parties: parties.map(({ path: _path, ...party }) => party),
  }));
  return { addresses: covered, leftOut };
}
