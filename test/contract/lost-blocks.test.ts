/** What a run takes over of one before it when blocks were lost since, whatever the stores: in memory, on PGlite, on PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Pins, Stores } from '../../src/cases/ports.ts';
import type { Tip } from '../../src/core/chain.ts';
import type { Graph } from '../../src/core/graph/graph.ts';
import type { Proof } from '../../src/core/graph/proof.ts';
import { type Expansion, type LookupSubject, proofFact } from '../../src/core/graph/subject.ts';
import { openProofs } from '../../src/core/report/verification.ts';
import type { Forks } from '../../src/core/trace/fork.ts';
import { createMemoryStores } from '../../src/storage/memory-stores.ts';
import { createRescanStore } from '../../src/storage/rescan-store.ts';
import { anOpening } from '../support/opening.ts';
import { createTestStores, STORES, type TestStores } from '../support/test-stores.ts';
import { bitcoinTransaction, id, p2wpkh } from '../support/transactions.ts';

const T0 = Date.UTC(2022, 0, 17);
const NO_TRAFFIC = { requests: 0, cacheHits: 0 };
const blockAt = (height: number, hash = `0x${height}`): Tip => ({ height, hash, time: height * 600 });
const ETHEREUM_TXID = `0x${'e'.repeat(64)}`;
/** Mined in the block below the tip. */
const mined = bitcoinTransaction({
  txid: 'late',
  height: 9,
  inputs: [['coin', 0, 70n]],
  outputs: [{ value: 50n, script: p2wpkh('aa') }],
});
const BASE_PINS: Pins = {
  tips: { bitcoin: blockAt(10), ethereum: blockAt(10) },
  tagsRevision: 0,
  tipEvidence: [],
  forks: {},
};

const proofOf = (subject: LookupSubject, proof: Proof): Expansion => ({
  subject,
  status: 'complete',
  transactions: [],
  count: 0,
  proof,
  provider: 'explorer',
  evidence: [],
});
/** A look-up each, in the order of the round. */
const FOUND: readonly Expansion[] = [
  {
    subject: { kind: 'transaction', chain: 'bitcoin', txid: mined.txid },
    status: 'complete',
    transactions: [mined],
    count: 1,
    provider: 'explorer',
    evidence: [],
  },
  proofOf(
    { kind: 'proof', chain: 'bitcoin', txid: mined.txid, wants: ['block', 'second-opinion'] },
    { proven: null, inBlock: true, secondOpinion: { provider: 'other', transaction: mined } },
  ),
  proofOf(
    { kind: 'proof', chain: 'ethereum', txid: ETHEREUM_TXID, wants: ['form'] },
    {
      proven: { chain: 'ethereum', sender: '0xa', receiver: null, value: 1n },
      inBlock: null,
      secondOpinion: null,
    },
  ),
];

describe.each(STORES)('after a run that proved what it found, on %s', (name) => {
  let kept: TestStores;
  let stores: Stores;
  beforeAll(async () => {
    kept = await createTestStores(name);
  });
  beforeEach(async () => {
    stores = await kept.empty();
  });
  afterAll(() => kept.drop());

  /** What a run begins with that goes on from one that found all this. */
  async function taken(forks: Forks): Promise<Graph> {
    const pins: Pins = { ...BASE_PINS, tips: { ...BASE_PINS.tips, bitcoin: blockAt(12, 'new') }, forks };
    if (kept.database === null) {
      const earlier = [{ tips: BASE_PINS.tips, lost: forks, expansions: FOUND, distrusted: [] }];
      const memory = createMemoryStores({ number: 2, pins, earlier });
      return memory.graphs.read((await memory.cases.open(anOpening({ at: T0 }))).runId, 0);
    }
    const { caseId } = await firstRun();
    const request = { caseId, cause: 'request', requestKey: null } as const;
    const again = await createRescanStore(kept.database).begin(request, T0);
    if (again === null) throw new Error('no case');
    await stores.runs.pin(again.runId, pins, NO_TRAFFIC);
    return stores.graphs.read(again.runId, 0);
  }

  async function firstRun() {
    const opened = await stores.cases.open(anOpening({ at: T0 }));
    await stores.runs.pin(opened.runId, BASE_PINS, NO_TRAFFIC);
    const claim = () =>
      stores.jobs.claim({ kinds: ['settle', 'expand'], limit: 9, at: T0, leaseUntil: T0 + 1000 });
    const [first] = await claim();
    if (first?.kind !== 'settle') throw new Error('no settle job');
    await stores.runs.advance(
      first,
      FOUND.map(({ subject }) => subject),
      0,
      T0,
    );
    for (const job of await claim()) {
      const expansion = job.kind === 'expand' ? FOUND[job.ordinal] : undefined;
      if (job.kind !== 'expand' || expansion === undefined) throw new Error('no look-up');
      await stores.graphs.add(job, expansion, NO_TRAFFIC);
    }
    const [last] = await claim();
    if (last?.kind !== 'settle') throw new Error('no settle job');
    await stores.runs.finish(last, {
      report: {},
      inputDigest: 'i',
      resultDigest: 'r',
      graph: { methods: [], nodes: [], edges: [] },
      views: { outcomes: [], places: [], methods: {} },
      changes: null,
      at: T0,
    });
    return opened;
  }

  const wantedOf = (graph: Graph) =>
    openProofs([{ chain: 'bitcoin', txid: mined.txid }], graph, {
      maxTransactions: 9,
      blocks: true,
      secondOpinion: false,
    });

  test('proofs stand while the chain does', async () => {
    const graph = await taken({});
    expect(graph.bitcoin.get(mined.txid)?.block.height).toBe(9);
    expect([...graph.proofs.keys()].sort()).toEqual([ETHEREUM_TXID, mined.txid].sort());
    expect(wantedOf(graph)).toEqual([]);
  });

  test('proofs of a chain that lost blocks are asked for again, those of others are not', async () => {
    const graph = await taken({ bitcoin: blockAt(8) });
    expect(graph.bitcoin.get(mined.txid)).toBeUndefined();
    expect([...graph.proofs.keys()]).toEqual([ETHEREUM_TXID]);
    expect(graph.fact(proofFact(mined.txid))).toBeUndefined();
    expect(wantedOf(graph)).toMatchObject([{ kind: 'proof', txid: id('late'), wants: ['form', 'block'] }]);
  });

  test('in another block the transaction is not contradicted by what was said of the lost one', async () => {
    const graph = await taken({ bitcoin: blockAt(8) });
    graph.add({
      subject: { kind: 'transaction', chain: 'bitcoin', txid: mined.txid },
      status: 'complete',
      transactions: [{ ...mined, block: blockAt(11, 'new') }],
      count: 1,
    });
    expect(graph.opinionOn(mined.txid)).toBeNull();
  });
});
