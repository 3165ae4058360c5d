/**
 * The ways from seeds to flags, one by one and in full, of those that somebody asks for.
 */

import { guessChain, parseAddress } from '../../core/address.ts';
import { InvalidInputError, InvariantError } from '../../core/errors.ts';
import type { ReportJson } from './report-json.ts';
import { type FoundWays, type StepJson, stepsOf } from './report-paths.ts';
import { shownAddress } from './shown-address.ts';

/** Which ways; null for all. */
export interface PathFilter {
  /** Of flags at this address, in any form of it; an output without an address has its script. */
  readonly address: string | null;
  /** Of this seed, from 1. */
  readonly seed: number | null;
}

/** The ways from one seed to one flag. */
export interface SeedPath
  extends Pick<ReportJson['flags'][number], 'chain' | 'address' | 'kind' | 'entity' | 'asset'> {
  /** Number of the flag in the report, from 0. */
  readonly flag: number;
  readonly seed: number;
  readonly shortest: StepJson[];
  readonly heaviest: StepJson[];
}

/**
 * The ways that a filter lets through, in the order of the flags, then of the seeds.
 * @throws InvalidInputError for an address with a wrong checksum
 */
export function foundWays({ flags, paths }: ReportJson, { address, seed }: PathFilter): FoundWays[] {
  const wanted = address === null ? null : askedAddress(address);
  return paths.found.filter(
    (one) => (seed === null || one.seed === seed) && (wanted === null || flags[one.flag]?.address === wanted),
  );
}

/** The ways from a seed to a flag, in full. @throws InvariantError for a flag that the report does not have (a bug) */
export function seedPath(
  { flags, paths }: ReportJson,
  { flag, seed, shortest, heaviest }: FoundWays,
): SeedPath {
  const found = flags[flag];
  if (found === undefined) throw new InvariantError(`the report has ways to flag ${flag} and no such flag`);
  const { chain, address, kind, entity, asset } = found;
  const about = { flag, seed, chain, address, kind, entity, asset };
  return { ...about, shortest: stepsOf(paths, shortest), heaviest: stepsOf(paths, heaviest) };
}

/** As the report shows it. What has no form of an address is taken as it is. */
export function askedAddress(address: string): string {
  const chain = guessChain(address);
  if (chain === null) return address;
  try {
    return shownAddress(chain, parseAddress(chain, address));
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause;
    throw new InvalidInputError(cause.message, { ...cause.context, field: 'query.address' });
  }
}
