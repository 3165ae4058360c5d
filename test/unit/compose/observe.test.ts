/** What a process logs and counts of explorers and jobs, and which secrets it knows of itself. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { secretsOf } from '../../../src/compose/observe.ts';
import { loadConfig } from '../../../src/config.ts';
import { ROOT } from '../../support/cli.ts';
import { coinhoundProcess } from '../../support/observed-process.ts';

const DEFAULTS = join(ROOT, 'config/default.yaml');

test('the secrets of a process are the passwords of its URLs and what the configuration names', () => {
  const config = loadConfig(DEFAULTS, undefined, {
    COINHOUND_EXPLORERS_MEMPOOL_KEY_VARIABLE: 'MY_NODE_KEY',
  });
  const env = {
    DATABASE_URL: 'postgresql://hound:p%40ss@db/x',
    REDIS_URL: 'redis://:redispass@redis',
    ETHERSCAN_API_KEY: 'ETHKEY',
    MY_NODE_KEY: 'NODEKEY',
    UNRELATED: 'unrelated',
  };
  expect(secretsOf(config, env).sort()).toEqual([
    'ETHKEY',
    'NODEKEY',
    'p%40ss',
    'p@ss',
    'redispass',
    'redispass',
  ]);
  expect(
    secretsOf(config, { DATABASE_URL: 'no url', REDIS_URL: 'redis://host', ETHERSCAN_API_KEY: '' }),
  ).toEqual([]);
});

test('attempts at requests and jobs are logged with their ids, by weight, on the standard error output', async () => {
  const { lines, page } = await coinhoundProcess({
    ETHERSCAN_API_KEY: 'TOPSECRETKEY',
    COINHOUND_LOG_LEVEL: 'debug',
  });
  expect(
    lines.map(({ level, message, provider, result, job, kind, run, hop, outcome, ms }) => [
      level,
      message,
      provider ?? kind,
      result ?? outcome,
      job,
      run,
      hop,
      ms,
    ]),
  ).toEqual([
    ['debug', 'explorer answered', 'etherscan', 'ok', undefined, undefined, undefined, 1500],
    ['warn', 'explorer refused a request', 'etherscan', 'rate-limited', undefined, undefined, undefined, 20],
    [
      'info',
      'explorer gave no usable answer',
      'etherscan',
      'unavailable',
      undefined,
      undefined,
      undefined,
      20,
    ],
    ['debug', 'job done', 'expand', 'done', 7, 'r1', 2, 12],
    ['warn', 'job is to be tried again', 'settle', 'retry', 8, 'r1', undefined, 12],
    ['error', 'job failed', 'notify', 'failed', 9, 'r1', undefined, 12],
    ['error', 'job failed on a bug', 'settle', 'failed', 8, 'r1', undefined, 12],
  ]);
  expect(lines.every((line) => line.process === 'worker')).toBe(true);
  expect(JSON.stringify(lines)).not.toContain('TOPSECRETKEY');
  expect(page).toContain('coinhound_requests_total{provider="etherscan",result="rate-limited"} 1');
  expect(page).toContain('coinhound_job_seconds_count{kind="settle",outcome="failed"} 1');
});
