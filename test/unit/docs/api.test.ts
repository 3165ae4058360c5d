/** docs/api.md names every call of the OpenAPI document, and none that is not there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { OpenApi } from '../../support/answer-check.ts';
import { ROOT } from '../../support/cli.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

test('the table of calls is that of the document', () => {
  const { paths }: OpenApi = JSON.parse(read('docs/openapi.json'));
  const calls = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  const rows = [...read('docs/api.md').matchAll(/^\| `((?:GET|POST|PUT|DELETE) [^`]+)` \|/gm)];
  expect(rows.map(([, call]) => call).sort()).toEqual(calls.sort());
});
