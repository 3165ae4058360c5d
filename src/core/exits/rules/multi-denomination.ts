/**
 * Multi-denomination: the recipient withdrew from each pool exactly as often as a depositor of the case had deposited in it, in two
 * pools or more, all deposits before the first withdrawal (multiple denominations of Tutela, arXiv 2201.06811, strict). Rivals are all depositors of whom that is
 * true, those of the case included.
 */

import { groupedBy } from '../../multimap.ts';
import type { ExitCase } from '../exit-case.ts';
import type { ExitLead } from '../lead.ts';
import type { PoolDeposit, PoolWithdrawal } from '../pool-event.ts';
import { inChainOrder } from '../pool-event.ts';
import { anonymitySet } from '../pool-history.ts';

const MIN_POOLS = 2;
/** As in Tutela's code: fewer withdrawals fit too many depositors. */
const MIN_WITHDRAWALS = 5;

export function multiDenomination(theCase: ExitCase): ExitLead[] {
  const deposits = byAddress(
    theCase.pools.flatMap((pool) => pool.deposits),
    ({ from }) => from,
  );
  const withdrawals = byAddress(
    theCase.pools.flatMap((pool) => pool.withdrawals),
    ({ to }) => to,
  );
  const leads: ExitLead[] = [];
  for (const [recipient, all] of withdrawals) {
    const [first] = all;
    if (first === undefined) continue;
    const taken = all.filter(({ time }) => time <= first.time + theCase.horizon);
    const vector = vectorOf(taken);
    if (taken.length < MIN_WITHDRAWALS || vector.size < MIN_POOLS) continue;
    const fitting = [...deposits].filter(([, made]) => fits(made, first, vector, theCase.horizon));
    const suspect = fitting.find(([address]) => theCase.depositors.has(address));
    const history = theCase.pools.find(({ pool }) => pool === first.pool);
    if (suspect === undefined || history === undefined) continue;
    leads.push({
      rule: 'multi-denomination',
      recipient,
      pools: [...vector.keys()].sort(),
      withdrawals: taken.map(({ txid }) => txid),
      anonymitySet: anonymitySet(history, first),
      rivals: fitting.length,
      score: 1 / fitting.length,
      basis: `as many withdrawals from each of ${vector.size} pools as ${suspect[0]} made deposits; ${fitting.length} depositors did so within the horizon`,
    });
  }
  return leads;
}

/** True when an address made just these deposits within the horizon before, and none while the recipient withdrew. */
function fits(
  made: readonly PoolDeposit[],
  first: PoolWithdrawal,
  vector: ReadonlyMap<string, number>,
  horizon: number,
): boolean {
  const near = made.filter(({ time }) => Math.abs(time - first.time) <= horizon);
  if (near.length === 0 || near.some((deposit) => inChainOrder(deposit, first) > 0)) return false;
  const given = vectorOf(near);
  return given.size === vector.size && [...vector].every(([pool, count]) => given.get(pool) === count);
}

function vectorOf(events: readonly { readonly pool: string }[]): Map<string, number> {
  const vector = new Map<string, number>();
  for (const { pool } of events) vector.set(pool, (vector.get(pool) ?? 0) + 1);
  return vector;
}

const byAddress = <Event extends PoolDeposit | PoolWithdrawal>(
  events: readonly Event[],
  addressOf: (event: Event) => string | null,
) => groupedBy(events.toSorted(inChainOrder), addressOf);
