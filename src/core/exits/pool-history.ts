/**
 * The history of one pool: who deposited and withdrew when, and how large the anonymity set was at any time.
 */

import { inChainOrder, type PoolDeposit, type PoolEvent, type PoolWithdrawal } from './pool-event.ts';

/** Deposits and withdrawals of a pool in chain order. */
export interface PoolHistory {
  readonly pool: string;
  readonly deposits: readonly PoolDeposit[];
  readonly withdrawals: readonly PoolWithdrawal[];
}

/** The pools of events, in the order of their addresses. */
export function poolHistories(events: readonly PoolEvent[]): PoolHistory[] {
  const byPool = new Map<string, { deposits: PoolDeposit[]; withdrawals: PoolWithdrawal[] }>();
  for (const event of [...events].sort(inChainOrder)) {
    const known = byPool.get(event.pool) ?? { deposits: [], withdrawals: [] };
    if (event.kind === 'deposit') known.deposits.push(event);
    else known.withdrawals.push(event);
    byPool.set(event.pool, known);
  }
  return [...byPool].sort(([a], [b]) => (a < b ? -1 : 1)).map(([pool, history]) => ({ pool, ...history }));
}

/** Number of events of a sorted list before an event. */
export function countBefore(events: readonly PoolEvent[], event: PoolEvent): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = events[middle];
    if (at !== undefined && inChainOrder(at, event) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Deposits that a withdrawal may be of: those before it, less what was withdrawn before it. */
export function anonymitySet({ deposits, withdrawals }: PoolHistory, withdrawal: PoolWithdrawal): number {
  return countBefore(deposits, withdrawal) - countBefore(withdrawals, withdrawal);
}

/**
 * The conservation gate: at each withdrawal of a group, no more may have been withdrawn by it than the suspects had deposited
 * before. One violation says that the group is not, or not only, theirs.
 * @param suspects deposits of the suspects in chain order
 * @param group withdrawals in chain order
 */
export function passesGate(suspects: readonly PoolDeposit[], group: readonly PoolWithdrawal[]): boolean {
  return group.every((withdrawal, index) => countBefore(suspects, withdrawal) >= index + 1);
}
