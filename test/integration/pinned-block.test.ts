/** The report says whether the block that it is pinned to still stood in the end. */

import { describe, expect, test } from '@jest/globals';
import { explorersAt } from '../../src/compose/given-explorers.ts';
import { compose } from '../../src/compose.ts';
import type { ReplayOptions } from '../../src/replay/server.ts';

const app = compose({ env: {} });

describe('the block that a run is pinned to', () => {
  const reorganisation = { depth: 1, transactions: 'kept', afterRequests: 4 } as const;
  test.each<[string, Omit<ReplayOptions, 'dir'>, boolean]>([
    ['stands', {}, true],
    ['is reorganised away while it is traced', { reorganisation }, false],
  ])('%s', async (_, options, inChain) => {
    const dataset = (await app.datasets()).find(({ manifest }) => manifest.name === 'crypto-com-2022');
    if (dataset === undefined) throw new Error('no dataset');
    const { seeds, limits, ...rest } = dataset.cases[0] as { seeds: unknown[]; limits?: object };
    const body = { ...rest, seeds: seeds.slice(0, 1), limits: { ...limits, maxHops: 1 } };
    const replay = await app.replay({ dir: dataset.dir, ...options });
    try {
      const asked = { explorers: explorersAt(replay.url), retryBaseMs: 1, onProgress: () => {} };
      const { run } = await app.trace(body, asked);
      expect(Object.values(run.tip)).toMatchObject([{ inChain }]);
      expect(replay.requests()).toBeGreaterThan(4);
    } finally {
      await replay.close();
    }
  });
});
