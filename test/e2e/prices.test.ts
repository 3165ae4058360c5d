/** `coinhound trace` in US dollars, as users run it: on the terminal, and what the options refuse. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Replay, startReplay } from '../../src/replay/server.ts';
import { coinhound, ROOT } from '../support/cli.ts';

/** See test/integration/prices.test.ts: 4,830 ETH stolen x 3,350.27; 1,100 x 3,212.305 and 3,730 x 3,207.111 deposited. */
const CSV = `time,asset,usd
2022-01-17T00:00:00Z,ETH,3350.27
2022-01-18T00:00:00Z,ETH,3212.305
2022-01-18T01:00:00Z,ETH,3207.111
`;
const SEED = ['0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d', '--since', '2022-01-17'];
const folder = mkdtempSync(join(tmpdir(), 'coinhound-prices-'));
const table = join(folder, 'mine.csv');
let replay: Replay;
beforeAll(async () => {
  writeFileSync(table, CSV);
  replay = await startReplay({ dir: join(ROOT, 'data/crypto-com-2022') });
});
afterAll(async () => {
  await replay.close();
  rmSync(folder, { recursive: true });
});
const trace = (...options: string[]) =>
  coinhound(['trace', ...SEED, '--explorer', replay.url, ...options], folder);

test('values are shown where they are known', async () => {
  const { code, stdout, stderr } = await trace('--price-file', table);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('coinhound:')]);
  const [, block = ''] = /\n(US dollars at the time[\s\S]*?)\n\n/.exec(stdout) ?? [];
  expect(block.split('\n')).toEqual([
    'US dollars at the time (prices: file)',
    '  stolen 4,830 ETH: $16,181,804.10',
    '  mixer / Tornado Cash 4,830 ETH: $15,496,059.53',
  ]);
});

test('what is unknown is said to be, and why; the exit code is that of the trace', async () => {
  const short = join(folder, 'short.csv');
  writeFileSync(short, 'time,asset,usd\n2022-01-17,ETH,3350.27\n');
  const { code, stdout } = await trace('--price-file', short);
  expect(code).toBe(0);
  expect(stdout).toContain('  mixer / Tornado Cash 4,830 ETH: unknown\n');
  expect(stdout).toContain('  1 value unknown, the first: file: no price in the 24 hours before\n');
});

test('without prices nothing is said of them', async () => {
  for (const options of [[], ['--no-prices']]) {
    const { code, stdout } = await trace(...options);
    expect([code, stdout.includes('dollars')]).toEqual([0, false]);
  }
});

test.each<[string, string[], RegExp]>([
  ['a table that is not there', ['--price-file', 'nothing.csv'], /price table nothing\.csv does not exist/],
  ['a table and no prices', ['--price-file', table, '--no-prices'], /contradict each other/],
])('%s: exit code 2', async (_, options, message) => {
  const { code, stdout, stderr } = await trace(...options);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});
