/** The money graph as it is kept: each thing once, and every method's own view. */
import { expect, test } from '@jest/globals';
import { graphJsonUnder, keptGraph } from '../../../src/cases/report/kept-graph.ts';
import type { EdgeView, MethodGraph, NodeView } from '../../../src/core/report/money-graph.ts';

const TXID = 'be53bf20b2fdeb733e17cf9dcdea1f42761486f178711cd679fdf6b19c970ad1';

function graphOf(edge: readonly (EdgeView | null)[], node: readonly (NodeView | null)[] = []): MethodGraph {
  return {
    methods: ['fifo', 'haircut'],
    nodes: [{ chain: 'bitcoin', address: 'a', views: node }],
    edges: [{ txid: TXID, time: 0, chain: 'bitcoin', to: 'a', asset: 'BTC', views: edge }],
  };
}

test('what is the same under all methods is kept once', () => {
  const view: EdgeView = { from: ['b', 'c'], amount: 5n };
  const node: NodeView = {
    hops: 1,
    received: new Map([['BTC', 5n]]),
    sent: new Map(),
    kind: 'unspent',
    entity: null,
  };
  const kept = keptGraph(graphOf([view, { ...view }], [node, { ...node }]));
  expect([kept.edges[0]?.[5], kept.nodes[0]?.[2]]).toEqual([
    [['5', [1, 2]]],
    [[1, [['BTC', '5']], 'unspent', null, []]],
  ]);
  expect(graphJsonUnder(kept, 'haircut')).toEqual({
    method: 'haircut',
    nodes: [
      {
        chain: 'bitcoin',
        address: 'a',
        hops: 1,
        received: [{ asset: 'BTC', amount: '5' }],
        sent: [],
        kind: 'unspent',
        entity: null,
      },
    ],
    edges: [
      {
        txid: TXID,
        time: '1970-01-01T00:00:00Z',
        chain: 'bitcoin',
        from: ['b', 'c'],
        to: 'a',
        asset: 'BTC',
        amount: '5',
      },
    ],
  });
});

test.each([
  ['other senders', { from: ['b'], amount: 5n }],
  ['as many other senders', { from: ['b', 'd'], amount: 5n }],
  ['another amount', { from: ['b', 'c'], amount: 6n }],
] as const)('%s under another method', (_, other) => {
  const graph = graphOf([{ from: ['b', 'c'], amount: 5n }, other]);
  const { edges } = graphJsonUnder(keptGraph(graph), 'haircut');
  expect(edges).toMatchObject([{ from: other.from, amount: `${other.amount}` }]);
});

test.each([
  ['hops', { hops: 2 }],
  ['kind', { kind: 'mixer' }],
  ['entity', { entity: 'X' }],
  ['received', { received: new Map([['BTC', 4n]]) }],
  ['sent', { sent: new Map([['BTC', 4n]]) }],
] as const)('another %s under another method', (key, change) => {
  const node: NodeView = {
    hops: 1,
    received: new Map([['BTC', 5n]]),
    sent: new Map(),
    kind: 'unspent',
    entity: null,
  };
  const kept = keptGraph(graphOf([null, null], [node, { ...node, ...change }]));
  expect(graphJsonUnder(kept, 'fifo').nodes[0]?.[key]).not.toEqual(
    graphJsonUnder(kept, 'haircut').nodes[0]?.[key],
  );
});

test('what one method alone reaches is nothing under the others', () => {
  const kept = keptGraph(graphOf([null, { from: [], amount: 1n }]));
  expect(graphJsonUnder(kept, 'fifo').edges).toEqual([]);
  expect(graphJsonUnder(kept, 'haircut').edges).toHaveLength(1);
});
