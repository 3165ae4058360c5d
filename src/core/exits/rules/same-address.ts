/**
 * Same address: the recipient is a depositor of the case that had deposited in the pool before (address match of Tutela, arXiv 2201.06811; strict: it
 * links the addresses, not one deposit with one withdrawal).
 */

import { append } from '../../multimap.ts';
import { type ExitCase, suspectDeposits } from '../exit-case.ts';
import type { ExitLead } from '../lead.ts';
import { inChainOrder, type PoolDeposit, type PoolWithdrawal } from '../pool-event.ts';
import { shownOf } from '../recipients.ts';

export function sameAddress(theCase: ExitCase): ExitLead[] {
  return theCase.pools.flatMap((history) => {
    const since = new Map<string, PoolDeposit>();
    for (const deposit of suspectDeposits(theCase, history)) {
      if (deposit.from !== null && !since.has(deposit.from)) since.set(deposit.from, deposit);
    }
    const found = new Map<string, PoolWithdrawal[]>();
    for (const withdrawal of history.withdrawals) {
      const first = since.get(withdrawal.to);
      if (first === undefined || inChainOrder(withdrawal, first) < 0) continue;
      append(found, withdrawal.to, withdrawal);
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
