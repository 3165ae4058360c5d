/**
 * bull-board for operators: what Redis holds, to look at. Nothing can be changed there, for the truth is in SQL.
 */

import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { Queue } from 'bullmq';
import type { FastifyPluginCallback } from 'fastify';
import type { Redis } from 'ioredis';
import { TICKS_QUEUE } from './bull-ticks.ts';
import { JOB_QUEUES } from './job-queues.ts';

export interface BoardOptions {
  /** A hasty connection; it stays with the caller. */
  readonly redis: Redis;
  readonly prefix: string;
  /** Where it is mounted, e.g. `/admin/queues`; the pages link to themselves by it. */
  readonly basePath: string;
  readonly onTrouble: (error: unknown) => void;
}

export interface Board {
  /** To be registered with `prefix` being the base path; who may see it is up to the server. */
  readonly plugin: FastifyPluginCallback;
  close(): Promise<void>;
}

/** Opens the board. */
export function createBoard({ redis, prefix, basePath, onTrouble }: BoardOptions): Board {
  const queues = [...JOB_QUEUES, TICKS_QUEUE].map((name) => {
    const queue = new Queue(name, { connection: redis, prefix, skipMetasUpdate: true });
    queue.on('error', onTrouble);
    return queue;
  });
  const server = new FastifyAdapter();
  server.setBasePath(basePath);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true, allowRetries: false })),
    serverAdapter: server,
  });
  return {
    plugin: server.registerPlugin(),
    async close() {
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}
