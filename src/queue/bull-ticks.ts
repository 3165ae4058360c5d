/**
 * Ticks by BullMQ's job schedulers: each is run by one of the processes that work on them. The schedulers are asserted
 * again and again, for they go with everything else when Redis loses its data.
 */

import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '../cases/ports.ts';
import { InvariantError } from '../core/errors.ts';
import { closeWorker } from './close-worker.ts';
import { startTimers, type Tick, type Ticker } from './ticks.ts';

export interface BullTicksDeps {
  /** A patient connection; it stays with the caller. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly onTrouble: (error: unknown) => void;
}

/** Name of the queue. */
export const TICKS_QUEUE = 'ticks';

/** How often the schedulers are looked after (milliseconds). */
const ASSERT_MS = 2000;

/** A tick that is late by this much has lost its next turn (milliseconds). */
const LATE_MS = 5000;

/** Failures are in the log; a few are kept for operators. */
const KEPT_FAILED = 100;

/** Begins to run ticks whenever they are due. */
export function startBullTicks(ticks: readonly Tick[], deps: BullTicksDeps): Ticker {
  const { redis, prefix, onTrouble } = deps;
  const connected = { connection: redis, prefix };
  const queue = new Queue(TICKS_QUEUE, connected);
  const byName = new Map(ticks.map((tick) => [tick.name, tick]));
  const worker = new Worker(
    TICKS_QUEUE,
    async ({ name }) => {
      const tick = byName.get(name);
      // Of another version, which has its own processes for it, or will have none.
      if (tick === undefined) throw new InvariantError(`no tick is named ${name}`, { tick: name });
      await tick.run();
    },
    { ...connected, concurrency: Math.max(1, ticks.length) },
  );
  queue.on('error', onTrouble);
  worker.on('error', onTrouble);
  worker.on('failed', (_, error) => onTrouble(error));
  const keeper = startTimers(
    ticks.map((tick) => ({
      name: tick.name,
      everyMs: ASSERT_MS,
      run: () => assert(tick, queue, deps.clock.now()),
    })),
    onTrouble,
  );
  return {
    async stop() {
      // Not waited for: with Redis away it would end with its return only.
      keeper.stop().catch(onTrouble);
      await closeWorker(worker, redis, true);
      await queue.close();
    },
  };
}

/** One that is there and goes is left alone: asserting it anew would put its next turn off each time. */
async function assert({ name, everyMs }: Tick, queue: Queue, now: number): Promise<void> {
  const there = await queue.getJobScheduler(name);
  const isGoing = there?.every === everyMs && (there.next ?? 0) + everyMs + LATE_MS > now;
  if (isGoing) return;
  const opts = { removeOnComplete: true, removeOnFail: KEPT_FAILED, stackTraceLimit: 1 };
  await queue.upsertJobScheduler(name, { every: everyMs }, { name, opts });
}
