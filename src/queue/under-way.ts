/**
 * The jobs that a process works on right now. Keeps their leases alive, so that no other process takes them for
 * abandoned, and knows what to put back when the process must end before they do.
 */

import type { Job, Lease } from '../cases/job.ts';
import type { Clock, JobStore } from '../cases/ports.ts';

export interface UnderWayDeps {
  readonly jobs: JobStore;
  readonly clock: Clock;
  /** A job whose process died is free again after this; it is prolonged three times as often (milliseconds). */
  readonly leaseMs: number;
}

export class UnderWay {
  readonly #deps: UnderWayDeps;
  readonly #works = new Map<Job, Promise<void>>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(deps: UnderWayDeps) {
    this.#deps = deps;
    this.#heartbeat = setInterval(() => {
      // A lease that is not prolonged costs a job done twice, no more.
      this.renew().catch(() => {});
    }, deps.leaseMs / 3);
  }

  get size(): number {
    return this.#works.size;
  }

  /** The lease of a job that is claimed now. */
  lease(): Lease {
    const at = this.#deps.clock.now();
    return { at, leaseUntil: at + this.#deps.leaseMs };
  }

  /** Prolongs the leases of all jobs under way. @throws StorageError */
  async renew(): Promise<void> {
    await this.#deps.jobs.extend([...this.#works.keys()], this.lease().leaseUntil);
  }

  /** Works on a claimed job; its lease is kept until the work is over. */
  async hold<T>(job: Job, work: (job: Job) => Promise<T>): Promise<T> {
    const working = work(job);
    // Its own promise never rejects: while others wait for one that ends, nobody would hear it.
    const over = working.then(
      () => {},
      () => {},
    );
    this.#works.set(job, over);
    try {
      return await working;
    } finally {
      this.#works.delete(job);
    }
  }

  /** Resolves when one of the jobs is over; at once when there is none. */
  async any(): Promise<void> {
    if (this.size > 0) await Promise.race(this.#works.values());
  }

  /** Waits for all jobs. */
  async finish(): Promise<void> {
    await Promise.all(this.#works.values());
    clearInterval(this.#heartbeat);
  }

  /**
   * Waits for the jobs until a deadline, and puts back what is under way still.
   * @param deadlineMs milliseconds from now
   * @returns whether all were finished
   * @throws StorageError when they cannot be put back; `sweep` does when their leases have ended
   */
  async finishOrRelease(deadlineMs: number): Promise<boolean> {
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, deadlineMs);
    });
    await Promise.race([this.finish(), late]);
    clearTimeout(deadline);
    clearInterval(this.#heartbeat);
    const left = [...this.#works.keys()];
    await this.#deps.jobs.release(left);
    return left.length === 0;
  }
}
