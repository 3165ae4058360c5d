/** `coinhound explorers check`: which explorers answer, and the exit code that says so. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Replay, startReplay } from '../../src/replay/server.ts';
import { coinhound, ROOT } from '../support/cli.ts';
import { coinhoundHere } from '../support/cli-here.ts';
import { joinDatasets } from '../support/joined-dataset.ts';

let replay: Replay;
beforeAll(async () => {
  replay = await startReplay({ dir: joinDatasets() });
});
afterAll(() => replay.close());

const words = (...explorers: string[]) => [
  ...['explorers', 'check', '--json'],
  ...explorers.flatMap((one) => ['--explorer', one]),
];

describe('coinhound explorers check', () => {
  test('all answer: exit code 0', async () => {
    const asked = [replay.url, `etherscan=${replay.url}/v2/api`, `json-rpc=${replay.url}/rpc`];
    const { code, stdout } = await coinhound(words(...asked), ROOT);
    expect(JSON.parse(stdout)).toEqual(
      [
        ['bitcoin', 'esplora', 'esplora', '/api', 835755, /cc0ab$/],
        ['ethereum', 'etherscan', 'etherscan', '/v2/api', 15625876, /ee6e94$/],
        ['ethereum', 'etherscan2', 'etherscan', '/v2/api', 15625876, /ee6e94$/],
        ['ethereum', 'json-rpc', 'json-rpc', '/rpc', 15625876, /ee6e94$/],
      ].map(([chain, name, api, path, height, hash]) => ({
        chain,
        name,
        api,
        baseUrl: `${replay.url}${path}`,
        tip: { height, hash: expect.stringMatching(hash as RegExp), time: expect.any(Number) },
        milliseconds: expect.any(Number),
        problem: null,
      })),
    );
    expect(code).toBe(0);
  });

  test('some do: exit code 3, and why the others do not', async () => {
    const { code, stdout } = await coinhoundHere(words(replay.url, 'esplora=http://127.0.0.1:9/api'));
    expect(JSON.parse(stdout)).toMatchObject([
      { name: 'esplora', problem: null },
      { name: 'esplora2', tip: null, problem: expect.stringContaining('ECONNREFUSED') },
      { name: 'etherscan', problem: null },
    ]);
    expect(code).toBe(3);
  });

  test('none does: exit code 1; a table for people, without the password', async () => {
    const nowhere = [
      '--explorer',
      'bitcoin=http://me:SECRET@127.0.0.1:9/api',
      '--explorer',
      'ethereum=http://127.0.0.1:9',
    ];
    const { code, stdout } = await coinhoundHere(['explorers', 'check', ...nowhere]);
    expect(code).toBe(1);
    expect(stdout).toContain('none');
    expect(stdout).toContain('http://…@127.0.0.1:9/api');
    expect(stdout).not.toContain('SECRET');
    const json = await coinhoundHere(['explorers', 'check', '--json', ...nowhere]);
    expect(JSON.parse(json.stdout)[0]).toMatchObject({ baseUrl: 'http://…@127.0.0.1:9/api', tip: null });
    expect(json.stdout).not.toContain('SECRET');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(130);
  });
});
