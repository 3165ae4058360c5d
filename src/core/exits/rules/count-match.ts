/**
 * Count match: many new recipients got the same number of withdrawals, and that number divides what a depositor of the case
 * deposited into equal parts (Harmony: 60 = 10 × 6 and 77 = 11 × 7). How many recipients with such a number are ordinary is read
 * from the pool itself, in the windows of the same length before the case. Rivals are the groups that pass.
 */

import { groupedBy } from '../../multimap.ts';
import { type ExitCase, suspectDeposits, type Window, windowOf } from '../exit-case.ts';
import type { ExitLead } from '../lead.ts';
import { poissonTail } from '../poisson.ts';
import { inChainOrder, type PoolDeposit } from '../pool-event.ts';
import { type PoolHistory, passesGate } from '../pool-history.ts';
import { newRecipientsIn, type Recipient, shownOf } from '../recipients.ts';

/** Smaller numbers are everybody's. */
const MIN_COUNT = 5;
/** Windows before the case that say what is ordinary. */
const BASELINE_WINDOWS = 12;
/** After Bonferroni's correction over the numbers that were tried. */
const MAX_P = 0.01;

interface Group {
  readonly count: number;
  readonly members: readonly Recipient[];
  /** Members that the baseline lets expect. */
  readonly expected: number;
}

export function countMatch(theCase: ExitCase): ExitLead[] {
  return theCase.pools.flatMap((history) => {
    const suspects = suspectDeposits(theCase, history);
    const window = windowOf(suspects, theCase.horizon);
    if (window === null) return [];
    const groups = passing(history, suspects, window);
    return groups.flatMap((group) =>
      group.members.map((member) => leadOf(member, group, groups.length, history)),
    );
  });
}

function passing(history: PoolHistory, suspects: readonly PoolDeposit[], window: Window): Group[] {
  const parts = partsOf(suspects);
  const groups = groupsIn(history, window).filter(({ count }) => parts.some((total) => total % count === 0));
  return groups.filter(
    ({ members, expected }) =>
      poissonTail(members.length, expected) * groups.length < MAX_P &&
      passesGate(suspects, members.flatMap(({ withdrawals }) => withdrawals).sort(inChainOrder)),
  );
}

/** How much each depositor of the case deposited. */
function partsOf(suspects: readonly PoolDeposit[]): number[] {
  const counts = new Map<string | null, number>();
  for (const { from } of suspects) counts.set(from, (counts.get(from) ?? 0) + 1);
  return [...counts.values()];
}

/** Recipients of the window by their number of withdrawals, with what the windows before let expect. */
function groupsIn(history: PoolHistory, window: Window): Group[] {
  const now = newRecipientsIn(history, window);
  const length = window.to - window.from;
  const before = Array.from({ length: BASELINE_WINDOWS }, (_, index) =>
    newRecipientsIn(history, {
      from: window.from - (index + 1) * length,
      to: window.from - index * length - 1,
    }),
  ).flat();
  const byCount = groupedBy(now, ({ withdrawals: { length } }) => (length >= MIN_COUNT ? length : null));
  return [...byCount].map(([count, members]) => {
    const ordinary = before.filter(({ withdrawals }) => withdrawals.length === count).length;
    // One more of each, so that what was never seen is not held to be impossible.
    return { count, members, expected: ((ordinary + 1) / (before.length + 1)) * now.length };
  });
}

function leadOf(
  { address, withdrawals }: Recipient,
  { count, members, expected }: Group,
  rivals: number,
  history: PoolHistory,
): ExitLead {
  return {
    rule: 'count-match',
    ...shownOf(history, { address, withdrawals }),
    rivals,
    score: Math.max(0, 1 - expected / members.length) / rivals,
    basis: `one of ${members.length} new recipients with ${count} withdrawals each, where ${expected.toFixed(1)} are ordinary; ${count} divides the deposits of a depositor`,
  };
}
