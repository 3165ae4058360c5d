/** The cases of the datasets and the preset are bodies that the product accepts, and name what they should. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { parseCase } from '../../../src/cases/case-body.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const LIMITS = {
  maxHops: 10,
  maxLookups: 1000,
  maxTransactionsPerAddress: 1000,
  minShareMillionths: 0,
  maxDays: 3650,
};

function read(...path: string[]): string {
  return readFileSync(join(ROOT, ...path), 'utf8');
}

describe('cases.json', () => {
  test.each([
    ['crypto-com-2022', 1],
    ['ronin-2022', 1],
    ['whirlpool-2024', 25],
  ])('%s holds one case with %d seeds', (name, seeds) => {
    const cases: unknown[] = JSON.parse(read('data', name, 'cases.json'));
    const parsed = cases.map((body) => parseCase(body, LIMITS));
    expect(parsed.map((one) => [one.name, one.seeds.length])).toEqual([[name, seeds]]);
  });
});

describe('preset crypto-com-2022', () => {
  const text = read('config', 'presets', 'crypto-com-2022.yaml');
  const body: { description: string; seeds: { note: string }[] } = parseYaml(text);
  const { seeds } = parseCase(body, LIMITS);
  const named = seeds.map((seed) => ('address' in seed ? seed.address : seed.txid));
  const facts: Record<string, string>[] = parse(read('data', 'sources', 'crypto-com-2022', 'facts.tsv'), {
    columns: true,
    delimiter: '\t',
    quote: null,
  });
  const isVictims = ({ role = '' }) => role.startsWith('Crypto.com');

  test("has every address and transaction of the facts as a seed, but for what is the victim's", () => {
    const wanted = facts.filter((fact) => fact.kind !== 'txid-prefix' && !isVictims(fact));
    const values = wanted.map(({ chain, value = '' }) => (chain === 'ETH' ? value.toLowerCase() : value));
    expect([...named].sort()).toEqual(values.sort());
  });

  test('names what is no seed in its description', () => {
    const others = facts.filter((fact) => fact.kind === 'txid-prefix' || isVictims(fact));
    expect(others).toHaveLength(3);
    for (const { value } of others) expect(body.description).toContain(value);
  });

  test('says of every seed how sure it is: the reconstructed addresses and the reported transaction', () => {
    const grades = body.seeds.map(({ note }) => note.split(/[,: ]/)[0]);
    expect(grades).toEqual(['Confirmed', 'Reported', 'Confirmed', 'Reconstructed', 'Reconstructed']);
    const reconstructed = facts.filter(({ check = '' }) => check.startsWith('RECONSTRUCTED'));
    expect(reconstructed.map(({ value }) => value)).toEqual(named.slice(3));
  });
});
