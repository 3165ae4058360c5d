/** A case that looks at ether alone: what it asks, what it rests on, and what it refuses. */
import { expect, test } from '@jest/globals';
import type { ChainSource } from '../../../src/cases/ports.ts';
import { fixedTags } from '../../../src/cases/tags/tag-source.ts';
import { traceCase } from '../../../src/cases/trace-case.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { NO_CONTRACTS } from '../../../src/core/ethereum-mixers/contracts.ts';
import type { Subject } from '../../../src/core/graph/subject.ts';
import { drainJobs } from '../../../src/queue/in-process.ts';
import { createMemoryStores } from '../../../src/storage/memory-stores.ts';
import { NO_LIMITS } from '../../support/offline-walk.ts';
import { id } from '../../support/transactions.ts';

const [THIEF, NEXT, TOKEN] = ['1', '2', '3'].map((digit) => `0x${digit.repeat(40)}`) as [
  string,
  string,
  string,
];
const TIP = { height: 100, hash: id('tip'), time: 1_700_000_000 };

/** An explorer that knows two payments: one to the thief, one of the thief's. */
function explorer(asked: Subject[]): ChainSource {
  const payment = (height: number, from: string, to: string) => ({
    chain: 'ethereum' as const,
    txid: `0x${id(`payment ${height}`)}`,
    block: { height, hash: null, time: 1_600_000_000 + height },
    position: 0,
    sender: from,
    fee: 0n,
    transfers: [{ id: 'call', kind: 'call' as const, asset: 'ETH', from, to, value: 5n, moved: true }],
    views: [['call']],
  });
  const payments = [payment(10, `0x${'9'.repeat(40)}`, THIEF), payment(20, THIEF, NEXT)];
  return {
    tip: async () => ({ value: TIP, provider: 'test', evidence: [] }),
    blockHash: async () => TIP.hash,
    traffic: () => ({ requests: 0, cacheHits: 0 }),
    async expand(subject) {
      asked.push(subject);
      const address = subject.kind === 'history' ? subject.address : '';
      const transactions = payments.filter(({ transfers: [transfer] }) =>
        [transfer?.from, transfer?.to].includes(address),
      );
      return { subject, status: 'complete', transactions, count: transactions.length };
    },
  };
}

async function trace(more: object) {
  const asked: Subject[] = [];
  const stores = createMemoryStores();
  const clock = { now: () => 0 };
  const seeds = [{ kind: 'address', chain: 'ethereum', address: THIEF }];
  const report = await traceCase({ name: 'x', seeds, ...more }, null, {
    stores,
    drain: (handle) =>
      drainJobs(
        { jobs: stores.jobs, clock, handlers: { settle: handle, expand: handle }, maxAttempts: 1 },
        { concurrency: 1, leaseMs: 60_000 },
      ),
    sources: { ethereum: explorer(asked) },
    tags: fixedTags({ lookup: () => [], digest: 'none' }),
    clock,
    defaults: NO_LIMITS,
    mixers: NO_CONTRACTS,
    profiles: [],
    verification: { maxTransactions: 0, blocks: false, secondOpinion: false },
    finality: { bitcoin: 6, ethereum: 64 },
    onProgress: () => {},
  });
  return { asked, report };
}

test('every look-up says so, and the report, whose inputs are others then', async () => {
  const [all, named, native] = [
    await trace({}),
    await trace({ assets: 'all' }),
    await trace({ assets: 'native' }),
  ];
  expect(native.asked).toHaveLength(2);
  expect(native.asked.map(({ assets }) => assets)).toEqual(['native', 'native']);
  expect(all.asked.map((subject) => 'assets' in subject)).toEqual([false, false]);
  expect([all, named, native].map(({ report }) => report.run.assets)).toEqual(['all', 'all', 'native']);
  expect(named.report.run.inputDigest).toBe(all.report.run.inputDigest);
  expect(native.report.run.inputDigest).not.toBe(all.report.run.inputDigest);
  expect(native.report.run.resultDigest).toBe(all.report.run.resultDigest);
});

test.each([
  ['an address with a token', { kind: 'address', chain: 'ethereum', address: THIEF, asset: TOKEN }],
  [
    'a transaction with a token',
    { kind: 'transaction', chain: 'ethereum', txid: `0x${id('t')}`, asset: TOKEN },
  ],
])('%s cannot be a seed of it', async (_, seed) => {
  const refused = trace({ seeds: [seed], assets: 'native' });
  await expect(refused).rejects.toThrow(InvalidInputError);
  await expect(refused).rejects.toThrow(`seeds[0].asset ${TOKEN} is a token, and assets is "native"`);
  await expect(trace({ seeds: [seed] })).resolves.toBeDefined();
});

test('another scope is refused', async () => {
  await expect(trace({ assets: 'tokens' })).rejects.toThrow(/assets "tokens"/);
});
