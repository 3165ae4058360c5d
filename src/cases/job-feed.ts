/**
 * How jobs that were stored become known to those who do them, beside the stores: a queue is only told, and may lose
 * what it was told.
 */

import type { StoredJob } from './ports.ts';

/** Tells of jobs that were stored. */
export interface JobFeed {
  /** Tells once, as well as it goes; never throws, and never waits long. */
  publish(jobs: readonly StoredJob[]): Promise<void>;
}
