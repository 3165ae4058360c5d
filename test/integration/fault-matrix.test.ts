/**
 * Every way in which an explorer may fail, at several rates: the result is that of the undisturbed run, or what could not be
 * had is a gap.
 */

import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ReportJson } from '../../src/cases/report-json.ts';
import type { BundledDataset } from '../../src/compose/case-files.ts';
import { explorersAt } from '../../src/compose/given-explorers.ts';
import { compose } from '../../src/compose.ts';
import { FAULT_KINDS } from '../../src/replay/faults.ts';
import type { ReplayOptions } from '../../src/replay/server.ts';

const app = compose({ env: {} });
/** Shares of the calls that fail. The third case has nothing that the first does not look up, only more of it. */
const CASES = {
  'crypto-com-2022': [0.01, 0.1, 0.5],
  'ronin-2022': [0.1],
  'whirlpool-2024': [0.01, 0.1, 0.5],
};
const datasets = new Map<string, BundledDataset>();
const plain = new Map<string, ReportJson>();
/** What happened over all runs; a matrix in which nothing ever fails would hold nothing. */
const seen = { identical: 0, gaps: 0, moreRequests: 0 };

/** A part of a case: what is looked up stays of every kind, and the matrix has many runs. */
function smaller(body: unknown): unknown {
  const { seeds, limits, ...rest } = body as { seeds: unknown[]; limits?: object };
  return { ...rest, seeds: seeds.slice(0, 3), limits: { ...limits, minShareMillionths: 20_000 } };
}

async function trace(name: string, replayed: Omit<ReplayOptions, 'dir'>, timeoutMs = 40_000) {
  const dataset = datasets.get(name);
  if (dataset === undefined) throw new Error(`no dataset ${name}`);
  const replay = await app.replay({ dir: dataset.dir, ...replayed });
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

beforeAll(async () => {
  for (const dataset of await app.datasets()) {
    const { name } = dataset.manifest;
    if (!(name in CASES)) continue;
    datasets.set(name, dataset);
    plain.set(name, await trace(name, {}));
  }
});

function check(report: ReportJson, name: string): void {
  const undisturbed = plain.get(name);
  if (report.gaps.length > (undisturbed?.gaps.length ?? 0)) {
    seen.gaps += 1;
    return;
  }
  expect(report.run.inputDigest).toBe(undisturbed?.run.inputDigest);
  expect(report.run.resultDigest).toBe(undisturbed?.run.resultDigest);
  seen.identical += 1;
  if (report.stats.requests > (undisturbed?.stats.requests ?? 0)) seen.moreRequests += 1;
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
  expect(seen.moreRequests).toBeGreaterThan(20);
});
