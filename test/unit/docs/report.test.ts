/** docs/report.md names every key of a report, every kind of outcome and every section of the table. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { OUTCOME_KINDS } from '../../../src/core/trace/end.ts';
import { Report } from '../../../src/http/schemas/results.ts';
import { ROOT } from '../../support/cli.ts';

const page = readFileSync(join(ROOT, 'docs/report.md'), 'utf8');
const named = (text: string) => [...text.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name);

test('the table of keys has those of the schema', () => {
  const rows = [...page.slice(0, page.indexOf('## The table')).matchAll(/^\| (`.*?) \|/gm)];
  expect(rows.flatMap(([, cell = '']) => named(cell))).toEqual(Object.keys(Report.properties));
});

test('every kind of outcome is named', () => {
  expect(named(page)).toEqual(expect.arrayContaining([...OUTCOME_KINDS]));
});

test('the sections of the table are those that it has', () => {
  const files = ['report-csv.ts', 'report-asides.ts'];
  const source = files.map((name) => readFileSync(join(ROOT, 'src/cases/report', name), 'utf8')).join('\n');
  const sections = new Set([...source.matchAll(/section: '([\w-]+)'/g)].map(([, name]) => name));
  const rows = [...page.slice(page.indexOf('## The table')).matchAll(/^\| (`.*?) \|/gm)];
  expect(rows.flatMap(([, cell = '']) => named(cell)).sort()).toEqual([...sections].sort());
});
