/**
 * Every way in which an explorer may fail, at several rates: the result is that of the undisturbed run, or what could not be
 * had is a gap, the exit code says so, and nothing that is reported is more than is true.
 */

import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ReportJson } from '../../src/cases/report/report-json.ts';
import { EXIT, exitCodeOfReports } from '../../src/cli/exit.ts';
import type { BundledDataset } from '../../src/compose/case-files.ts';
import { explorersAt } from '../../src/compose/given-explorers.ts';
import { compose } from '../../src/compose.ts';
import { FAULT_KINDS } from '../../src/replay/faults.ts';
import { type ReplayContent, type ReplayOptions, readReplay, startReplay } from '../../src/replay/server.ts';
import { problemsWithGaps } from '../support/disturbed-report.ts';

const app = compose({ env: {} });
/** Shares of the calls that fail. The third case has nothing that the first does not look up, only more of it. */
const CASES = {
  'crypto-com-2022': [0.01, 0.1, 0.5],
  'ronin-2022': [0.1],
  'whirlpool-2024': [0.01, 0.1, 0.5],
};
/** Read once: it takes as long as to trace a case. */
const datasets = new Map<string, { readonly dataset: BundledDataset; readonly content: ReplayContent }>();
const plain = new Map<string, ReportJson>();
/** What happened over all runs; a matrix in which nothing ever fails would hold nothing. */
const seen = { identical: 0, gaps: 0, gapsWithResults: 0, moreRequests: 0 };

/** A part of a case: what is looked up stays of every kind, and the matrix has many runs. */
function smaller(body: unknown): unknown {
  const { seeds, limits, ...rest } = body as { seeds: unknown[]; limits?: object };
  return { ...rest, seeds: seeds.slice(0, 3), limits: { ...limits, minShareMillionths: 20_000 } };
}

async function trace(name: string, replayed: Omit<ReplayOptions, 'dir'>, timeoutMs = 40_000) {
  const { dataset, content } = datasets.get(name) ?? missing(name);
  const replay = await startReplay({ dir: dataset.dir, ...replayed }, content);
  try {
    return await app.trace(smaller(dataset.cases[0]), {
      explorers: explorersAt(replay.url),
      retryBaseMs: 1,
      timeoutMs,
      onProgress: () => {},
    });
  } finally {
    await replay.close();
  }
}

function missing(name: string): never {
  throw new Error(`no dataset ${name}`);
}

beforeAll(async () => {
  for (const dataset of await app.datasets()) {
    const { name } = dataset.manifest;
    if (!(name in CASES)) continue;
    datasets.set(name, { dataset, content: await readReplay(dataset.dir) });
    const undisturbed = await trace(name, {});
    expect(undisturbed.gaps).toEqual([]);
    expect(exitCodeOfReports([undisturbed])).toBe(EXIT.done);
    expect(undisturbed.flags).not.toEqual([]);
    plain.set(name, undisturbed);
  }
});

function check(report: ReportJson, name: string): void {
  const undisturbed = plain.get(name) ?? missing(name);
  if (report.gaps.length > 0) {
    expect(exitCodeOfReports([report])).toBe(EXIT.gaps);
    expect(problemsWithGaps(report, undisturbed)).toEqual([]);
    seen.gaps += 1;
    if (report.outcomes.some(({ kind }) => kind !== 'not-explored')) seen.gapsWithResults += 1;
    return;
  }
  expect(exitCodeOfReports([report])).toBe(EXIT.done);
  expect(report.run.inputDigest).toBe(undisturbed.run.inputDigest);
  expect(report.run.resultDigest).toBe(undisturbed.run.resultDigest);
  seen.identical += 1;
  if (report.stats.requests > undisturbed.stats.requests) seen.moreRequests += 1;
}

describe.each(Object.entries(CASES))('%s', (name, rates) => {
  describe.each(FAULT_KINDS)('%s', (kind) => {
    test.each(rates)('at a rate of %d', async (rate) => {
      const timeoutMs = kind === 'hang' ? 150 : 40_000;
      check(await trace(name, { faults: { rate, kinds: [kind] } }, timeoutMs), name);
    });
  });

  describe('a reorganisation', () => {
    test.each([1, 2, 3].flatMap((depth) => rates.map((share) => [depth, share] as const)))(
      'of depth %d after %d of the calls',
      async (depth, share) => {
        const calls = plain.get(name)?.stats.requests ?? 0;
        const afterRequests = Math.ceil(calls * share) + 1;
        check(await trace(name, { reorganisation: { depth, transactions: 'dropped', afterRequests } }), name);
      },
    );
  });
});

test('all of this happened', () => {
  expect(seen.identical).toBeGreaterThan(50);
  expect(seen.gaps).toBeGreaterThan(10);
  expect(seen.gapsWithResults).toBeGreaterThan(5);
  expect(seen.moreRequests).toBeGreaterThan(20);
});

/** What a report with gaps must not say: none of it would be noticed by the digests, which differ anyway. */
test.each<[string, (report: ReportJson) => void, string]>([
  [
    'a gap without a reason',
    ({ gaps: [gap] }) => gap && Object.assign(gap, { reason: '' }),
    'without a reason',
  ],
  ['a gap of nothing', ({ gaps: [gap] }) => gap && Object.assign(gap, { address: '' }), 'without a subject'],
  ['a gap left out', ({ gaps }) => gaps.pop(), 'not explored, '],
  ['value left out', ({ outcomes }) => outcomes.pop(), 'in outcomes'],
  ['more stolen', ({ stolen: [one] }) => one && Object.assign(one, { amount: `${one.amount}0` }), 'too much'],
  [
    'more flagged',
    ({ flags: [flag] }) => flag && Object.assign(flag, { amount: `${flag.amount}0` }),
    'instead of',
  ],
  [
    'another address flagged',
    ({ flags: [flag] }) => flag && Object.assign(flag, { address: 'x' }),
    'is not there',
  ],
  [
    'other evidence',
    ({ flags: [flag] }) => flag && Object.assign(flag, { evidence: ['x'] }),
    'other evidence',
  ],
  [
    'more in an outcome',
    ({ outcomes: [one] }) => one && Object.assign(one, { amount: `${one.amount}0` }),
    'instead of',
  ],
])('the check notices %s', (_, change, problem) => {
  const undisturbed = plain.get('whirlpool-2024') ?? missing('whirlpool-2024');
  const report = structuredClone(undisturbed);
  const lost = report.outcomes.at(-1);
  if (lost === undefined) throw new Error('no outcomes');
  Object.assign(lost, { kind: 'not-explored', entity: null });
  const address = undisturbed.flags[0]?.address ?? '';
  const { amount, asset, range } = lost;
  report.gaps.push({ reason: 'explorer failed: down', chain: 'bitcoin', address, asset, amount, range });
  expect(problemsWithGaps(report, undisturbed)).toEqual([]);
  change(report);
  expect(problemsWithGaps(report, undisturbed).join()).toContain(problem);
});
