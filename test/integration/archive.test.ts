/** A trace whose answers are archived: made again from the archive, and from a replay of it, it is the same. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReportJson } from '../../src/cases/report/report-json.ts';
import { parseExplorers } from '../../src/compose/given-explorers.ts';
import type { TraceOptions } from '../../src/compose/trace.ts';
import { compose } from '../../src/compose.ts';
import { BadProviderDataError, InvalidInputError } from '../../src/core/errors.ts';
import { sha256Of } from '../../src/explorers/transport/exchange-names.ts';
import type { Replay } from '../../src/replay/server.ts';
import { openFolderArchive } from '../../src/storage/folder-archive.ts';
import { cutDataset } from '../support/cut-dataset.ts';
import { switchExplorers } from '../support/switched-explorer.ts';
import { failureOf } from '../unit/explorers/local-server.ts';

const app = compose({ env: {} });
const folder = mkdtempSync(join(tmpdir(), 'archived-'));
afterAll(() => rmSync(folder, { recursive: true }));

const digests = ({ run }: ReportJson) => [run.inputDigest, run.resultDigest];
const served = ({ explorers }: Replay) => explorers.map(({ api, baseUrl }) => `${api}=${baseUrl}`);

async function traceAt(body: unknown, replay: Replay, more: Partial<TraceOptions> = {}) {
  const explorers = parseExplorers(served(replay));
  const before = replay.requests();
  const report = await app.trace(body, { explorers, retryBaseMs: 1, onProgress: () => {}, ...more });
  return { report, requests: replay.requests() - before, explorers };
}

/** What the first explorer is asked for the tip, and in the end whether it still stands. */
const OPENING = 3;
/** What a second explorer is asked about itself before it may prove what the first one cannot: its chain, and the tip. */
const STAND_IN = 2;

/** Questions of Bitcoin are grouped as they come, so how many requests they take depends on timing. */
describe.each([
  ['crypto-com-2022', false, STAND_IN],
  ['ronin-2022', false, STAND_IN],
  ['whirlpool-2024', true, 0],
])('%s', (name, isGrouped, standIn) => {
  const archive = join(folder, name);
  let body: unknown;
  let replay: Replay;
  let first: Awaited<ReturnType<typeof traceAt>>;
  beforeAll(async () => {
    const [dataset] = (await app.datasets()).filter(({ manifest }) => manifest.name === name);
    if (dataset === undefined) throw new Error(`no dataset ${name}`);
    body = dataset.cases[0];
    replay = await app.replay({ dir: dataset.dir });
    first = await traceAt(body, replay, { archive });
  });
  afterAll(() => replay.close());

  test('a second run asks for the tip alone, and in the end whether it still stands', async () => {
    const second = await traceAt(body, replay, { archive });
    expect(digests(second.report)).toEqual(digests(first.report));
    expect(second.report.stats.requests).toBe(OPENING + standIn);
    // What was asked together is found one by one.
    const hits = second.report.stats.cacheHits;
    if (isGrouped) expect(hits).toBeGreaterThanOrEqual(first.requests - OPENING);
    else expect(hits).toBe(first.requests - OPENING);
  });

  if (isGrouped) {
    test('following Bitcoin costs hardly more than a request for each transaction', () => {
      const { requests, transactions } = first.report.stats;
      expect(requests / transactions).toBeLessThanOrEqual(1.1);
    });
  }

  test('a replay of the archive gives the same digests', async () => {
    const recorded = await app.replay({ dir: archive });
    const replayed = await traceAt(body, recorded);
    await recorded.close();
    expect(digests(replayed.report)).toEqual(digests(first.report));
    // Who told nothing is not in the archive.
    if (!isGrouped) expect(replayed.requests).toBe(first.requests - standIn);
  });

  test('so does the archive alone, with nobody to ask', async () => {
    const options = { explorers: first.explorers, onProgress: () => {}, archive, isOffline: true };
    const report = await app.trace(body, options);
    expect(digests(report)).toEqual(digests(first.report));
    expect(report.stats.requests).toBe(0);
  });

  test('offline, what was never asked is no answer', async () => {
    const explorers = parseExplorers(['http://127.0.0.1:9']);
    const error = await failureOf(() =>
      app.trace(body, { explorers, onProgress: () => {}, archive, isOffline: true }),
    );
    expect(error).toBeInstanceOf(BadProviderDataError);
    expect(error.message).toContain('the archive has no answer');
  });
});

test('a later run, with a new tip, asks for what is new of each list, and nothing below it', async () => {
  const [dataset] = (await app.datasets()).filter(({ manifest }) => manifest.name === 'ronin-2022');
  if (dataset === undefined) throw new Error('no dataset');
  const archive = join(folder, 'grown');
  const early = await app.replay({ dir: cutDataset('ronin-2022', 0.6) });
  const late = await app.replay({ dir: dataset.dir });
  const explorer = await switchExplorers(early);
  const explorers = parseExplorers(served(late).map((one) => one.replace(late.url, explorer.url)));
  const before = await traceAt(dataset.cases[0], early, { archive, explorers });
  explorer.show(late);
  const after = await traceAt(dataset.cases[0], late, { archive, explorers });
  const anew = await traceAt(dataset.cases[0], late);
  for (const one of [explorer, early, late]) await one.close();
  expect(digests(after.report)).toEqual(digests(anew.report));
  expect(after.report.stats.cacheHits).toBeGreaterThan(before.requests / 2);
});

test('offline without an archive is refused', async () => {
  const error = await failureOf(() =>
    app.trace({ name: 'x', seeds: [] }, { onProgress: () => {}, isOffline: true }),
  );
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(error.message).toContain('--archive');
});

describe('outspends that were asked for together', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(64));
  let replay: Replay;
  beforeAll(async () => {
    const dir = join(folder, 'outspends');
    const archive = await openFolderArchive(dir, { explorers: [{ name: 'mempool', api: 'esplora' }] });
    const keep = (txid = '', status = 200, text = '', at = 0) =>
      archive.keep({
        id: `${txid} ${at}`,
        question: { provider: 'mempool', url: '', path: `/tx/${txid}/outspends`, posted: null },
        key: txid,
        answer: { status, text, at },
        sha256: sha256Of(text),
        validity: 'tip',
        tip: 'T',
        span: null,
        source: 'together',
      });
    await keep(a, 200, '[{"spent":false}]', 1);
    await keep(a, 200, '[{"spent":true}]', 2);
    await keep(b, 404, '', 3);
    await archive.close();
    replay = await app.replay({ dir });
  });
  afterAll(() => replay.close());

  const ask = async (...txids: readonly unknown[]) => {
    const reply = await fetch(`${replay.url}/mempool/txs/outspends?txids=${txids.join()}`);
    return [reply.status, await reply.text()];
  };

  test('are put together from those of each, in any grouping, and in their order', async () => {
    expect(await ask(b, a)).toEqual([200, '[[],[{"spent":false}]]']);
    expect(await ask(a)).toEqual([200, '[[{"spent":true}]]']);
  });

  test('are not recorded when those of one of them are not', async () => {
    expect(await ask(a, c)).toEqual([421, 'this question was not recorded']);
  });
});
