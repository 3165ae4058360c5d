/**
 * Gas price: a deposit of the case and a withdrawal that its recipient sent itself paid the same odd price for gas, which no other
 * deposit before and no other withdrawal of the pool paid (unique gas price of Tutela, arXiv 2201.06811; strict on both sides, and only prices that a
 * person or program chose: 10 significant digits or more).
 */

import { groupedBy } from '../../multimap.ts';
import { type ExitCase, suspectDeposits } from '../exit-case.ts';
import type { ExitLead } from '../lead.ts';
import type { PoolEvent } from '../pool-event.ts';
import { countBefore } from '../pool-history.ts';
import { shownOf } from '../recipients.ts';

/** Prices such as 20 gwei are everybody's; ten is our own choice. */
const MIN_DIGITS = 10;

export function gasPrice(theCase: ExitCase): ExitLead[] {
  return theCase.pools.flatMap((history) => {
    const [deposits, withdrawals] = [byPrice(history.deposits), byPrice(history.withdrawals)];
    return suspectDeposits(theCase, history).flatMap((deposit): ExitLead[] => {
      const price = deposit.gasPrice;
      if (price === null || significantDigits(price) < MIN_DIGITS) return [];
      const [withdrawal, another] = withdrawals.get(price) ?? [];
      if (withdrawal === undefined || another !== undefined || withdrawal.fee > 0n) return [];
      if (
        countBefore(deposits.get(price) ?? [], withdrawal) !== 1 ||
        countBefore([deposit], withdrawal) !== 1
      ) {
        return [];
      }
      return [
        {
          rule: 'gas-price',
          ...shownOf(history, { address: withdrawal.to, withdrawals: [withdrawal] }),
          rivals: 1,
          score: 1,
          basis: `the deposit ${deposit.txid} alone paid the same ${price} wei for gas`,
        },
      ];
    });
  });
}

const byPrice = <Event extends PoolEvent>(events: readonly Event[]) =>
  groupedBy(events, ({ gasPrice }) => gasPrice);

function significantDigits(price: bigint): number {
  return price.toString().replace(/0+$/, '').length;
}
