/**
 * Timing: a new recipient got far more withdrawals in the window than the others of the pool did on average: k with λ = withdrawals
 * by recipients, P(Poisson(λ) >= k) × recipients below 0.01. Rivals are the recipients that pass.
 */

import { type ExitCase, suspectDeposits, windowOf } from '../exit-case.ts';
import type { ExitLead } from '../lead.ts';
import { poissonTail } from '../poisson.ts';
import { passesGate } from '../pool-history.ts';
import { newRecipientsIn, recipientsIn, shownOf } from '../recipients.ts';

const MAX_P = 0.01;

export function timing(theCase: ExitCase): ExitLead[] {
  return theCase.pools.flatMap((history) => {
    const suspects = suspectDeposits(theCase, history);
    const window = windowOf(suspects, theCase.horizon);
    if (window === null) return [];
    const all = recipientsIn(history, window);
    const total = all.reduce((sum, { withdrawals }) => sum + withdrawals.length, 0);
    const mean = total / Math.max(1, all.length);
    const passing = newRecipientsIn(history, window).filter(
      ({ withdrawals }) =>
        poissonTail(withdrawals.length, mean) * all.length < MAX_P && passesGate(suspects, withdrawals),
    );
    return passing.map(
      ({ address, withdrawals }): ExitLead => ({
        rule: 'timing',
        ...shownOf(history, { address, withdrawals }),
        rivals: passing.length,
        score: 1 / passing.length,
        basis: `${withdrawals.length} withdrawals in the window, where ${all.length} recipients got ${mean.toFixed(2)} on average`,
      }),
    );
  });
}
