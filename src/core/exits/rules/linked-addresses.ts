/**
 * Linked addresses: a depositor of the case and the recipient have three or more direct transactions with each other (linked
 * addresses of Tutela, arXiv 2201.06811). Services are left out: everybody is linked with them. Rivals are the depositors of the case so linked.
 */

import { type ExitCase, suspectDeposits } from '../exit-case.ts';
import type { ExitLead } from '../lead.ts';
import { recipientsIn, shownOf } from '../recipients.ts';

/** As Tutela. */
const MIN_LINKS = 3;

export function linkedAddresses(theCase: ExitCase): ExitLead[] {
  const { links, isService } = theCase;
  return theCase.pools.flatMap((history) => {
    const suspects = suspectDeposits(theCase, history);
    const [first] = suspects;
    if (first === undefined) return [];
    const depositors = [...new Set(suspects.flatMap(({ from }) => from ?? []))].filter(
      (one) => !isService(one),
    );
    return recipientsIn(history, { from: first.time, to: Number.POSITIVE_INFINITY }).flatMap(
      ({ address, withdrawals }): ExitLead[] => {
        if (theCase.depositors.has(address) || isService(address)) return [];
        const linked = depositors.filter((depositor) => links(depositor, address) >= MIN_LINKS);
        const [depositor] = linked;
        if (depositor === undefined) return [];
        const count = links(depositor, address);
        return [
          {
            rule: 'linked-addresses',
            ...shownOf(history, { address, withdrawals }),
            rivals: linked.length,
            score: 1 / linked.length,
            basis: `${count} direct transactions with the depositor ${depositor}`,
          },
        ];
      },
    );
  });
}
