/** A dataset served by a process of its own, with what that process saw. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../../support/cli.ts';

export interface Serving {
  readonly dir: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly latencyMs?: number;
  /** Requests answered in any second; no limit when not given. */
  readonly limit?: number;
}

export interface Seen {
  /** When the first request came, milliseconds since 1970. */
  readonly firstAt: number;
  readonly requests: number;
  readonly busiestSecond: number;
  /** Answered with status 429. */
  readonly refused: number;
}

export interface Served {
  readonly url: string;
  seen(): Promise<Seen>;
  /** Begins to count anew, but for the busiest second. */
  forget(): void;
  stop(): Promise<void>;
}

/** An explorer's collector would take the times of requests for later than they came: it has room. */
const EXEC_ARGV = ['--import', 'tsx', '--max-semi-space-size=64', '--initial-old-space-size=1024'];

/** Starts the process. */
export async function serve({ dir, port = 0, latencyMs = 0, limit = 0 }: Serving): Promise<Served> {
  const args = [dir, port, latencyMs, limit].map(String);
  const child = fork(join(ROOT, 'test/bench/explorers/server.ts'), args, { execArgv: EXEC_ARGV });
  const [url] = await once(child, 'message');
  return {
    url: String(url),
    async seen() {
      child.send('seen');
      const [seen] = await once(child, 'message');
      return seen as Seen;
    },
    forget: () => void child.send('forget'),
    async stop() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** Serves a dataset while it is used. */
export async function withServed<T>(serving: Serving, use: (served: Served) => Promise<T>): Promise<T> {
  const served = await serve(serving);
  try {
    return await use(served);
  } finally {
    await served.stop();
  }
}
