/**
 * Statements have a limit: PostgreSQL takes 65,535 parameters at most, and a row of the widest table has some thirty.
 */

const ROWS_AT_ONCE = 1000;

/** Cuts rows, or ids, into as many as one statement takes. */
export function inChunks<T>(rows: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    chunks.push(rows.slice(start, start + ROWS_AT_ONCE));
  }
  return chunks;
}
