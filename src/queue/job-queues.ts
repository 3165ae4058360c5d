/**
 * Which kinds of jobs a set of handlers is for.
 */

import type { JobKind } from '../cases/ports.ts';
import type { JobHandlers } from '../cases/run-job.ts';

const KINDS: readonly JobKind[] = ['settle', 'expand', 'notify'];

/** The kinds that handlers are for. */
export function kindsOf(handlers: JobHandlers): readonly JobKind[] {
  return KINDS.filter((kind) => handlers[kind] !== undefined);
}
