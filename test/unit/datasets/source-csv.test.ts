/** Source files that are not what a builder expects fail with file, line and column. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readSourceCsv } from '../../../scripts/datasets/source-csv.ts';
import { isoTime, unixSecondsOf } from '../../../scripts/datasets/utc-time.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'source.csv');
  writeFileSync(path, text);
  return path;
}

describe('readSourceCsv', () => {
  test('gives the named columns with their place, quotes and byte order mark removed', () => {
    const path = file('\uFEFFname,value,other\n"a, b",1,x\nc,2,y\n');
    expect(readSourceCsv(path, ['value', 'name'])).toEqual([
      { where: `${path}:2`, values: { name: 'a, b', value: '1' } },
      { where: `${path}:3`, values: { name: 'c', value: '2' } },
    ]);
  });

  test('names the missing column', () => {
    expect(() => readSourceCsv(file('name\na\n'), ['value'])).toThrow('column "value" is missing');
  });

  test('refuses a row with too many fields', () => {
    expect(() => readSourceCsv(file('name\na,b\n'), ['name'])).toThrow(InvalidInputError);
  });
});

describe('source times', () => {
  test.each([
    ['2022-01-18 00:53:13', '2022-01-18T00:53:13Z', 1_642_467_193],
    ['2022-03-29T21:41:18+00:00', '2022-03-29T21:41:18Z', 1_648_590_078],
  ])('%s', (text, iso, seconds) => {
    expect(unixSecondsOf('here', text)).toBe(seconds);
    expect(isoTime(seconds)).toBe(iso);
  });

  test.each(['2022-13-01 00:00:00', '2022-03-29T21:41:18+02:00', '2022-03-29', ''])(
    'refuses "%s"',
    (text) => {
      expect(() => unixSecondsOf('file.csv:3', text)).toThrow(`file.csv:3: time "${text}"`);
    },
  );
});
