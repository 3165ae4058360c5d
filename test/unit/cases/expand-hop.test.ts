/** A look-up that fails is made again while attempts are left, and is recorded as failed after that. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { expandHop } from '../../../src/cases/expand-hop.ts';
import type { ExpandJob } from '../../../src/cases/job.ts';
import type { Stores } from '../../../src/cases/ports.ts';
import type { PriceSource } from '../../../src/cases/price-source.ts';
import {
  BadProviderDataError,
  IncompleteAnswerError,
  ProviderUnavailableError,
} from '../../../src/core/errors.ts';
import type { LookupSubject, Subject } from '../../../src/core/graph/subject.ts';
import { createMemoryStores } from '../../../src/storage/memory-stores.ts';
import { anOpening } from '../../support/opening.ts';
import { id } from '../../support/transactions.ts';

const TIP = { height: 9, hash: id('tip'), time: 99 };
const SUBJECT: Subject = { kind: 'transaction', chain: 'bitcoin', txid: id('a') };
const NO_TRAFFIC = { requests: 0, cacheHits: 0 };

let stores: Stores;
let runId: string;
let job: ExpandJob;
beforeEach(async () => {
  stores = createMemoryStores();
  ({ runId } = await stores.cases.open(anOpening()));
  await stores.runs.pin(
    runId,
    { tips: { bitcoin: TIP }, tagsRevision: 0, tipEvidence: [], forks: {} },
    NO_TRAFFIC,
  );
  const claim = { kinds: ['settle', 'expand'], limit: 10, at: 0, leaseUntil: 1 } as const;
  const [settle] = await stores.jobs.claim(claim);
  if (settle?.kind !== 'settle') throw new Error('no settle job');
  await stores.runs.advance(settle, [SUBJECT], 0, 0);
  const [expand] = await stores.jobs.claim(claim);
  if (expand?.kind !== 'expand') throw new Error('no expand job');
  job = expand;
});

const expandWith = (error: Error, attempts: number) => {
  const source = {
    tip: async () => ({ value: TIP, provider: 'test', evidence: [] }),
    blockHash: async () => TIP.hash,
    expand: async () => {
      throw error;
    },
    traffic: () => NO_TRAFFIC,
  };
  const deps = {
    ...stores,
    sources: { bitcoin: source },
    traffic: { take: () => NO_TRAFFIC },
    lookupAttempts: 3,
  };
  return expandHop({ ...job, attempts }, deps);
};
const fact = async () => (await stores.graphs.read(runId, 1)).fact(`transaction ${id('a')}`);

describe('a look-up of prices', () => {
  const subject: LookupSubject = { kind: 'prices', chain: 'bitcoin', asset: 'BTC', times: [3600] };
  const pricesWith = async (prices?: PriceSource) => {
    const deps = { ...stores, sources: {}, traffic: { take: () => NO_TRAFFIC }, lookupAttempts: 3 };
    await expandHop(
      { ...job, subject, attempts: 1 },
      { ...deps, ...(prices === undefined ? {} : { prices }) },
    );
    return (await stores.graphs.read(runId, 1)).prices.at('BTC', 3600);
  };
  const failing = (error: Error): PriceSource => ({
    prices: () => Promise.reject(error),
    traffic: () => NO_TRAFFIC,
  });

  test('that a source does not answer is recorded at once: nothing waits for a price', async () => {
    expect(await pricesWith(failing(new ProviderUnavailableError('down', {})))).toEqual({ reason: 'down' });
  });

  test('that nobody can answer is recorded, too', async () => {
    expect(await pricesWith()).toEqual({ reason: 'no price source is configured' });
  });

  test('a fault of our own is none of the source', async () => {
    await expect(pricesWith(failing(new TypeError('a bug')))).rejects.toThrow('a bug');
  });
});

test('an explorer that is down is asked again', async () => {
  const down = new ProviderUnavailableError('down', {});
  await expect(expandWith(down, 1)).rejects.toBe(down);
  await expect(expandWith(down, 2)).rejects.toBe(down);
  expect(await fact()).toBeUndefined();
});

test('after the last attempt it is recorded that there is no answer', async () => {
  await expandWith(new ProviderUnavailableError('down', {}), 3);
  expect(await fact()).toMatchObject({ status: 'failed', reason: 'down' });
});

test('an answer that lacks something is asked for again, and then recorded as what it is', async () => {
  const incomplete = new IncompleteAnswerError('not yet processed', {});
  await expect(expandWith(incomplete, 2)).rejects.toBe(incomplete);
  await expandWith(incomplete, 3);
  expect(await fact()).toMatchObject({ status: 'incomplete', reason: 'not yet processed', count: 0 });
});

test('an answer that is no good stays so: it is recorded at once', async () => {
  await expandWith(new BadProviderDataError('odd', {}), 1);
  expect(await fact()).toMatchObject({ status: 'failed', reason: 'odd' });
});
