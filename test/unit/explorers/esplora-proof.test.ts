/** Proofs as an Esplora server gives them, of real transactions, and what it must not get away with. */

import { describe, expect, test } from '@jest/globals';
import type { Tip } from '../../../src/core/chain.ts';
import type { ProofSubject } from '../../../src/core/graph/subject.ts';
import type { BitcoinTransaction } from '../../../src/core/transaction.ts';
import { expandProof, proveInBlock, readForm } from '../../../src/explorers/esplora/proof.ts';
import type { Pinned } from '../../../src/explorers/pinned.ts';
import { createMemoryArchive } from '../../../src/storage/memory-archive.ts';
import {
  merkleLevels,
  REAL_BLOCKS,
  type ReadTransaction,
  readRealBlock,
  siblingsOf,
} from '../../support/raw-block.ts';
import { failureOf, quickTransport, withServer } from './local-server.ts';

const [REAL] = REAL_BLOCKS as [(typeof REAL_BLOCKS)[number]];
const BLOCK = readRealBlock(REAL);
const TIME = BLOCK.header.readUInt32LE(68);
const AT = 77;
const TX = BLOCK.transactions[AT] as ReadTransaction;
const OTHER = BLOCK.transactions[AT + 1] as ReadTransaction;
const TIP: Tip = { height: REAL.height + 100, hash: 'tip', time: TIME + 60_000 };

/** As an explorer printed it, without what its hash needs. */
const said: BitcoinTransaction = {
  chain: 'bitcoin',
  txid: TX.txid,
  block: { height: REAL.height, hash: REAL.hash, time: TIME },
  position: null,
  inputs: TX.inputs.map(({ txid, vout }) => ({ outpoint: `${txid}:${vout}`, value: 1n, script: '' })),
  outputs: TX.outputs,
  fee: 0n,
};

type Answers = Readonly<Record<string, string | object>>;
async function asked<T>(answers: Answers, ask: (pinned: Pinned) => Promise<T>) {
  return withServer(
    (request, reply) => answers[request.url] ?? reply.code(404).type('text/plain').send('not found'),
    async ({ url, received }) => {
      const transport = quickTransport(url, { archive: createMemoryArchive() });
      const pinned = { transport, tip: TIP, settled: TIP.height - 5, note: () => {} };
      return { found: await ask(pinned), again: await ask(pinned), received };
    },
  );
}

describe('raw bytes', () => {
  const path = `/tx/${TX.txid}/hex`;
  const verify = (answers: Answers) => asked(answers, (pinned) => readForm(pinned, TX.txid));

  test('say what the id is the hash of; one request, for good', async () => {
    const { found, again, received } = await verify({ [path]: TX.raw.toString('hex') });
    const spends = said.inputs.map(({ outpoint }) => outpoint);
    // As the raw bytes say: version 1, no locktime, a sequence of 0xffffffff in each input.
    const fingerprint = { version: 1, hasLocktime: false, sequences: 'final' };
    const proven = { chain: 'bitcoin', spends, outputs: TX.outputs, fingerprint };
    expect([found, again]).toEqual([proven, proven]);
    expect(received).toEqual([path]);
  });

  test('that are not there say nothing', async () => {
    expect((await verify({})).found).toBeNull();
  });

  test.each<[string, string, string]>([
    ['of another transaction', OTHER.raw.toString('hex'), `hash to ${OTHER.txid}`],
    ['that are too short', TX.raw.subarray(1).toString('hex'), 'are no transaction'],
    ['that are no hex digits', 'Internal error', 'lower-case hex digits'],
  ])('%s are refused', async (_, text, problem) => {
    const error = await failureOf(() => verify({ [path]: text }));
    expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA', context: { provider: 'test' } });
    expect(error.message).toContain(problem);
  });
});

describe('a Merkle proof', () => {
  const proofPath = `/tx/${TX.txid}/merkle-proof`;
  const headerPath = `/block/${REAL.hash}/header`;
  const merkle = siblingsOf(merkleLevels(BLOCK.transactions.map(({ txid }) => txid)), AT);
  const proof = { block_height: REAL.height, merkle, pos: AT };
  const good: Answers = { [proofPath]: proof, [headerPath]: BLOCK.header.toString('hex') };
  const prove = (answers: Answers) => asked(answers, (pinned) => proveInBlock(pinned, said));

  test('tells where in the block it stands; two requests, for good', async () => {
    const { found, again, received } = await prove(good);
    expect([found, again]).toEqual([
      { ...said, position: AT },
      { ...said, position: AT },
    ]);
    expect(received).toEqual([proofPath, headerPath]);
  });

  test.each([
    ['proof', { [headerPath]: good[headerPath] ?? '' }],
    ['header', { [proofPath]: proof }],
  ])('is none without %s', async (_, answers) => {
    expect((await prove(answers)).found).toBeNull();
  });

  test.each<[string, Answers, string]>([
    ['of another block', { [proofPath]: { ...proof, block_height: REAL.height + 1 } }, 'not 300026'],
    ['of another position', { [proofPath]: { ...proof, pos: AT - 1 } }, 'another Merkle root'],
    ['with another header', { [headerPath]: `00${BLOCK.header.toString('hex').slice(2)}` }, 'hashes to'],
    ['with half a header', { [headerPath]: BLOCK.header.subarray(40).toString('hex') }, '40 bytes'],
    ['without a position', { [proofPath]: { ...proof, pos: undefined } }, 'pos is missing'],
    ['with a short hash', { [proofPath]: { ...proof, merkle: ['ab'] } }, 'merkle[0] is "ab"'],
  ])('%s is refused', async (_, answers, problem) => {
    const error = await failureOf(() => prove({ ...good, ...answers }));
    expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA', context: { provider: 'test' } });
    expect(error.message).toContain(problem);
  });
});

describe('a look-up of proofs', () => {
  const txPath = `/tx/${TX.txid}`;
  const merkle = siblingsOf(merkleLevels(BLOCK.transactions.map(({ txid }) => txid)), AT);
  const printed = {
    txid: TX.txid,
    vin: said.inputs.map(({ outpoint }) => {
      const [txid, vout] = outpoint.split(':');
      const prevout = { scriptpubkey: '', value: 10_000_000_000 };
      return { txid, vout: Number(vout), prevout, is_coinbase: false };
    }),
    vout: TX.outputs.map(({ value, script }) => ({ value: Number(value), scriptpubkey: script })),
    status: { confirmed: true, block_height: REAL.height, block_hash: REAL.hash, block_time: TIME },
  };
  const all: Answers = {
    [txPath]: printed,
    [`${txPath}/hex`]: TX.raw.toString('hex'),
    [`${txPath}/merkle-proof`]: { block_height: REAL.height, merkle, pos: AT },
    [`/block/${REAL.hash}/header`]: BLOCK.header.toString('hex'),
  };
  const lookUp = (answers: Answers, wants: ProofSubject['wants']) =>
    asked(answers, (pinned) =>
      expandProof(pinned, { kind: 'proof', chain: 'bitcoin', txid: TX.txid, wants }),
    );

  test.each<[ProofSubject['wants'], boolean, true | null, number]>([
    [['form', 'block'], true, true, 4],
    [['form'], true, null, 1],
    [['block'], false, true, 3],
  ])('finds what is wanted: %j', async (wants, hasForm, inBlock, requests) => {
    const { found, received } = await lookUp(all, wants);
    expect([found.proof?.proven !== null, found.proof?.inBlock]).toEqual([hasForm, inBlock]);
    expect(received).toHaveLength(requests);
  });

  test('is complete where the server has none of it', async () => {
    const { found } = await lookUp({ [txPath]: printed }, ['form', 'block']);
    expect(found).toMatchObject({ status: 'complete', proof: { proven: null, inBlock: null } });
  });
});
