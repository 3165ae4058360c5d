/**
 * Where a call stands among the calls of its transaction: at which place of the call that made it, and so on from the top.
 */

export type CallPath = readonly number[];

/** Sorts by execution: a call comes before the calls that it makes. */
export function comparePaths(a: CallPath, b: CallPath): number {
  for (const [level, step] of a.entries()) {
    const other = b[level];
    if (other === undefined) return 1;
    if (step !== other) return step - other;
  }
  return a.length - b.length;
}
