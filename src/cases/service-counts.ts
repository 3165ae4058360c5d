/**
 * How much there is to do and how it stands, over all cases: for those who run the service. Read from SQL, which alone
 * says what is true, whatever the queue believes.
 */

/** Jobs of one kind and state. */
export interface JobCount {
  readonly kind: string;
  readonly state: string;
  readonly count: number;
}

export interface StateCount {
  readonly state: string;
  readonly count: number;
}

export interface ServiceCounts {
  /** Queued, running and failed; those that are done are not counted, since their number only grows. */
  readonly jobs: readonly JobCount[];
  /** How long the job has waited that waits longest of those that are due and wait for nothing else; seconds. */
  readonly oldestDueJobSeconds: number;
  readonly runs: readonly StateCount[];
  readonly deliveries: readonly StateCount[];
}

/** @param at milliseconds since 1970 */
export type ReadServiceCounts = (at: number) => Promise<ServiceCounts>;
