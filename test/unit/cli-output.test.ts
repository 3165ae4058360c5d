/** What the command line prints: bars within 80 columns, nothing when it is told to be quiet, completion that a shell understands. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import pico from 'picocolors';
import { outcomeBars } from '../../src/cli/outcome-bars.ts';
import { startReplay } from '../../src/replay/server.ts';
import { ROOT } from '../support/cli.ts';
import { coinhoundHere } from '../support/cli-here.ts';
import { caseOf } from '../support/stored-trace.ts';

const colors = pico.createColors(false);
const folder = mkdtempSync(join(tmpdir(), 'cli-output-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('bars', () => {
  const outcome = (entity: string | null, amount: string, asset = 'ETH') =>
    ({ kind: 'mixer', entity, amount, asset }) as const;
  const lines = (...outcomes: ReturnType<typeof outcome>[]) =>
    outcomeBars(outcomes, [{ asset: 'ETH', amount: '1000' }], colors).split('\n');

  test('are as long as the share, and each line fills 80 columns', () => {
    const [half, quarter, rest] = lines(outcome('A', '500'), outcome('B', '250'), outcome('C', '250'));
    for (const line of [half, quarter, rest]) expect([...(line ?? '')]).toHaveLength(80);
    // 37 columns are all of it.
    expect([half, quarter].map((line) => (line?.match(/█/g) ?? []).length)).toEqual([18, 9]);
    expect(half).toMatch(/ 50\.00 %$/);
  });

  test('the smallest part is seen, and said to be small', () => {
    const bars = outcomeBars(
      [outcome('A', '1'), outcome('B', '999999999')],
      [{ asset: 'ETH', amount: '1000000000' }],
      colors,
    );
    expect(bars.split('\n')[0]).toMatch(/^ {2}A +▏ +< 0\.01 %$/);
  });

  test('long and hostile names are cut to their columns', () => {
    for (const line of lines(outcome('x'.repeat(10_000), '500'), outcome('a\u202Eb\u001B[31m', '500'))) {
      expect([...line]).toHaveLength(80);
      expect(line).not.toMatch(/\p{Cf}|\p{Cc}/u);
    }
  });

  test('one outcome alone needs none, and what multiplies by an asset without a total has none', () => {
    expect(lines(outcome('A', '1000'))).toEqual(['']);
    expect(lines(outcome('A', '500'), outcome('B', '5', 'BTC'))).toEqual(['']);
  });
});

test('--quiet prints nothing, and writes the files', async () => {
  const replay = await startReplay({ dir: join(ROOT, 'data/crypto-com-2022') });
  const at = (name: string) => join(folder, name);
  writeFileSync(at('case.json'), JSON.stringify(caseOf('crypto-com-2022')));
  const env = { COINHOUND_STORAGE_FOLDER: at('data') };
  const args = ['trace', '--case', at('case.json'), '--explorer', replay.url, '--quiet'];
  const files = [
    '--html',
    at('r.html'),
    '--pdf',
    at('r.pdf'),
    '--graphml',
    at('r.graphml'),
    '--bundle',
    at('r.zip'),
  ];
  const result = await coinhoundHere([...args, ...files], env);
  const json = await coinhoundHere([...args, '--json'], env);
  await replay.close();
  expect(result).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(JSON.parse(json.stdout).run.resultDigest).toMatch(/^[0-9a-f]{64}$/);
  expect(readFileSync(at('r.html'), 'utf8')).toContain('<!doctype html>');
  expect(readFileSync(at('r.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  expect(readFileSync(at('r.graphml'), 'utf8')).toContain('<graphml');
  expect((await coinhoundHere(['verify', at('r.zip')], env)).code).toBe(0);
});

test('a file that cannot be written is refused before anything is traced', async () => {
  const path = join(folder, 'none', 'r.pdf');
  const result = await coinhoundHere([
    'trace',
    '--preset',
    'crypto-com-2022',
    '--explorer',
    'http://127.0.0.1:9',
    '--pdf',
    path,
  ]);
  expect([result.code, result.stderr]).toEqual([
    2,
    expect.stringContaining(`--pdf "${path}" cannot be written`),
  ]);
  expect(existsSync(path)).toBe(false);
});

describe('completion', () => {
  const completed = async (...words: string[]) => {
    const script = (await coinhoundHere(['completion', 'bash'])).stdout;
    const line = ['coinhound', ...words].map((word) => `'${word}'`).join(' ');
    const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _coinhound; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', `${script}\n${ask}`], { encoding: 'utf8' })
      .trim()
      .split('\n');
  };

  test('knows commands, their commands, and options where they belong', async () => {
    expect(await completed('ver')).toEqual(['verify']);
    expect(await completed('keys', 's')).toEqual(['signing']);
    expect(await completed('trace', '0x12', '--qu')).toEqual(['--quiet']);
    expect(await completed('keys', 'create', '--o')).toEqual(['--owner']);
    expect(await completed('serve', '--qu')).toEqual(['']);
  });

  test('is there for other shells, and for no unknown one', async () => {
    expect((await coinhoundHere(['completion', 'zsh'])).stdout).toMatch(/^autoload .*bashcompinit\n/);
    const fish = (await coinhoundHere(['completion', 'fish'])).stdout;
    expect(fish).toContain(
      "complete -c coinhound -n '__fish_seen_subcommand_from keys; and __fish_seen_subcommand_from create' -l 'owner'",
    );
    expect((await coinhoundHere(['completion', 'tcsh'])).code).toBe(2);
  });
});

test('the help of the commands has examples', async () => {
  for (const command of ['trace', 'demo', 'verify', 'replay', 'serve', 'worker', 'completion']) {
    const { code, stdout } = await coinhoundHere([command, '--help']);
    expect([command, code, /Examples:\n {2}\$ /.test(stdout)]).toEqual([command, 0, true]);
  }
});
