/**
 * A process with the log and the metrics of a worker: run as a program it lives through one attempt of each sort, and
 * prints its metrics; imported, it runs itself and gives back what it said.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openObservers } from '../../src/compose/observe.ts';
import { loadConfig } from '../../src/config.ts';
import {
  InvariantError,
  ProviderUnavailableError,
  RateLimitedError,
  StorageError,
} from '../../src/core/errors.ts';
import { ROOT } from './cli.ts';

const SELF = fileURLToPath(import.meta.url);

export interface Said {
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly page: string;
}

export function coinhoundProcess(env: Record<string, string>): Promise<Said> {
  return new Promise((resolve, reject) => {
    const args = ['--import', 'tsx', SELF];
    const options = { cwd: ROOT, env: { PATH: process.env.PATH ?? '', ...env } };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (error !== null) return reject(error);
      const lines = stderr
        .trim()
        .split('\n')
        .map((line): Record<string, unknown> => JSON.parse(line));
      return resolve({ lines, page: stdout });
    });
  });
}

if (process.argv[1] === SELF) {
  const config = loadConfig(join(ROOT, 'config/default.yaml'), undefined, process.env);
  const { explorers, onAttempt, metrics } = openObservers(config, process.env, 'worker', null);
  const provider = 'etherscan';
  const key = process.env.ETHERSCAN_API_KEY ?? '';
  const limited = new RateLimitedError(`slow down, ${key}`, {});
  const away = new ProviderUnavailableError('away', { url: `http://host/?x=${key}` });
  explorers.attempted({ provider, result: 'ok', seconds: 1.5 });
  explorers.attempted({ provider, result: 'rate-limited', seconds: 0.02, error: limited });
  explorers.attempted({ provider, result: 'unavailable', seconds: 0.02, error: away });
  const job = (id: number, kind: string, round?: number) => ({
    id,
    kind,
    runId: 'r1',
    ...(round === undefined ? {} : { round }),
  });
  const ms = 12.3;
  onAttempt({ job: job(7, 'expand', 2), outcome: 'done', ms, error: null });
  onAttempt({ job: job(8, 'settle'), outcome: 'retry', ms, error: new StorageError('away') });
  onAttempt({ job: job(9, 'notify'), outcome: 'failed', ms, error: away });
  onAttempt({ job: job(8, 'settle'), outcome: 'failed', ms, error: new InvariantError('2 = 3') });
  process.stdout.write((await metrics.page()).text);
}
