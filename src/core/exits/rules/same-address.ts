/**
 * Same address: the recipient is a depositor of the case that had deposited in the pool before (Tutela, heuristic 1; strict: it
 * links the addresses, not one deposit with one withdrawal).
 */

import { type ExitCase, suspectDeposits } from '../exit-case.ts';
import type { ExitLead } from '../lead.ts';
import type { PoolWithdrawal } from '../pool-event.ts';
import { shownOf } from '../recipients.ts';

export function sameAddress(theCase: ExitCase): ExitLead[] {
  return theCase.pools.flatMap((history) => {
    const since = new Map<string, number>();
    for (const { from, time } of suspectDeposits(theCase, history)) {
      if (from !== null && !since.has(from)) since.set(from, time);
    }
    const found = new Map<string, PoolWithdrawal[]>();
    for (const withdrawal of history.withdrawals) {
      const first = since.get(withdrawal.to);
      if (first === undefined || withdrawal.time < first) continue;
      found.set(withdrawal.to, [...(found.get(withdrawal.to) ?? []), withdrawal]);
    }
    return [...found].map(
      ([address, withdrawals]): ExitLead => ({
        rule: 'same-address',
        ...shownOf(history, { address, withdrawals }),
        rivals: 1,
        score: 1,
        basis: `deposited in the pool before, and got ${withdrawals.length} withdrawals from it`,
      }),
    );
  });
}
