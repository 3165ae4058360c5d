/**
 * Tells BullMQ of jobs: a round as a flow, the settle job as the parent of its expand jobs, so that it comes when they
 * are done. Nothing here throws and nothing waits for a Redis that is away: what could not be told is told by the next
 * sweep.
 */

import { FlowProducer, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { JobKind, StoredJob } from '../cases/job.ts';
import type { JobFeed, JobOutbox, JobTransport } from '../cases/job-feed.ts';
import type { Clock } from '../cases/ports.ts';
import { type CarriedJob, carriedAgainId, carriedId, carriedOptions } from './carried-job.ts';
import { JOB_QUEUES, type JobQueueName, kindsOfQueue, QUEUE_OF } from './job-queues.ts';

export interface TransportDeps {
  /** A hasty connection; it stays with the caller. */
  readonly redis: Redis;
  /** Of all keys in Redis. */
  readonly prefix: string;
  readonly outbox: JobOutbox;
  readonly clock: Clock;
  readonly onTrouble: (error: unknown) => void;
}

export interface BullTransport extends JobFeed, JobTransport {
  close(): Promise<void>;
}

/** Opens the queues for telling. */
export function createBullTransport(deps: TransportDeps): BullTransport {
  const { redis, prefix, onTrouble } = deps;
  const connected = { connection: redis, prefix };
  const flows = new FlowProducer(connected);
  const queues = Object.fromEntries(
    JOB_QUEUES.map((name) => [name, new Queue<CarriedJob>(name, connected)]),
  ) as Record<JobQueueName, Queue<CarriedJob>>;
  flows.on('error', onTrouble);
  for (const queue of Object.values(queues)) queue.on('error', onTrouble);
  const tell = <T>(work: () => Promise<T>) => whenReady(redis, work, onTrouble);
  return {
    async publish(jobs) {
      if (jobs.length === 0) return;
      await tell(async () => {
        await addRounds(jobs, flows, queues);
        await deps.outbox.told(jobs, deps.clock.now());
      });
    },
    keptSince: (at) => tell(() => readKeptSince(redis, `${prefix}:kept-since`, at)),
    async shortOf(atLeast) {
      return (await tell(() => shortQueues(queues, atLeast))) ?? [];
    },
    async publishAgain(jobs, at) {
      return (await tell(() => addAgain(jobs, at, queues))) ?? false;
    },
    async close() {
      await Promise.all([flows.close(), ...Object.values(queues).map((queue) => queue.close())]);
    },
  };
}

/** BullMQ waits for a connection without end; whoever tells must not. @returns null when it did not work */
async function whenReady<T>(
  redis: Redis,
  work: () => Promise<T>,
  onTrouble: (error: unknown) => void,
): Promise<T | null> {
  if (redis.status !== 'ready') return null;
  try {
    return await work();
  } catch (error) {
    onTrouble(error);
    return null;
  }
}

async function addRounds(
  jobs: readonly StoredJob[],
  flows: FlowProducer,
  queues: Readonly<Record<JobQueueName, Queue<CarriedJob>>>,
): Promise<void> {
  const roots = jobs.filter(({ parentId }) => parentId === null);
  for (const job of roots) {
    const children = jobs.filter(({ parentId }) => parentId === job.id);
    const opts = carriedOptions(job, carriedId(job));
    const queueName = QUEUE_OF[job.kind];
    const data: CarriedJob = { jobId: job.id };
    if (children.length === 0) await queues[queueName].add(job.kind, data, opts);
    else await flows.add({ name: job.kind, queueName, data, opts, children: children.map(childNode) });
  }
}

/** A child that BullMQ gives up must not keep its parent: whether the parent may begin, SQL says. */
function childNode(job: StoredJob) {
  const opts = { ...carriedOptions(job, carriedId(job)), removeDependencyOnFailure: true };
  return { name: job.kind, queueName: QUEUE_OF[job.kind], data: { jobId: job.id }, opts };
}

async function addAgain(
  jobs: readonly StoredJob[],
  at: number,
  queues: Readonly<Record<JobQueueName, Queue<CarriedJob>>>,
): Promise<boolean> {
  for (const name of JOB_QUEUES) {
    const some = jobs.filter(({ kind }) => QUEUE_OF[kind] === name);
    const carried = some.map((job) => ({
      name: job.kind,
      data: { jobId: job.id },
      opts: carriedOptions(job, carriedAgainId(job, at)),
    }));
    if (carried.length > 0) await queues[name].addBulk(carried);
  }
  return true;
}

/** A mark that goes with everything else when Redis loses its data. */
async function readKeptSince(redis: Redis, key: string, at: number): Promise<number> {
  await redis.set(key, at, 'NX');
  const since = Number(await redis.get(key));
  return Number.isFinite(since) ? since : at;
}

async function shortQueues(
  queues: Readonly<Record<JobQueueName, Queue<CarriedJob>>>,
  atLeast: number,
): Promise<JobKind[]> {
  const short: JobKind[] = [];
  for (const name of JOB_QUEUES) {
    const waiting = await queues[name].getJobCountByTypes('wait', 'prioritized');
    if (waiting < atLeast) short.push(...kindsOfQueue(name));
  }
  return short;
}
