/** How a trace ends that does not come to its report. */
import { expect, test } from '@jest/globals';
import type { ChainSource } from '../../../src/cases/ports.ts';
import { fixedTags } from '../../../src/cases/tags/tag-source.ts';
import { traceCase } from '../../../src/cases/trace-case.ts';
import { ConflictError, ProviderUnavailableError } from '../../../src/core/errors.ts';
import { NO_CONTRACTS } from '../../../src/core/ethereum-mixers/contracts.ts';
import { drainJobs } from '../../../src/queue/in-process.ts';
import { createMemoryStores } from '../../../src/storage/memory-stores.ts';
import { NO_LIMITS } from '../../support/offline-walk.ts';

test('the error that ended a run is thrown; a later call with the same key says that it failed', async () => {
  const stores = createMemoryStores();
  const down = new ProviderUnavailableError('explorer is down');
  const bitcoin: ChainSource = {
    tip: async () => {
      throw down;
    },
    blockHash: async () => {
      throw down;
    },
    expand: async () => {
      throw down;
    },
    traffic: () => ({ requests: 1, cacheHits: 0 }),
  };
  const clock = { now: () => 0 };
  const options = { concurrency: 1, leaseMs: 60_000 };
  const body = { name: 'x', seeds: [{ kind: 'transaction', chain: 'bitcoin', txid: 'a'.repeat(64) }] };
  const trace = () =>
    traceCase(body, 'key', {
      stores,
      drain: (handle) => {
        const handlers = { settle: handle, expand: handle };
        return drainJobs({ jobs: stores.jobs, clock, handlers, maxAttempts: 1 }, options);
      },
      sources: { bitcoin },
      tags: fixedTags({ lookup: () => [], digest: 'none' }),
      clock,
      finality: { bitcoin: 6, ethereum: 64 },
      mixers: NO_CONTRACTS,
      profiles: [],
      verification: { maxTransactions: 0, blocks: false, secondOpinion: false },
      defaults: NO_LIMITS,
      onProgress: () => {},
    });
  await expect(trace()).rejects.toBe(down);
  await expect(trace()).rejects.toThrow(ConflictError);
  await expect(trace()).rejects.toThrow('ended earlier as failed: explorer is down');
});
