/** What the use cases may rely on, whatever the stores: in memory, on PGlite, on PostgreSQL. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ExpandJob, Job, JobKind, SettleJob } from '../../src/cases/job.ts';
import type { Opening, Stores } from '../../src/cases/ports.ts';
import { ConflictError, NotFoundError } from '../../src/core/errors.ts';
import type { Fingerprint } from '../../src/core/fingerprint.ts';
import type { Proof } from '../../src/core/graph/proof.ts';
import { type Expansion, factKeys, type LookupSubject } from '../../src/core/graph/subject.ts';
import { NO_LIMITS } from '../support/offline-walk.ts';
import { anOpening } from '../support/opening.ts';
import { createTestStores, STORES, type TestStores } from '../support/test-stores.ts';
import {
  type BitcoinSketch,
  bitcoinTransaction,
  ethereumTransaction,
  id,
  p2wpkh,
} from '../support/transactions.ts';

const KINDS: readonly JobKind[] = ['settle', 'expand', 'notify'];
const T0 = Date.UTC(2022, 0, 17);
const TIPS = { ethereum: { height: 7, hash: '0xaa', time: 84 } };
const NO_TRAFFIC = { requests: 0, cacheHits: 0 };
const SUBJECTS: readonly LookupSubject[] = [
  { kind: 'history', chain: 'ethereum', address: `0x${'1'.repeat(40)}`, fromHeight: 0 },
  { kind: 'transaction', chain: 'bitcoin', txid: id('a') },
  { kind: 'spends', chain: 'bitcoin', txid: id('a'), vouts: [0, 2] },
];

const opening = (changes: Partial<Opening> = {}) => anOpening({ at: T0, ...changes });

const RESULT = {
  report: {},
  inputDigest: 'i',
  resultDigest: 'r',
  graph: { methods: [], nodes: [], edges: [] },
  views: { outcomes: [], places: [], methods: {} },
  changes: null,
};

const PRINT: Fingerprint = { version: 2, hasLocktime: true, sequences: 'locktime' };

function found(subject: LookupSubject, name = 'a', told: Pick<BitcoinSketch, 'fingerprint'> = {}): Expansion {
  const transaction = bitcoinTransaction({
    ...told,
    txid: name,
    height: 5,
    inputs: [['coin', 0, 70n]],
    outputs: [{ value: 50n, script: p2wpkh('aa') }],
  });
  return { subject, status: 'complete', transactions: [transaction], count: 1 };
}

describe.each(STORES)('stores: %s', (name) => {
  let kept: TestStores;
  let stores: Stores;
  beforeAll(async () => {
    kept = await createTestStores(name);
  });
  beforeEach(async () => {
    stores = await kept.empty();
  });
  afterAll(() => kept.drop());

  const claim = (limit = 10, at = T0, kinds: readonly JobKind[] = KINDS) =>
    stores.jobs.claim({ kinds, limit, at, leaseUntil: at + 1000 });
  const claimSettle = async (at = T0): Promise<SettleJob> => {
    const [job] = await claim(1, at);
    if (job?.kind !== 'settle') throw new Error(`expected a settle job, got ${job?.kind}`);
    return job;
  };
  const claimExpands = async (limit = 10): Promise<ExpandJob[]> =>
    (await claim(limit)).filter((job: Job): job is ExpandJob => job.kind === 'expand');
  /** A run whose first round has the three subjects. */
  const runWithRound = async () => {
    const { runId } = await stores.cases.open(opening());
    await stores.runs.advance(await claimSettle(), SUBJECTS, 0, T0);
    return runId;
  };

  describe('opening a case', () => {
    test('gives a run that has everything it follows from', async () => {
      const { caseId, runId } = await stores.cases.open(opening({ method: 'haircut' }));
      expect(await stores.runs.read(runId)).toMatchObject({
        id: runId,
        caseId,
        state: 'running',
        body: opening().body,
        limits: NO_LIMITS,
        pins: null,
        traffic: NO_TRAFFIC,
        startedAt: T0,
        report: null,
        error: null,
      });
      expect(await claim()).toMatchObject([{ kind: 'settle', runId, round: 0, attempts: 1 }]);
    });

    test('keeps the body word for word', async () => {
      const body = { name: 'ü "x" \\ \n', zebra: 1, ant: [1.5, null, { b: 1, a: 2 }] };
      const { runId } = await stores.cases.open(opening({ body }));
      expect(JSON.stringify((await stores.runs.read(runId)).body)).toBe(JSON.stringify(body));
    });

    test('without a key gives a new case each time', async () => {
      const [one, two] = [await stores.cases.open(opening()), await stores.cases.open(opening())];
      expect(one.caseId).not.toBe(two.caseId);
      expect(await claim()).toHaveLength(2);
    });

    test('twice under one key gives one case, also at once', async () => {
      const opened = await Promise.all(
        [1, 2, 3].map(() => stores.cases.open(opening({ idempotencyKey: 'k' }))),
      );
      opened.push(await stores.cases.open(opening({ idempotencyKey: 'k', at: T0 + 5 })));
      expect(new Set(opened.map(({ caseId, runId }) => `${caseId} ${runId}`)).size).toBe(1);
      expect(await stores.jobs.unfinished(KINDS)).toBe(1);
    });

    test('with another body under a used key is refused', async () => {
      await stores.cases.open(opening({ idempotencyKey: 'k' }));
      const other = opening({ idempotencyKey: 'k', body: { name: 'other' } });
      await expect(stores.cases.open(other)).rejects.toThrow(ConflictError);
      expect(await stores.jobs.unfinished(KINDS)).toBe(1);
    });
  });

  test.each(['00000000-0000-4000-8000-000000000000', 'nothing', "'; drop table runs; --"])(
    'no run is %p',
    async (runId) => {
      await expect(stores.runs.read(runId)).rejects.toThrow(NotFoundError);
      await expect(stores.runs.bounds(runId)).rejects.toThrow(NotFoundError);
    },
  );

  test('the first pins stay, and all traffic counts', async () => {
    const { runId } = await stores.cases.open(opening());
    const pins = { tips: TIPS, tagsRevision: 3, tipEvidence: ['one'], forks: {} };
    expect(await stores.runs.pin(runId, pins, { requests: 2, cacheHits: 1 })).toEqual(pins);
    const tips = { ethereum: { height: 8, hash: '0xbb', time: 96 } };
    const later = { tips, tagsRevision: 4, tipEvidence: ['two'], forks: {} };
    expect(await stores.runs.pin(runId, later, { requests: 3, cacheHits: 0 })).toEqual(pins);
    expect(await stores.runs.bounds(runId)).toMatchObject({ pins, limits: NO_LIMITS });
    expect((await stores.runs.read(runId)).traffic).toEqual({ requests: 5, cacheHits: 1 });
  });

  describe('claims', () => {
    test('give a job once, also at once', async () => {
      await stores.cases.open(opening());
      const claims = await Promise.all([claim(), claim(), claim()]);
      expect(claims.flat()).toHaveLength(1);
      expect(await claim()).toEqual([]);
    });

    test('give as many as asked, in the order of the frontier', async () => {
      await runWithRound();
      const first = await claimExpands(2);
      const rest = await claimExpands(2);
      expect([...first, ...rest].map(({ ordinal, subject }) => ({ ordinal, subject }))).toEqual(
        SUBJECTS.map((subject, ordinal) => ({ ordinal, subject })),
      );
      expect(await claim(0)).toEqual([]);
    });

    test('give the next settle job when all look-ups of the round are done', async () => {
      const runId = await runWithRound();
      const jobs = await claimExpands();
      for (const job of jobs) {
        expect(await claim()).toEqual([]);
        await stores.graphs.add(job, found(job.subject), NO_TRAFFIC);
      }
      expect(await claim()).toMatchObject([{ kind: 'settle', runId, round: 1 }]);
    });

    test('give the jobs of a small run before those of a big one', async () => {
      await stores.cases.open(opening());
      await stores.runs.advance(await claimSettle(), SUBJECTS.slice(0, 2), 5000, T0);
      const small = await stores.cases.open(opening({ at: T0 + 10 }));
      expect((await claim(1, T0 + 20))[0]?.runId).toBe(small.runId);
    });

    test('do not give what is to run later', async () => {
      await stores.cases.open(opening({ at: T0 + 100 }));
      expect(await claim(10, T0 + 99)).toEqual([]);
      expect(await claim(10, T0 + 100)).toHaveLength(1);
    });
  });

  describe('a second result of a job changes nothing:', () => {
    test('a round', async () => {
      const { runId } = await stores.cases.open(opening());
      const job = await claimSettle();
      await stores.runs.advance(job, SUBJECTS, 0, T0);
      await stores.runs.advance(job, SUBJECTS.slice(1), 0, T0);
      expect(await claimExpands()).toHaveLength(3);
      expect(await stores.jobs.unfinished(KINDS)).toBe(4);
      expect((await stores.runs.read(runId)).state).toBe('running');
    });

    test('a look-up', async () => {
      const runId = await runWithRound();
      const [job] = await claimExpands(1);
      if (job === undefined) throw new Error('no job');
      const traffic = { requests: 1, cacheHits: 0 };
      await stores.graphs.add(job, found(job.subject, 'a'), traffic);
      await stores.graphs.add(job, found(job.subject, 'b'), traffic);
      const graph = await stores.graphs.read(runId, 1);
      expect(Array.from(graph.bitcoin.values(), ({ txid }) => txid)).toEqual([id('a')]);
      expect(graph.lookups).toBe(1);
      expect((await stores.runs.read(runId)).traffic).toEqual(traffic);
    });

    test('a look-up that two workers answer at once', async () => {
      const runId = await runWithRound();
      const [job] = await claimExpands(1);
      if (job === undefined) throw new Error('no job');
      const answers = ['a', 'b', 'c'].map((one) =>
        stores.graphs.add(job, found(job.subject, one), NO_TRAFFIC),
      );
      await Promise.all(answers);
      expect((await stores.graphs.read(runId, 1)).bitcoin.size).toBe(1);
    });

    test('a report', async () => {
      const { runId } = await stores.cases.open(opening());
      const job = await claimSettle();
      const report = { zebra: 1, ant: { b: [], a: '1' } };
      const result = { ...RESULT, report, at: T0 + 5 };
      await stores.runs.finish(job, result);
      await stores.runs.finish(job, { ...result, report: { other: true } });
      await stores.runs.advance(job, SUBJECTS, 0, T0);
      const run = await stores.runs.read(runId);
      expect(run.state).toBe('done');
      expect(JSON.stringify(run.report)).toBe(JSON.stringify(report));
      expect(await stores.jobs.unfinished(KINDS)).toBe(0);
    });
  });

  describe('prices', () => {
    const [known, unknown, asked] = [1_642_464_000, 1_642_467_600, 1_642_471_200];
    const subject: LookupSubject = {
      kind: 'prices',
      chain: 'ethereum',
      asset: 'ETH',
      times: [known, unknown, asked],
    };
    const price = { usd: '3185.20000000000000001', at: known - 7, source: 'defillama', decimals: 18 };

    test('come back as they were, are no facts, and count as no look-up of an explorer', async () => {
      const { runId } = await stores.cases.open(opening());
      await stores.runs.advance(await claimSettle(), [subject], 0, T0);
      const [job] = await claimExpands(1);
      if (job === undefined) throw new Error('no job');
      expect(job.subject).toEqual(subject);
      const prices = [
        { time: known, answer: price },
        { time: unknown, answer: { reason: 'nobody knows' } },
      ];
      const expansion = { subject, status: 'complete', transactions: [], count: 0, prices } as const;
      await stores.graphs.add(job, expansion, NO_TRAFFIC);
      const graph = await stores.graphs.read(runId, 1);
      const said = [known, unknown, asked].map((hour) => graph.prices.at('ETH', hour));
      expect(said).toEqual([price, { reason: 'nobody knows' }, { reason: 'no price source answered' }]);
      expect(graph.prices.at('ETH', known - 3600)).toBeUndefined();
      expect([graph.lookups, graph.ethereum.size]).toEqual([0, 0]);
    });

    test('that cannot be had are known to be asked for', async () => {
      const { runId } = await stores.cases.open(opening());
      await stores.runs.advance(await claimSettle(), [subject], 0, T0);
      const [job] = await claimExpands(1);
      if (job === undefined) throw new Error('no job');
      const failed = { subject, status: 'failed', transactions: [], count: 0, reason: 'down' } as const;
      await stores.graphs.add(job, failed, NO_TRAFFIC);
      expect((await stores.graphs.read(runId, 1)).prices.at('ETH', asked)).toEqual({ reason: 'down' });
    });
  });

  describe('who told what', () => {
    const CHANGED = { ...found(SUBJECTS[0] as LookupSubject), provider: 'liar' };
    const told = async () => {
      const runId = await runWithRound();
      const [first, second] = await claimExpands(2);
      if (first === undefined || second === undefined) throw new Error('no jobs');
      await stores.graphs.add(first, { ...CHANGED, subject: first.subject }, NO_TRAFFIC);
      await stores.graphs.add(second, { ...found(second.subject), provider: 'honest' }, NO_TRAFFIC);
      return runId;
    };
    const [{ txid } = { txid: '' }] = CHANGED.transactions;

    test('by transaction, each explorer once', async () => {
      const runId = await told();
      const tellers = await stores.graphs.tellersOf(runId, [txid, 'f'.repeat(64)]);
      expect(tellers.get(txid)).toEqual(['honest', 'liar']);
      expect(tellers.get('f'.repeat(64)) ?? []).toEqual([]);
      const versions = await stores.graphs.versionsOf(runId, txid);
      expect(versions.map(({ provider }) => provider).sort()).toEqual(['honest', 'liar']);
    });

    test('of none, and of more transactions than a statement has parameters', async () => {
      const runId = await told();
      expect((await stores.graphs.tellersOf(runId, [])).size).toBe(0);
      const many = Array.from({ length: 70_000 }, (_, n) => n.toString(16).padStart(64, '0'));
      const tellers = await stores.graphs.tellersOf(runId, [...many, txid]);
      expect(tellers.get(txid)).toEqual(['honest', 'liar']);
    });

    test('what one said that was found to be wrong is not in the graph any more', async () => {
      const runId = await told();
      const wrong = { provider: 'liar', txid, problem: 'shows one satoshi more' };
      expect(await stores.runs.distrust(runId, [wrong])).toEqual([wrong]);
      stores.graphs.forget(runId);
      expect(await stores.runs.distrust(runId, [{ ...wrong, problem: 'again' }])).toEqual([wrong]);
      const { distrusted } = await stores.runs.read(runId);
      expect(distrusted).toEqual([wrong]);
      const graph = await stores.graphs.read(runId, 1);
      expect(graph.lookups).toBeLessThan(2);
    });
  });

  describe('proofs', () => {
    const subject: LookupSubject = {
      kind: 'proof',
      chain: 'bitcoin',
      txid: 'a'.repeat(64),
      wants: ['form', 'block', 'second-opinion'],
      toldBy: ['x'],
    };

    test('come back as they were', async () => {
      const { runId } = await stores.cases.open(opening());
      await stores.runs.advance(await claimSettle(), [subject], 0, T0);
      const [job] = await claimExpands(1);
      if (job === undefined) throw new Error('no job');
      expect(job.subject).toEqual(subject);
      const [transaction] = found(subject, 'a', { fingerprint: PRINT }).transactions;
      const proof: Proof = {
        proven: {
          chain: 'bitcoin',
          spends: [`${'b'.repeat(64)}:7`],
          outputs: [{ value: 2_100_000_000_000_000n, script: p2wpkh('aa') }],
          fingerprint: PRINT,
        },
        inBlock: true,
        secondOpinion: { provider: 'y', transaction: transaction ?? null },
      };
      const expansion = { subject, status: 'complete', transactions: [], count: 0, proof } as const;
      await stores.graphs.add(job, expansion, NO_TRAFFIC);
      const graph = await stores.graphs.read(runId, 1);
      expect(graph.proofs.get(subject.txid)).toEqual(proof);
    });

    test('of Ethereum, with nothing known beside', async () => {
      const { runId } = await stores.cases.open(opening());
      const txid = `0x${'c'.repeat(64)}`;
      const ofEthereum: LookupSubject = { kind: 'proof', chain: 'ethereum', txid, wants: ['form'] };
      await stores.runs.advance(await claimSettle(), [ofEthereum], 0, T0);
      const [job] = await claimExpands(1);
      if (job === undefined) throw new Error('no job');
      const proof: Proof = {
        proven: { chain: 'ethereum', sender: '0xa', receiver: null, value: 2n ** 90n },
        inBlock: null,
        secondOpinion: null,
      };
      await stores.graphs.add(
        job,
        { subject: ofEthereum, status: 'complete', transactions: [], count: 0, proof },
        NO_TRAFFIC,
      );
      expect((await stores.graphs.read(runId, 1)).proofs.get(txid)).toEqual(proof);
    });
  });

  describe('jobs that go wrong', () => {
    test('are tried again, not before their time', async () => {
      await stores.cases.open(opening());
      await stores.jobs.retry(await claimSettle(), 'explorer down', T0 + 500);
      expect(await claim(10, T0 + 499)).toEqual([]);
      expect(await claim(10, T0 + 500)).toMatchObject([{ kind: 'settle', attempts: 2 }]);
    });

    test('are given up, and their run with them', async () => {
      const runId = await runWithRound();
      const [first, second] = await claimExpands(2);
      if (first === undefined || second === undefined) throw new Error('no jobs');
      await stores.jobs.fail(first, 'a bug', T0 + 1);
      expect(await stores.runs.read(runId)).toMatchObject({ state: 'failed', error: 'a bug' });
      expect(await claim()).toEqual([]);
      expect(await stores.jobs.unfinished(KINDS)).toBe(1);
      await stores.graphs.add(second, found(second.subject), NO_TRAFFIC);
      expect(await stores.jobs.unfinished(KINDS)).toBe(0);
      await stores.graphs.add(first, found(first.subject), NO_TRAFFIC);
      expect((await stores.graphs.read(runId, 1)).lookups).toBe(1);
    });

    test('do not stop other runs', async () => {
      await stores.cases.open(opening());
      const job = await claimSettle();
      const other = await stores.cases.open(opening());
      await stores.jobs.fail(job, 'a bug', T0);
      expect(await claim()).toMatchObject([{ runId: other.runId }]);
    });

    test('whose process died are put back after their lease', async () => {
      await stores.cases.open(opening());
      await claimSettle();
      expect(await stores.jobs.requeue(T0 + 1000)).toBe(0);
      expect(await stores.jobs.requeue(T0 + 1001)).toBe(1);
      expect(await claim()).toMatchObject([{ kind: 'settle', attempts: 2 }]);
    });

    test('or at once, when no other process can be at work', async () => {
      await runWithRound();
      await claimExpands(2);
      expect(await stores.jobs.requeue('all')).toBe(2);
      expect(await claimExpands()).toHaveLength(3);
    });

    test('whose lease is prolonged stay with their process', async () => {
      await stores.cases.open(opening());
      await stores.jobs.extend([await claimSettle()], T0 + 5000);
      await stores.jobs.extend([], T0 + 5000);
      expect(await stores.jobs.requeue(T0 + 4999)).toBe(0);
    });

    test('a worker that was thought dead cannot fail or delay the job of another', async () => {
      const { runId } = await stores.cases.open(opening());
      const stale = await claimSettle();
      await stores.jobs.requeue('all');
      const current = await claimSettle();
      await stores.jobs.fail(stale, 'late', T0);
      await stores.jobs.retry(stale, 'late', T0 + 10_000);
      expect((await stores.runs.read(runId)).state).toBe('running');
      await stores.runs.advance(current, SUBJECTS, 0, T0);
      expect(await claimExpands()).toHaveLength(3);
    });

    test('but its result counts, when it is the first', async () => {
      await stores.cases.open(opening());
      const stale = await claimSettle();
      await stores.jobs.requeue('all');
      await stores.runs.advance(stale, SUBJECTS, 0, T0);
      expect(await claimExpands()).toHaveLength(3);
    });
  });

  describe('the graph', () => {
    test('has facts as the look-ups gave them', async () => {
      const runId = await runWithRound();
      const [history, transaction, spends] = await claimExpands();
      if (!history || !transaction || !spends) throw new Error('no jobs');
      const failed = { status: 'failed', transactions: [], count: 0, reason: 'down' } as const;
      const busy = { status: 'too-active', transactions: [], count: 10_001 } as const;
      await stores.graphs.add(spends, { subject: spends.subject, ...failed }, NO_TRAFFIC);
      await stores.graphs.add(history, { subject: history.subject, ...busy }, NO_TRAFFIC);
      await stores.graphs.add(transaction, found(transaction.subject), NO_TRAFFIC);
      const graph = await stores.graphs.read(runId, 1);
      expect(graph.lookups).toBe(3);
      expect(graph.fact(`spend ${id('a')}:0`)).toMatchObject({ status: 'failed', count: 0, reason: 'down' });
      expect(graph.fact(`spend ${id('a')}:2`)).toMatchObject({ status: 'failed', count: 0, reason: 'down' });
      expect(graph.fact(`history ethereum 0x${'1'.repeat(40)}`)).toMatchObject({
        status: 'too-active',
        count: 10_001,
        reason: null,
      });
      expect(graph.spenderOf(`${id('coin')}:0`)).toBe(id('a'));
    });

    test('knows what was about to be spent, whichever store', async () => {
      const runId = await runWithRound();
      const [, transaction, spends] = await claimExpands();
      if (!transaction || !spends) throw new Error('no jobs');
      const pending = [{ outpoint: `${id('a')}:2`, txid: id('waiting') }];
      await stores.graphs.add(transaction, found(transaction.subject), NO_TRAFFIC);
      const expansion = {
        subject: spends.subject,
        status: 'complete',
        transactions: [],
        count: 0,
        pending,
      } as const;
      await stores.graphs.add(spends, expansion, NO_TRAFFIC);
      const graph = await stores.graphs.read(runId, 1);
      expect(graph.pendingSpendOf(`${id('a')}:2`)).toBe(id('waiting'));
      expect(graph.pendingSpendOf(`${id('a')}:0`)).toBeUndefined();
    });

    test('tells what was answered in part apart from what was not answered', async () => {
      const runId = await runWithRound();
      const [history] = await claimExpands(1);
      if (history === undefined) throw new Error('no job');
      const { subject } = history;
      const incomplete = {
        subject,
        status: 'incomplete',
        transactions: [],
        count: 0,
        reason: 'soon',
      } as const;
      await stores.graphs.add(history, incomplete, NO_TRAFFIC);
      const [key = ''] = factKeys(subject);
      expect((await stores.graphs.read(runId, 1)).fact(key)).toMatchObject({
        status: 'incomplete',
        reason: 'soon',
      });
    });

    test('keeps big amounts, missing positions and the views of a transaction', async () => {
      const runId = await runWithRound();
      const [job] = await claimExpands(1);
      if (job === undefined) throw new Error('no job');
      const transfer = { from: `0x${'1'.repeat(40)}`, to: `0x${'2'.repeat(40)}`, value: 2n ** 256n - 1n };
      const transaction = {
        ...ethereumTransaction({
          txid: 'e',
          height: 9,
          position: null,
          fee: 2n ** 64n,
          transfers: [
            transfer,
            { ...transfer, value: 0n, moved: false, kind: 'token', asset: `0x${'3'.repeat(40)}` },
          ],
        }),
        whole: true,
      } as const;
      await stores.graphs.add(
        job,
        { subject: job.subject, status: 'complete', transactions: [transaction], count: 1 },
        NO_TRAFFIC,
      );
      expect([...(await stores.graphs.read(runId, 1)).ethereum.values()]).toEqual([transaction]);
    });

    test.each([[[0, 1]], [[1, 0]]])(
      'keeps a fingerprint that one look-up told and another did not: %j',
      async ([first, second]) => {
        const runId = await runWithRound();
        const jobs = await claimExpands(2);
        const [teller, silent] = [jobs[first ?? 0], jobs[second ?? 0]];
        if (teller === undefined || silent === undefined) throw new Error('no jobs');
        await stores.graphs.add(silent, found(silent.subject, 'b'), NO_TRAFFIC);
        const told = found(teller.subject, 'b', { fingerprint: PRINT });
        await stores.graphs.add(teller, told, NO_TRAFFIC);
        const graph = await stores.graphs.read(runId, 1);
        expect([...graph.bitcoin.values()]).toEqual(told.transactions);
      },
    );

    test('believes the earlier of two look-ups that contradict each other, not the one that came first', async () => {
      const runId = await runWithRound();
      const [early, late] = await claimExpands(2);
      if (early === undefined || late === undefined) throw new Error('no jobs');
      const seen = (job: ExpandJob, value: bigint): Expansion => ({
        subject: job.subject,
        status: 'complete',
        count: 1,
        transactions: [
          ethereumTransaction({ txid: 'e', height: 9, transfers: [{ from: '0x1', to: '0x2', value }] }),
        ],
      });
      await stores.graphs.add(late, seen(late, 2n), NO_TRAFFIC);
      await stores.graphs.add(early, seen(early, 1n), NO_TRAFFIC);
      const graph = await stores.graphs.read(runId, 1);
      expect([...graph.ethereum.values()].map((tx) => tx.transfers[0]?.value)).toEqual([1n]);
      expect(graph.fact(`transaction ${id('a')}`)).toMatchObject({ status: 'failed' });
      expect(graph.lookups).toBe(2);
    });
  });
});
