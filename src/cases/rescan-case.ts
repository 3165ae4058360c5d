/**
 * Begins a re-scan: a new run of a case that goes on from its last finished one. A case has one run under way at most, so
 * asking for a second one gives the first.
 */

import { NotFoundError } from '../core/errors.ts';
import type { StoredJob } from './job.ts';
import type { Clock, RunCause } from './ports.ts';

export interface RescanRequest {
  readonly caseId: string;
  readonly cause: Exclude<RunCause, 'opened'>;
  /** The caller's name for this request: the same one again begins no second run; null for none. */
  readonly requestKey: string | null;
}

export interface Rescan {
  readonly caseId: string;
  readonly runId: string;
  /** False when a run was under way already, or the request was made before. */
  readonly isNew: boolean;
}

/** A re-scan, with the jobs that were stored now: none when it was there already. */
export interface StoredRescan extends Rescan {
  readonly jobs: readonly StoredJob[];
}

export interface RescanStore {
  /**
   * Stores the run, its first job and its event, and sets when the watch is due next: all or nothing.
   * @returns null when there is no such case
   */
  begin(request: RescanRequest, at: number): Promise<StoredRescan | null>;
  /** Watched cases that are due and not under way, the longest due first. */
  due(at: number, limit: number): Promise<readonly string[]>;
  /** Runs under way that began as re-scans. */
  underWay(): Promise<number>;
}

export interface RescanDeps {
  readonly rescans: RescanStore;
  readonly clock: Clock;
}

/** What begins many re-scans needs beside that. */
export interface DueDeps extends RescanDeps {
  /** Re-scans under way at once. */
  readonly maxUnderWay: number;
}

/** Begins a re-scan, or gives the run that is under way. @throws NotFoundError */
export async function rescanCase(request: RescanRequest, { rescans, clock }: RescanDeps): Promise<Rescan> {
  const stored = await rescans.begin(request, clock.now());
  if (stored === null) {
    throw new NotFoundError(`case ${request.caseId} does not exist`, { case: request.caseId });
  }
  const { jobs: _jobs, ...rescan } = stored;
  return rescan;
}
