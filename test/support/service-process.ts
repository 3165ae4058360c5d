/** The built service as users start it: `coinhound serve`, a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { COINHOUND } from './cli.ts';

export interface ServiceProcess {
  readonly url: string;
  /** The key that a new data folder is given; null when there was one. */
  readonly firstKey: string | null;
  readonly child: ChildProcess;
  /** What it wrote to its error stream. */
  said(): string;
  ended(): Promise<unknown>;
  /** @returns its exit code; null when it was killed */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** Settings that send all look-ups to a replay explorer. */
export function explorerSettings(replayUrl: string): Record<string, string> {
  return {
    COINHOUND_EXPLORER_ORDER_BITCOIN: 'mempool',
    COINHOUND_EXPLORERS_MEMPOOL_BASE_URL: `${replayUrl}/api`,
    COINHOUND_EXPLORERS_ETHERSCAN_BASE_URL: `${replayUrl}/v2/api`,
  };
}

/** Starts it on a free port. @param cwd where its data folder is made */
export async function startService(cwd: string, env: Record<string, string>): Promise<ServiceProcess> {
  const args = [...COINHOUND, 'serve', '--port', env.COINHOUND_TEST_PORT ?? '0'];
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let [printed, said] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    printed += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  while (!/work {6}/.test(printed)) {
    if (child.exitCode !== null) throw new Error(`the service ended: ${said}`);
    await sleep(20);
  }
  // The key, when there is one, is written right after.
  await sleep(50);
  const [, url = ''] = /serving (\S+)/.exec(printed) ?? [];
  const [firstKey = null] = /ch_[A-Za-z0-9_-]{43}/.exec(printed) ?? [];
  return {
    url,
    firstKey,
    child,
    said: () => said,
    ended: () => closed,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await closed;
      return child.exitCode;
    },
  };
}

export interface Api {
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

/** Calls the API over a socket; an answer that is no success fails the test. */
export function apiAt(url: string, key: string): Api {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  };
  return { get: (path) => call('GET', path), send: (method, path, body) => call(method, path, body) };
}

/** Asks until the answer is as hoped for. */
export async function until<T>(
  ask: () => Promise<T>,
  isThere: (answer: T) => boolean,
  seconds = 90,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(answer).slice(0, 500)}`);
    await sleep(100);
  }
}
