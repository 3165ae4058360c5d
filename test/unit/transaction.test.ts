/** Joining the partial views that two addresses' histories give of one Ethereum transaction. */
import { describe, expect, test } from '@jest/globals';
import { BadProviderDataError } from '../../src/core/errors.ts';
import { Graph } from '../../src/core/graph/graph.ts';
import { executionOrder } from '../../src/core/movement/execution-order.ts';
import { type EthereumTransaction, isPlaceholderId, mergeEthereumViews } from '../../src/core/transaction.ts';
import { ethereumTransaction } from '../support/transactions.ts';

const [A, B, C] = ['a', 'b', 'c'].map((digit) => `0x${digit.repeat(40)}`) as [string, string, string];
const whole = ethereumTransaction({
  txid: 't',
  height: 1,
  position: 3,
  sender: A,
  fee: 7n,
  transfers: [
    { from: A, to: B, value: 5n },
    { from: B, to: C, value: 4n },
    { from: C, to: A, value: 3n },
  ],
});

/** What the history of an address shows. */
function viewOf(address: string, change: Partial<EthereumTransaction> = {}): EthereumTransaction {
  const transfers = whole.transfers.filter(({ from, to }) => from === address || to === address);
  return { ...whole, transfers, views: [transfers.map(({ id }) => id)], ...change };
}

test('the views of all addresses give the whole, in any order of joining', () => {
  const views = [viewOf(A), viewOf(B, { position: null, fee: null, sender: null }), viewOf(C)] as const;
  const orders = [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ] as const;
  const joined = orders.map(([x, y, z]) =>
    mergeEthereumViews(mergeEthereumViews(views[x], views[y]), views[z]),
  );
  for (const one of joined) {
    expect(one).toEqual(joined[0]);
    expect([one.position, one.fee, one.sender]).toEqual([3, 7n, A]);
    expect(executionOrder(one).map(({ value }) => value)).toEqual([5n, 4n, 3n]);
  }
});

test('a transfer that one view shows as failed did not move', () => {
  const failed = viewOf(B, { transfers: viewOf(B).transfers.map((one) => ({ ...one, moved: false })) });
  for (const joined of [mergeEthereumViews(viewOf(A), failed), mergeEthereumViews(failed, viewOf(A))]) {
    expect(joined.transfers.find(({ id }) => id === 'call')?.moved).toBe(false);
  }
});

describe('the whole', () => {
  const all: EthereumTransaction = { ...whole, whole: true };
  const unknown = {
    ...viewOf(B).transfers[0],
    id: 'unknown',
    from: B,
    to: C,
  } as (typeof whole.transfers)[number];

  test('stays whole beside its parts, and adds nothing to itself', () => {
    for (const part of [viewOf(A), viewOf(B), all]) {
      expect(mergeEthereumViews(all, part)).toEqual(mergeEthereumViews(part, all));
      expect(mergeEthereumViews(all, part)).toMatchObject({ whole: true });
      expect(mergeEthereumViews(all, part).transfers).toHaveLength(3);
    }
    expect(mergeEthereumViews(viewOf(A), viewOf(B))).not.toHaveProperty('whole');
  });

  test.each([
    ['a part', viewOf(B, { transfers: [...viewOf(B).transfers, unknown] })],
    ['another whole', { ...all, transfers: [...all.transfers, unknown] }],
  ])('contradicts %s that shows more', (_, more) => {
    expect(() => mergeEthereumViews(all, more)).toThrow(BadProviderDataError);
    expect(() => mergeEthereumViews(more, all)).toThrow('shows transfer unknown');
  });

  test.each([
    ['did not move', { moved: false }],
    ['is worth nothing', { value: 0n }],
  ])('does not contradict a part that shows more, when that %s', (_, change) => {
    const more = viewOf(B, { transfers: [...viewOf(B).transfers, { ...unknown, ...change }] });
    expect(mergeEthereumViews(all, more)).toEqual(mergeEthereumViews(more, all));
    expect(mergeEthereumViews(all, more).transfers).toHaveLength(4);
  });
});

describe('views that contradict each other are refused', () => {
  test.each<[string, Partial<EthereumTransaction>]>([
    ['block', { block: { ...whole.block, height: 2 } }],
    ['time', { block: { ...whole.block, time: 1 } }],
    ['position', { position: 4 }],
    ['sender', { sender: B }],
    ['fee', { fee: 8n }],
    ['value', { transfers: viewOf(B).transfers.map((one) => ({ ...one, value: one.value + 1n })) }],
  ])('%s', (_, change) => {
    expect(() => mergeEthereumViews(viewOf(A), viewOf(B, change))).toThrow(BadProviderDataError);
    expect(() => mergeEthereumViews(viewOf(B, change), viewOf(A))).toThrow(BadProviderDataError);
  });
});

test('placeholder ids are recognised, real ones are not', () => {
  expect(isPlaceholderId(`0x${'0'.repeat(48)}00000000000001b4`)).toBe(true);
  expect(isPlaceholderId('0'.repeat(64))).toBe(true);
  expect(isPlaceholderId(`0x${'0'.repeat(47)}100000000000001b4`)).toBe(false);
});

describe('two looks that show the same', () => {
  const alone = ethereumTransaction({ txid: 't', height: 1, transfers: [{ from: A, to: B, value: 5n }] });

  test.each<[string, Partial<EthereumTransaction>]>([
    ['position', { position: null }],
    ['block hash', { block: { ...alone.block, hash: '0x1' } }],
    ['fee', { fee: 1n }],
    ['sender', { sender: A }],
    ['whole', { whole: true }],
    ['what moved', { transfers: alone.transfers.map((transfer) => ({ ...transfer, moved: false })) }],
    ['another view', { views: [...alone.views, []] }],
  ])('but for %s, are joined', (_, change) => {
    const other = { ...alone, ...change };
    expect(mergeEthereumViews(alone, other)).toEqual(mergeEthereumViews(other, alone));
  });

  test('stand in the order of joined ones, in a graph, too', () => {
    const shown = { ...whole, transfers: whole.transfers.toReversed() };
    const joined = mergeEthereumViews(shown, structuredClone(shown));
    const ids = joined.transfers.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    const graph = new Graph();
    for (const address of [A, B]) {
      const subject = { kind: 'history', chain: 'ethereum', address, fromHeight: 0 } as const;
      graph.add({ subject, status: 'complete', count: 1, transactions: [shown] });
    }
    expect(graph.ethereum.get(shown.txid)).toEqual(joined);
  });
});
