/** What a Blockscout has to say where transactions are proved: nothing itself, and a second opinion on what others told. */

import { expect, test } from '@jest/globals';
import type { ChainSource } from '../../../src/cases/ports.ts';
import type { ProofSubject } from '../../../src/core/graph/subject.ts';
import { rotating } from '../../../src/explorers/rotation.ts';
import { A, B, blockRow, hash, pathsOf, TIP, txRow, withBlockscout } from './blockscout-server.ts';

const SUBJECT: ProofSubject = { kind: 'proof', chain: 'ethereum', txid: hash(3), wants: ['form'] };
const SIGNED = { chain: 'ethereum', sender: A, receiver: B, value: 5n } as const;

/** Shows what was signed of every transaction, and nothing else. */
const signing: ChainSource = {
  tip: async () => ({ value: TIP, provider: 'signing', evidence: [] }),
  blockHash: async () => TIP.hash,
  expand: async (subject) => ({
    subject,
    status: 'complete',
    transactions: [],
    count: 0,
    provider: 'signing',
    proof: { proven: SIGNED, inBlock: null, secondOpinion: null },
  }),
  traffic: () => ({ requests: 0, cacheHits: 0 }),
};
const ROUTES = {
  [`/transactions/${hash(3)}`]: () => txRow(30, 3),
  '/blocks/30': () => blockRow(30),
  [`/blocks/${TIP.height}`]: () => ({ ...blockRow(TIP.height), hash: TIP.hash }),
};
const beside = (source: ChainSource) =>
  rotating(
    [
      { name: 'test', source },
      { name: 'signing', source: signing },
    ],
    { now: () => 0, sleep: async () => {}, onRotated: () => {} },
  );

test('it is not asked for signatures, which it does not show', () =>
  withBlockscout(ROUTES, async (source, server) => {
    const expansion = await source.expand(SUBJECT, TIP, 1);
    expect(expansion).toMatchObject({
      subject: SUBJECT,
      status: 'complete',
      transactions: [],
      count: 0,
      proof: { proven: null, inBlock: null, secondOpinion: null },
    });
    expect(pathsOf(server)).toEqual([]);
  }));

test('the next explorer shows what was signed', () =>
  withBlockscout(ROUTES, async (source) => {
    const { proof } = await beside(source).expand(SUBJECT, TIP, 1);
    expect(proof?.proven).toEqual(SIGNED);
  }));

test('it says what it knows of a transaction that another explorer told', () =>
  withBlockscout(ROUTES, async (source) => {
    const subject: ProofSubject = { ...SUBJECT, wants: ['form', 'second-opinion'], toldBy: ['signing'] };
    const { proof } = await beside(source).expand(subject, TIP, 1);
    expect(proof?.proven).toEqual(SIGNED);
    const { provider, transaction } = proof?.secondOpinion ?? {};
    expect(provider).toBe('test');
    expect(transaction).toMatchObject({
      txid: hash(3),
      sender: A,
      transfers: [{ from: A, to: B, value: 5n }],
    });
  }));
