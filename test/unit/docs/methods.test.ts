/** docs/methods.md names every method, and its examples are those that were computed independently. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { METHOD_NAMES } from '../../../src/core/taint/method.ts';
import { ROOT } from '../../support/cli.ts';

const page = readFileSync(join(ROOT, 'docs/methods.md'), 'utf8');
const golden: Record<string, { results?: Record<string, Result> }> = JSON.parse(
  readFileSync(join(ROOT, 'test/vectors/golden-taint.json'), 'utf8'),
);

/** Stolen units, or segments of units with their label. */
type Part = number | [number, string][];
interface Result {
  readonly out: Part[];
  readonly fee: Part;
}

const cellsOf = (row: string) =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

test('the table of methods has each once, in their order', () => {
  const rows = [...page.matchAll(/^\| `(\w+)`.*\| .* \| .* \| .* \|$/gm)].map(([, name]) => name);
  expect(rows).toEqual([...METHOD_NAMES]);
});

test('the examples of transactions are the vectors', () => {
  const stolen = (part: Part) =>
    typeof part === 'number'
      ? part
      : part.reduce((sum, [amount, label]) => sum + (label === 'clean' ? 0 : amount), 0);
  const rows = new Map([...page.matchAll(/^\| (A\d) \|.*$/gm)].map(([row, name]) => [name, cellsOf(row)]));
  expect(rows.size).toBe(7);
  for (const [name, { results }] of Object.entries(golden)) {
    const row = rows.get(name.split(' ')[0] ?? '');
    if (row === undefined || results === undefined) continue;
    const expected = METHOD_NAMES.map((method) => {
      const { out, fee } = results[method === 'libr' ? 'cleanfirst' : method] as Result;
      return [...out.map(stolen), `f ${stolen(fee)}`].join(' · ');
    });
    expect([name, ...row.slice(2)]).toEqual([name, ...expected]);
    rows.delete(name.split(' ')[0] ?? '');
  }
  expect([...rows.keys()]).toEqual([]);
});
