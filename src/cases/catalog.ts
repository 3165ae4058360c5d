/**
 * Cases and runs as they are shown: what the service knows of them without reading a report or a graph, so that
 * asking how a case stands costs the same for ten transactions and for a million.
 */

import { ConflictError, NotFoundError } from '../core/errors.ts';
import type { MethodName } from '../core/taint/method.ts';
import type { Limits } from '../core/trace/limits.ts';
import { maySee, type Principal } from './access.ts';
import type { RunCause, Tips } from './ports.ts';

export const RUN_STATES = ['running', 'done', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A run without its results. */
export interface RunOverview {
  readonly id: string;
  /** Within the case, from 1. */
  readonly number: number;
  readonly state: RunState;
  readonly cause: RunCause;
  readonly method: MethodName;
  readonly limits: Limits;
  readonly tips: Tips | null;
  readonly inputDigest: string | null;
  readonly resultDigest: string | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt: number | null;
  /** Of a failed run: what ended it. */
  readonly error: string | null;
  /** Of a finished run. */
  readonly counts: { readonly transactions: number; readonly flags: number; readonly gaps: number } | null;
}

/** A case without its seeds and results. */
export interface CaseOverview {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly description: string | null;
  readonly seeds: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly watch: { readonly everySeconds: number; readonly nextAt: number | null } | null;
  readonly webhookUrl: string | null;
  readonly emails: readonly string[];
  /** Number of the newest event; 0 for none. */
  readonly lastEvent: number;
  /** The newest run: its state is the state of the case. */
  readonly latest: RunOverview;
  /** The newest finished run: its results are the results of the case. */
  readonly finished: RunOverview | null;
}

/** How far a run is: the look-ups of the rounds so far. */
export interface Progress {
  readonly lookupsDone: number;
  readonly lookups: number;
}

/** Place of a case in the list. */
export interface CasePlace {
  readonly createdAt: number;
  readonly id: string;
}

export interface CaseQuery {
  /** Null for the cases of all owners. */
  readonly owner: string | null;
  /** Null for any. */
  readonly state: RunState | null;
  /** The case before the first one listed; null for none. */
  readonly after: CasePlace | null;
  readonly limit: number;
}

export interface CaseCatalog {
  /** The newest first. */
  list(query: CaseQuery): Promise<readonly CaseOverview[]>;
  /** Null when there is no such case. */
  read(caseId: string): Promise<CaseOverview | null>;
  progress(runId: string): Promise<Progress>;
  /** The newest first. @param before runs with smaller numbers only; null for the newest */
  runs(caseId: string, before: number | null, limit: number): Promise<readonly RunOverview[]>;
  /** Null when the case has no such run. */
  run(caseId: string, runId: string): Promise<RunOverview | null>;
}

/** A case of the principal. @throws NotFoundError also for a case of another owner: that there is one is not told */
export async function findCase(
  caseId: string,
  principal: Principal,
  catalog: Pick<CaseCatalog, 'read'>,
): Promise<CaseOverview> {
  const found = await catalog.read(caseId);
  if (found === null || !maySee(principal, found.owner)) {
    throw new NotFoundError('there is no such case', { case: caseId.slice(0, 100) });
  }
  return found;
}

/**
 * The run whose results are asked for: the one named, or the newest finished one.
 * @throws NotFoundError when the case has no such run
 * @throws ConflictError when it has no results, with the state that it is in
 */
export async function findResults(
  theCase: CaseOverview,
  runId: string | null,
  catalog: Pick<CaseCatalog, 'run'>,
): Promise<RunOverview> {
  const run = runId === null ? (theCase.finished ?? theCase.latest) : await catalog.run(theCase.id, runId);
  if (run === null) throw new NotFoundError('the case has no such run', { case: theCase.id });
  if (run.state === 'done') return run;
  const why = run.state === 'failed' ? 'failed' : 'is still running';
  throw new ConflictError(`run ${run.number} of the case ${why}, so it has no results; ask for its state`, {
    case: theCase.id,
    run: run.id,
    state: run.state,
  });
}
