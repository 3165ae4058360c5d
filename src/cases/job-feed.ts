/**
 * How jobs that were stored become known to those who do them, beside the stores: a queue is only told, and may lose
 * what it was told. What it lost is found in SQL again (`refill-queue.ts`).
 */

import type { JobKind, StoredJob } from './job.ts';

/** Tells of jobs that were stored. */
export interface JobFeed {
  /** Tells once, as well as it goes; never throws, and never waits long. */
  publish(jobs: readonly StoredJob[]): Promise<void>;
}

/** What a queue server is asked besides. */
export interface JobTransport {
  /**
   * Since when the server has kept what it was told: what was told earlier is lost.
   * @param at now; milliseconds since 1970
   * @returns milliseconds since 1970; null when the server is out of reach
   */
  keptSince(at: number): Promise<number | null>;
  /** The kinds of which it holds so few jobs that its workers may go idle. */
  shortOf(atLeast: number): Promise<readonly JobKind[]>;
  /** Tells of jobs again, each on its own, whatever became of them before. @returns whether it worked */
  publishAgain(jobs: readonly StoredJob[], at: number): Promise<boolean>;
}

/** Which jobs the outbox should give. Times are milliseconds since 1970. */
export interface OutboxQuery {
  readonly at: number;
  /** Never told, and stored before this. */
  readonly storedBefore: number;
  /** Told before this. */
  readonly toldBefore: number;
  /** Told before this and due before this, for the kinds of `staleKinds`. */
  readonly staleBefore: number;
  readonly staleKinds: readonly JobKind[];
  readonly limit: number;
}

/** What the job table knows about the telling. */
export interface JobOutbox {
  /** Jobs that are queued, due and blocked by nothing, and fit the query; the longest untold first. */
  untold(query: OutboxQuery): Promise<readonly StoredJob[]>;
  /** Notes that a queue was told of the jobs, those that wait for others together with these. */
  told(jobs: readonly StoredJob[], at: number): Promise<void>;
  /** Notes that a queue was told of each job on its own: it will not know when those may begin that wait for them. */
  toldSingly(jobs: readonly StoredJob[], at: number): Promise<void>;
}
