/** Keeps processes alive, as an orchestrator does: one that ends, for whatever reason, is started again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerProcess } from '../support/deployment.ts';
import type { ServiceProcess } from '../support/service-process.ts';

/** Before a process is started again (milliseconds). */
const RESTART_MS = 100;

export interface Supervisor {
  /** Kills a process without a warning, one that runs and has said that it works. @returns whether there was one */
  kill(choice: number): boolean;
  /** Starts none any more. */
  stop(): void;
}

/** @param count of processes that are to run */
export function supervise(count: number, start: () => WorkerProcess): Supervisor {
  let isStopped = false;
  const running = new Set<WorkerProcess>();
  const keep = async () => {
    while (!isStopped) {
      const worker = start();
      running.add(worker);
      await worker.ended();
      running.delete(worker);
      await sleep(RESTART_MS);
    }
  };
  for (let n = 0; n < count; n += 1) keep();
  return {
    kill(choice) {
      const working = [...running].filter((worker) => worker.said().includes('worker works'));
      const victim = working[choice % Math.max(1, working.length)];
      return victim?.child.kill('SIGKILL') ?? false;
    },
    stop() {
      isStopped = true;
    },
  };
}

export interface ApiSupervisor {
  /** Kills it without a warning, once it listens. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** The same for the API; one that cannot start, because a server is away, is started again. */
export function superviseApi(start: () => Promise<ServiceProcess>): ApiSupervisor {
  let isStopped = false;
  let listening: ServiceProcess | null = null;
  const keep = async () => {
    while (!isStopped) {
      listening = await start().catch(() => null);
      await listening?.ended();
      listening = null;
      await sleep(RESTART_MS);
    }
  };
  const kept = keep();
  const kill = async () => {
    while (listening === null) await sleep(20);
    listening.child.kill('SIGKILL');
  };
  return {
    kill,
    async stop() {
      isStopped = true;
      listening?.child.kill('SIGKILL');
      await kept;
    },
  };
}
