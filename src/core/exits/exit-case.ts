/**
 * What leads are looked for in: the pools, and which deposits are those of the case.
 */

import type { PoolDeposit } from './pool-event.ts';
import type { PoolHistory } from './pool-history.ts';

export interface ExitCase {
  readonly pools: readonly PoolHistory[];
  /** Canonical addresses of the depositors of the case. */
  readonly depositors: ReadonlySet<string>;
  /** How long after the last deposit of the case withdrawals are looked at, seconds. */
  readonly horizon: number;
  /** Number of direct transactions between two addresses, as far as they are known. */
  readonly links: (a: string, b: string) => number;
  /** True for tagged services: everybody is linked with them. */
  readonly isService: (address: string) => boolean;
}

/** The deposits of the case in a pool, in chain order. */
export function suspectDeposits(
  { depositors }: Pick<ExitCase, 'depositors'>,
  { deposits }: PoolHistory,
): PoolDeposit[] {
  return deposits.filter(({ from }) => from !== null && depositors.has(from));
}

/** From the first deposit of the case to the horizon after the last, Unix seconds; null where it made none. */
export function windowOf(suspects: readonly PoolDeposit[], horizon: number): Window | null {
  const [first, last] = [suspects[0], suspects.at(-1)];
  return first === undefined || last === undefined ? null : { from: first.time, to: last.time + horizon };
}

/** Both ends included. */
export interface Window {
  readonly from: number;
  readonly to: number;
}
