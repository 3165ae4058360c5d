/** Bitcoin transactions that contradict each other are not believed, whichever came first. */
import { describe, expect, test } from '@jest/globals';
import { BadProviderDataError } from '../../src/core/errors.ts';
import type { Fingerprint } from '../../src/core/fingerprint.ts';
import { Graph } from '../../src/core/graph/graph.ts';
import type { BitcoinTransaction } from '../../src/core/transaction.ts';
import { bitcoinTransaction, id, p2wpkh } from '../support/transactions.ts';

const script = p2wpkh('aa');
const funding = bitcoinTransaction({ txid: 'f', height: 5, inputs: [], outputs: [{ value: 100n, script }] });
const spend = (
  change: { value?: bigint; script?: string; vout?: number; txid?: string; height?: number } = {},
) =>
  bitcoinTransaction({
    txid: change.txid ?? 's',
    height: change.height ?? 6,
    inputs: [['f', change.vout ?? 0, change.value ?? 100n, change.script ?? script]],
    outputs: [{ value: 90n, script }],
  });

const PRINT: Fingerprint = { version: 2, hasLocktime: true, sequences: 'replaceable' };
const OTHER: Fingerprint = { ...PRINT, version: 1 };
const told = (tx: BitcoinTransaction): BitcoinTransaction => ({ fingerprint: PRINT, ...tx });

const add = (graph: Graph, ...transactions: BitcoinTransaction[]) =>
  graph.add({
    subject: { kind: 'spends', chain: 'bitcoin', txid: id('f'), vouts: [0] },
    status: 'complete',
    transactions,
    count: transactions.length,
  });

const addEach = (graph: Graph, list: readonly BitcoinTransaction[]) => {
  for (const tx of list) add(graph, tx);
};

describe.each<[string, readonly BitcoinTransaction[]]>([
  ['a wrong value', [funding, spend({ value: 101n })]],
  ['a wrong script', [funding, spend({ script: p2wpkh('bb') })]],
  ['an output that does not exist', [funding, spend({ vout: 1 })]],
  ['a block before the funding one', [funding, spend({ height: 4 })]],
  ['two spenders of one output', [spend(), spend({ txid: 'other' })]],
  ['another block than before', [funding, { ...funding, block: { ...funding.block, height: 7 } }]],
  ['another version than before', [spend(), { ...spend(), fingerprint: OTHER }].map(told)],
  ['other outputs than before', [funding, { ...funding, outputs: [{ value: 99n, script }] }]],
])('%s', (_, transactions) => {
  test.each([
    ['in one answer', (graph: Graph, list: BitcoinTransaction[]) => add(graph, ...list)],
    [
      'in one answer, the other way round',
      (graph: Graph, list: BitcoinTransaction[]) => add(graph, ...list.reverse()),
    ],
    ['in two answers', (graph: Graph, list: BitcoinTransaction[]) => addEach(graph, list)],
    [
      'in two, the other way round',
      (graph: Graph, list: BitcoinTransaction[]) => addEach(graph, list.reverse()),
    ],
  ])('%s is refused', (__, put) => {
    expect(() => put(new Graph(), [...transactions])).toThrow(BadProviderDataError);
  });
});

test('an input that appears twice is refused', () => {
  const twice = { ...spend(), inputs: [...spend().inputs, ...spend().inputs] };
  expect(() => add(new Graph(), twice)).toThrow(BadProviderDataError);
});

test('a refused answer leaves nothing behind', () => {
  const graph = new Graph();
  add(graph, funding);
  expect(() =>
    add(graph, bitcoinTransaction({ txid: 'n', height: 9, inputs: [], outputs: [] }), spend({ value: 101n })),
  ).toThrow();
  expect([graph.bitcoin.size, graph.spenderOf(`${id('f')}:0`), graph.lookups]).toEqual([1, undefined, 1]);
});

test('what agrees is taken, again and in any order', () => {
  for (const list of [
    [funding, spend()],
    [spend(), funding],
    [funding, funding, spend({ height: 5 })],
  ]) {
    const graph = new Graph();
    add(graph, ...list);
    add(graph, ...list);
    expect(graph.bitcoin.size).toBe(2);
  }
});

test.each<[string, readonly BitcoinTransaction[]]>([
  ['first', [told(spend()), spend()]],
  ['last', [spend(), told(spend())]],
  ['between', [spend(), told(spend()), spend()]],
])('a fingerprint that one look-up tells is known: %s', (_, views) => {
  const graph = new Graph();
  for (const view of views) add(graph, view);
  expect(graph.bitcoin.get(spend().txid)).toEqual(told(spend()));
  expect(() => add(graph, { ...spend(), fingerprint: OTHER })).toThrow(BadProviderDataError);
});

test('what a refused answer told of a fingerprint is forgotten', () => {
  const graph = new Graph();
  add(graph, spend());
  expect(() => add(graph, told(spend()), spend({ txid: 'other' }))).toThrow(BadProviderDataError);
  expect(graph.bitcoin.get(spend().txid)).not.toHaveProperty('fingerprint');
});

test('what comes after a refused answer has its own fingerprint', () => {
  const graph = new Graph();
  add(graph, funding);
  expect(() => add(graph, told(spend()), spend({ txid: 'other' }))).toThrow(BadProviderDataError);
  const next = { ...spend({ txid: 'next' }), fingerprint: OTHER };
  add(graph, next);
  expect(graph.bitcoin.get(next.txid)).toEqual(next);
});
