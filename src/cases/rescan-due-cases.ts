/**
 * Begins the re-scans that are due. Called again and again; several processes may do so at once. After a long pause each
 * case is scanned once, not once for every interval missed, and only so many at a time: the rest stays due.
 */

import { type DueDeps, rescanCase } from './rescan-case.ts';

/** Begins what is due, the longest due first. @returns how many re-scans were begun */
export async function rescanDueCases(deps: DueDeps): Promise<number> {
  const { rescans, clock, maxUnderWay } = deps;
  const free = maxUnderWay - (await rescans.underWay());
  if (free <= 0) return 0;
  let begun = 0;
  for (const caseId of await rescans.due(clock.now(), free)) {
    const { isNew } = await rescanCase({ caseId, cause: 'schedule', requestKey: null }, deps);
    if (isNew) begun += 1;
  }
  return begun;
}
