/**
 * The limits of a walk. Each one that ends it is recorded as a stop reason with its numbers.
 */

export interface Limits {
  /** A holding this many movements away from the seeds is not followed further. */
  readonly maxHops: number;
  /** Look-ups (subjects) of a run. Counted in look-ups, not in HTTP requests, so that retries change no result. */
  readonly maxLookups: number;
  /** An address with more transactions than this after the taint, or before it, is taken for a service. */
  readonly maxTransactionsPerAddress: number;
  /** A holding with less than this many millionths of what was stolen of its asset is not followed further. */
  readonly minShareMillionths: number;
  /** A holding that stolen value reaches more than so many days after the first stolen value of the case is not followed further. */
  readonly maxDays: number;
}

/** True when an amount is so small a part of the stolen total that the walk leaves it. */
export function isBelowThreshold(amount: bigint, stolen: bigint, limits: Limits): boolean {
  return amount * 1_000_000n < stolen * BigInt(limits.minShareMillionths);
}

const DAY_SECONDS = 86_400;

/** True when value arrived too long after the theft to be followed further. Times in Unix seconds. */
export function isBeyondHorizon(arrival: number, theft: number, { maxDays }: Limits): boolean {
  return arrival - theft > maxDays * DAY_SECONDS;
}
