/**
 * The job table of a trace that ends with its process.
 */

import type {
  Claim,
  ClaimOfOne,
  ExpandJob,
  Job,
  JobKind,
  Lease,
  NotifyJob,
  SettleJob,
  StoredJob,
} from '../cases/job.ts';
import type { JobStore } from '../cases/ports.ts';

/** A job before it is stored. */
export type NewJob =
  | Omit<SettleJob, 'id' | 'attempts'>
  | Omit<ExpandJob, 'id' | 'attempts'>
  | Omit<NotifyJob, 'id' | 'attempts'>;

interface Entry {
  readonly id: number;
  readonly job: NewJob;
  /** The id of the job that waits for this one. */
  readonly parent: number | null;
  readonly priority: number;
  state: 'queued' | 'running' | 'done' | 'failed';
  /** Jobs that this one waits for. */
  waitsFor: number;
  attempts: number;
  runAt: number;
  leaseUntil: number;
}

export class MemoryJobs implements JobStore {
  readonly #entries = new Map<number, Entry>();
  /** In the order in which they are claimed. */
  readonly #queued: Entry[] = [];
  readonly #failRun: (runId: string, error: string, at: number) => void;

  /** @param failRun marks a run as failed */
  constructor(failRun: (runId: string, error: string, at: number) => void) {
    this.#failRun = failRun;
  }

  /** Stores a job. */
  put(job: NewJob, parent: number | null, priority: number, runAt: number): StoredJob {
    const id = this.#entries.size + 1;
    const entry: Entry = {
      id,
      job,
      parent,
      priority,
      state: 'queued',
      waitsFor: 0,
      attempts: 0,
      runAt,
      leaseUntil: 0,
    };
    this.#entries.set(id, entry);
    const waiting = parent === null ? undefined : this.#entries.get(parent);
    if (waiting !== undefined) waiting.waitsFor += 1;
    this.#enqueue(entry);
    return { id, kind: job.kind, parentId: parent, priority };
  }

  /** Marks a job done. @returns false when that was so, or it was given up: then its result must not be stored */
  close(job: Job): boolean {
    const entry = this.#entries.get(job.id);
    if (entry === undefined || entry.state === 'done' || entry.state === 'failed') return false;
    if (entry.state === 'queued') this.#dequeue(entry);
    entry.state = 'done';
    const waiting = entry.parent === null ? undefined : this.#entries.get(entry.parent);
    if (waiting !== undefined) waiting.waitsFor -= 1;
    return true;
  }

  async claim({ kinds, limit, at, leaseUntil }: Claim): Promise<Job[]> {
    const claimed: Entry[] = [];
    for (const entry of this.#queued) {
      if (claimed.length >= limit) break;
      const isDue = entry.runAt <= at && entry.waitsFor === 0;
      if (isDue && kinds.includes(entry.job.kind)) claimed.push(entry);
    }
    return claimed.map((entry) => this.#begin(entry, leaseUntil));
  }

  async claimOne(id: number, { at, leaseUntil }: Lease): Promise<ClaimOfOne> {
    const entry = this.#entries.get(id);
    if (entry?.state === 'running') {
      if (entry.leaseUntil >= at) return { state: 'held', leaseUntil: entry.leaseUntil };
      return { state: 'claimed', job: this.#begin(entry, leaseUntil) };
    }
    if (entry?.state !== 'queued') return { state: 'closed' };
    if (entry.waitsFor > 0) return { state: 'blocked' };
    if (entry.runAt > at) return { state: 'not-due', runAt: entry.runAt };
    return { state: 'claimed', job: this.#begin(entry, leaseUntil) };
  }

  async extend(jobs: readonly Job[], leaseUntil: number): Promise<void> {
    for (const job of jobs) {
      const entry = this.#held(job);
      if (entry !== null) entry.leaseUntil = leaseUntil;
    }
  }

  async complete(job: NotifyJob): Promise<void> {
    this.close(job);
  }

  async retry(job: Job, _error: string, runAt: number): Promise<void> {
    const entry = this.#held(job);
    if (entry === null) return;
    entry.runAt = runAt;
    this.#putBack(entry);
  }

  async release(jobs: readonly Job[]): Promise<void> {
    for (const job of jobs) {
      const entry = this.#held(job);
      if (entry !== null) this.#putBack(entry);
    }
  }

  async fail(job: Job, error: string, at: number): Promise<void> {
    const entry = this.#held(job);
    if (entry === null) return;
    entry.state = 'failed';
    if (job.kind === 'notify') return;
    const ofRun = this.#queued.filter(
      (other) => other.job.runId === job.runId && other.job.kind !== 'notify',
    );
    for (const other of ofRun) {
      this.#dequeue(other);
      other.state = 'failed';
    }
    this.#failRun(job.runId, error, at);
  }

  async requeue(leaseEndedBefore: number | 'all'): Promise<number> {
    const abandoned = [...this.#entries.values()].filter(
      ({ state, leaseUntil }) =>
        state === 'running' && (leaseEndedBefore === 'all' || leaseUntil < leaseEndedBefore),
    );
    for (const entry of abandoned) this.#putBack(entry);
    return abandoned.length;
  }

  async unfinished(kinds: readonly JobKind[]): Promise<number> {
    const ofKinds = [...this.#entries.values()].filter(({ job }) => kinds.includes(job.kind));
    return ofKinds.filter(({ state }) => state === 'queued' || state === 'running').length;
  }

  /** The entry of a job, when it is still held by the attempt that the job stands for. */
  #held(job: Job): Entry | null {
    const entry = this.#entries.get(job.id);
    return entry?.state === 'running' && entry.attempts === job.attempts ? entry : null;
  }

  #begin(entry: Entry, leaseUntil: number): Job {
    this.#dequeue(entry);
    entry.state = 'running';
    entry.leaseUntil = leaseUntil;
    entry.attempts += 1;
    return { ...entry.job, id: entry.id, attempts: entry.attempts };
  }

  #putBack(entry: Entry): void {
    entry.state = 'queued';
    this.#enqueue(entry);
  }

  /** New jobs nearly always go last, so the place is looked for from the end. */
  #enqueue(entry: Entry): void {
    let place = this.#queued.length;
    while (place > 0 && goesBefore(entry, this.#queued[place - 1])) place -= 1;
    this.#queued.splice(place, 0, entry);
  }

  #dequeue(entry: Entry): void {
    const place = this.#queued.indexOf(entry);
    if (place >= 0) this.#queued.splice(place, 1);
  }
}

function goesBefore(a: Entry, b: Entry | undefined): boolean {
  if (b === undefined) return false;
  if (a.priority !== b.priority) return a.priority < b.priority;
  return a.runAt !== b.runAt ? a.runAt < b.runAt : a.id < b.id;
}
