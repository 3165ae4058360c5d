/**
 * Which jobs go first: those of runs that have made few look-ups. A small case is then not stuck behind a huge one.
 */

/**
 * The priority of a run's next jobs; the smallest goes first.
 * @param lookups that the run has made
 * @returns the bits that the number takes: runs of like size are alike, and go by age
 */
export function priorityOf(lookups: number): number {
  return 32 - Math.clz32(lookups);
}
