/**
 * Trace ids of inner calls, where they are paths such as 0_1_1: they tell the order of execution, and which calls were
 * undone together with the call that made them. Other ids tell neither.
 */

import { comparePaths } from '../ethereum/call-path.ts';
import type { InternalRow } from './wire.ts';

const TRACE_PATH = /^[0-9]{1,9}(_[0-9]{1,9})*$/;

/** Execution order where the trace ids are distinct paths; otherwise the order shown. */
export function inTraceOrder(rows: readonly InternalRow[]): readonly InternalRow[] {
  const distinct = new Set(rows.map(({ traceId }) => traceId)).size === rows.length;
  if (!distinct || !rows.every(({ traceId }) => TRACE_PATH.test(traceId))) return rows;
  return rows.toSorted((a, b) => comparePaths(pathOf(a), pathOf(b)));
}

/**
 * Tells whether a call was undone because one of the shown calls above it failed: Etherscan marks the call that failed,
 * not the calls that it had made until then.
 */
export function revertedAmong(rows: readonly InternalRow[]): (row: InternalRow) => boolean {
  const failed = rows
    .filter(({ traceId, isError }) => isError === '1' && TRACE_PATH.test(traceId))
    .map(({ traceId }) => `${traceId}_`);
  return ({ traceId }) => TRACE_PATH.test(traceId) && failed.some((parent) => traceId.startsWith(parent));
}

function pathOf({ traceId }: InternalRow): number[] {
  return traceId.split('_').map(Number);
}
