/** `coinhound worker` that cannot begin says why in one line, and hides passwords. */
import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { coinhound } from '../support/cli.ts';
import { coinhoundHere } from '../support/cli-here.ts';

const DATABASE_URL = 'postgresql://u:geheim@127.0.0.1:9/x';
const REDIS_URL = 'redis://:geheim@127.0.0.1:9';

test.each<[string[], Record<string, string>, number, RegExp]>([
  [[], { REDIS_URL }, 2, /DATABASE_URL is not set.*postgresql:\/\/.*coinhound serve/],
  [['trace'], { DATABASE_URL }, 2, /REDIS_URL is not set.*redis:\/\/.*coinhound serve/],
  [['rescan'], {}, 2, /DATABASE_URL is not set/],
  [['notify'], { DATABASE_URL, REDIS_URL: '' }, 2, /REDIS_URL is not set/],
  [[], { DATABASE_URL: 'mysql://u:geheim@h/x', REDIS_URL }, 2, /DATABASE_URL is no PostgreSQL URL/],
  [[], { DATABASE_URL, REDIS_URL: 'http://:geheim@127.0.0.1' }, 2, /REDIS_URL is no Redis URL.*redis:/],
  [[], { DATABASE_URL, REDIS_URL }, 1, /127\.0\.0\.1:9.*ECONNREFUSED/],
  [[], { DATABASE_URL, REDIS_URL, COINHOUND_QUEUE_LEASE_SECONDS: '0' }, 2, /leaseSeconds/],
  [['trace', 'tracer'], { DATABASE_URL, REDIS_URL }, 2, /"tracer" is unknown.*trace, rescan, notify/],
])('worker %j with %j ends with %d', async (kinds, env, code, message) => {
  const result = await coinhoundHere(['worker', ...kinds], env);
  expect(result.code).toBe(code);
  expect(result.stderr).toMatch(message);
  expect(result.stderr.trim().split('\n')).toHaveLength(1);
  expect(result.stderr + result.stdout).not.toContain('geheim');
});

test('a process ends, with the code', async () => {
  const env = { DATABASE_URL, REDIS_URL };
  expect(await coinhound(['worker'], tmpdir(), env)).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^coinhound: .*127\.0\.0\.1:9.*ECONNREFUSED.*\n$/),
  });
  expect(await coinhound(['worker'], tmpdir(), {})).toMatchObject({ code: 2, stdout: '' });
});
