/** Which transactions are proved, in which order, and when no more are asked for. */

import { describe, expect, test } from '@jest/globals';
import { Graph } from '../../../src/core/graph/graph.ts';
import type { Proof, ReliedOn } from '../../../src/core/graph/proof.ts';
import type { ProofWant } from '../../../src/core/graph/subject.ts';
import { openProofs, type VerificationRules, verificationOf } from '../../../src/core/report/verification.ts';
import { bitcoinTransaction, id } from '../../support/transactions.ts';

const RULES: VerificationRules = { maxTransactions: 10, blocks: false, secondOpinion: false };
const relied = (...names: string[]): ReliedOn[] =>
  names.map((name) => ({ chain: 'bitcoin', txid: id(name) }));
const NOTHING: Proof = { proven: null, inBlock: null, secondOpinion: null };
const IN_BLOCK: Proof = { ...NOTHING, inBlock: true };

function told(graph: Graph, name: string, proof: Proof, wants: readonly ProofWant[] = ['form']): void {
  const subject = { kind: 'proof', chain: 'bitcoin', txid: id(name), wants } as const;
  graph.add({ subject, status: 'complete', transactions: [], count: 0, proof });
}

function known(graph: Graph, name: string, verified: boolean): void {
  const tx = bitcoinTransaction({
    txid: name,
    height: 5,
    inputs: [],
    outputs: [{ value: 1n, script: '51' }],
  });
  graph.add({
    subject: { kind: 'transaction', chain: 'bitcoin', txid: id(name) },
    status: 'complete',
    transactions: [verified ? { ...tx, verified } : tx],
    count: 1,
  });
}

const txids = (...names: string[]) => names.map(id);
const open = (graph: Graph, list: readonly ReliedOn[], rules: Partial<VerificationRules> = {}) =>
  openProofs(list, graph, { ...RULES, ...rules });

describe('of transactions that nothing is known of yet', () => {
  const list = relied('a', 'b', 'c', 'd', 'e');

  test('the first three are asked for, to learn whether proofs can be had', () => {
    expect(open(new Graph(), list).map(({ txid }) => txid)).toEqual(txids('a', 'b', 'c'));
  });

  test('when one of them tells something, the rest is asked for', () => {
    const graph = new Graph();
    told(graph, 'a', NOTHING);
    told(graph, 'b', IN_BLOCK);
    told(graph, 'c', NOTHING);
    expect(open(graph, list).map(({ txid }) => txid)).toEqual(txids('d', 'e'));
  });

  test('when none of them does, no more are asked for', () => {
    const graph = new Graph();
    for (const name of ['a', 'b', 'c']) told(graph, name, NOTHING);
    expect(open(graph, list)).toEqual([]);
  });

  test('no more than the limit', () => {
    expect(open(new Graph(), list, { maxTransactions: 2 }).map(({ txid }) => txid)).toEqual(txids('a', 'b'));
  });

  test('each chain by itself', () => {
    const ethereum: ReliedOn = { chain: 'ethereum', txid: `0x${id('x')}` };
    const graph = new Graph();
    for (const name of ['a', 'b', 'c']) told(graph, name, NOTHING);
    expect(open(graph, [...list, ethereum]).map(({ txid }) => txid)).toEqual([ethereum.txid]);
  });
});

describe('what is wanted', () => {
  test('no form of a transaction that hashed to its id when it was told', () => {
    const graph = new Graph();
    known(graph, 'a', true);
    expect(open(graph, relied('a'))).toEqual([]);
    expect(open(graph, relied('a'), { blocks: true })[0]?.wants).toEqual(['block']);
    expect(open(graph, relied('a'), { secondOpinion: true })[0]?.wants).toEqual(['second-opinion']);
  });

  test('all of what the rules ask for', () => {
    const graph = new Graph();
    known(graph, 'a', false);
    expect(open(graph, relied('a'), { blocks: true, secondOpinion: true })[0]?.wants).toEqual([
      'form',
      'block',
      'second-opinion',
    ]);
  });

  test('no place in a block on Ethereum', () => {
    const list: ReliedOn[] = [{ chain: 'ethereum', txid: `0x${id('x')}` }];
    expect(open(new Graph(), list, { blocks: true })[0]?.wants).toEqual(['form']);
  });

  test('a disputed transaction comes first, and with its form', () => {
    const graph = new Graph();
    known(graph, 'b', true);
    graph.dispute(id('b'));
    const [first] = open(graph, relied('a', 'b'));
    expect(first).toEqual({ kind: 'proof', chain: 'bitcoin', txid: id('b'), wants: ['form'] });
  });
});

test('the sum says what is hashed, what is in its block, and what neither', () => {
  const graph = new Graph();
  for (const name of ['a', 'b', 'c']) known(graph, name, name === 'a');
  told(graph, 'a', IN_BLOCK, ['block']);
  const outputs = [{ value: 1n, script: '51' }];
  told(graph, 'b', { ...NOTHING, proven: { chain: 'bitcoin', spends: [], outputs } });
  expect(verificationOf(relied('a', 'b', 'c'), graph, [])).toEqual({
    reliedOn: 3,
    hashed: txids('a', 'b'),
    inBlock: txids('a'),
    unverified: txids('c'),
    opinions: [],
    distrusted: [],
  });
});
