/**
 * Recipients of a pool in a window, with all that they withdrew in it.
 */

import { groupedBy } from '../multimap.ts';
import type { Window } from './exit-case.ts';
import type { ExitLead } from './lead.ts';
import type { PoolWithdrawal } from './pool-event.ts';
import { anonymitySet, type PoolHistory } from './pool-history.ts';

export interface Recipient {
  readonly address: string;
  /** In the window, in chain order; at least one. */
  readonly withdrawals: readonly PoolWithdrawal[];
}

/** All recipients in a window, in the order of their first withdrawal. */
export function recipientsIn({ withdrawals }: PoolHistory, { from, to }: Window): Recipient[] {
  const inWindow = withdrawals.filter(({ time }) => time >= from && time <= to);
  const byAddress = groupedBy(inWindow, (withdrawal) => withdrawal.to);
  return [...byAddress].map(([address, all]) => ({ address, withdrawals: all }));
}

/** Those that had not withdrawn from the pool before the window, and never deposited in it: addresses made for this. */
export function newRecipientsIn(history: PoolHistory, window: Window): Recipient[] {
  const old = new Set<string>();
  for (const { from } of history.deposits) if (from !== null) old.add(from);
  for (const { to, time } of history.withdrawals) if (time < window.from) old.add(to);
  return recipientsIn(history, window).filter(({ address }) => !old.has(address));
}

/** What every lead to a recipient tells of it. */
export function shownOf(
  history: PoolHistory,
  { address, withdrawals }: Recipient,
): Pick<ExitLead, 'recipient' | 'pools' | 'withdrawals' | 'anonymitySet'> {
  return {
    recipient: address,
    pools: [history.pool],
    withdrawals: withdrawals.map(({ txid }) => txid),
    anonymitySet: anonymitySet(history, withdrawals[0] as PoolWithdrawal),
  };
}
