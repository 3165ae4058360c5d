/** A bundle is made without having all answers in memory, and not without one of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { makeBundle } from '../../../src/compose/make-bundle.ts';
import { InvariantError } from '../../../src/core/errors.ts';
import type { EvidenceArchive, Exchange } from '../../../src/core/evidence/archive.ts';
import { sha256Of } from '../../../src/explorers/transport/exchange-names.ts';
import { createWholeArchive } from '../../../src/storage/whole-archive.ts';
import { openedBundle, textIn } from '../../support/opened-bundle.ts';
import { failureOf } from '../explorers/local-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'make-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Exchanges by number; the later a number, the earlier its answer. */
const EXCHANGES: readonly Exchange[] = Array.from({ length: 250 }, (_, n) => {
  const text = `answer ${n % 200}`;
  return {
    id: `exchange ${n}`,
    question: { provider: 'esplora', url: `http://127.0.0.1/${n}`, path: `/${n}`, posted: null },
    key: `${n}`,
    answer: { status: 200, text, at: 1000 - n },
    sha256: sha256Of(text),
    validity: 'settled',
    tip: null,
    span: null,
    source: null,
  };
});

const made = (archive: EvidenceArchive) => {
  const limits = {
    maxHops: 1,
    maxLookups: 1,
    maxTransactionsPerAddress: 1,
    minShareMillionths: 0,
    maxDays: 1,
  };
  const run = {
    number: 1,
    limits,
    pins: { tips: {}, tagsRevision: 0, forks: {} },
    exchanges: EXCHANGES.map(({ id }) => id).sort(),
    unanswered: [],
    statedPrices: [],
  };
  return makeBundle(
    {
      line: { body: {}, runs: [run] },
      report: { run: { id: 'r', inputDigest: 'i', resultDigest: 'd' } },
      tags: [],
      configuration: { explorers: {}, finality: {}, verification: {}, prices: null },
      archive,
    },
    folder,
  );
};

test('answers are read in parts; all are in it, in the order in which they came, each body once', async () => {
  const whole = createWholeArchive(EXCHANGES);
  const parts: number[] = [];
  const files = openedBundle(
    await made({
      ...whole,
      exchanges(ids) {
        parts.push(ids.length);
        return whole.exchanges(ids);
      },
    }),
  );
  expect(parts).toEqual([100, 100, 50]);
  const lines = textIn(files, 'archive/exchanges.ndjson').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(EXCHANGES.map(({ id }) => id).reverse());
  expect(Object.keys(files).filter((path) => path.startsWith('archive/bodies/'))).toHaveLength(200);
});

test('without one of them there is none', async () => {
  const error = await failureOf(() => made(createWholeArchive(EXCHANGES.slice(0, -1))));
  expect(error).toBeInstanceOf(InvariantError);
  expect((error as InvariantError).context).toEqual({ exchange: 'exchange 249' });
});
