/**
 * Closes a BullMQ worker, also while Redis is away: then BullMQ would wait for its return.
 */

import type { Worker } from 'bullmq';
import type { Redis } from 'ioredis';

/** Redis may go in the middle; longer than this is not waited for (milliseconds). */
const PATIENCE_MS = 3000;

/** @param isIdle whether its jobs are over; others are left to Redis, which finds them stalled */
export async function closeWorker(worker: Worker, redis: Redis, isIdle: boolean): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([worker.close(!isIdle || redis.status !== 'ready'), late]);
  clearTimeout(timer);
}
