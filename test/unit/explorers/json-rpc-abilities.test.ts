/** What a node lacks, or has forgotten: found out once, and said, rather than taken for an answer. */

import { describe, expect, test } from '@jest/globals';
import type { HistorySubject } from '../../../src/core/graph/subject.ts';
import { type Answers, failing, TIP, withNode } from './fake-node.ts';
import { failureOf } from './local-server.ts';

const A = `0x${'a'.repeat(40)}`;
const B = `0x${'b'.repeat(40)}`;
const hashOf = (n: number) => `0x${n.toString(16).padStart(64, '0')}`;
const hex = (value: number) => `0x${value.toString(16)}`;
const NO_LIMIT = 1_000_000;
const SUBJECT: HistorySubject = { kind: 'history', chain: 'ethereum', address: A, fromHeight: 0 };

describe('a node that lacks what is needed', () => {
  test.each<[string, Answers[string] | null]>([
    ['is not there', null],
    ['is not made yet', failing('unimplemented', -32603)],
    ['is not in the plan', failing('trace_filter is not available on the Free tier', -32600)],
  ])('when a method %s, another is used, and it is tried once', async (_, search) => {
    const { answers } = { answers: { ots_searchTransactionsAfter: search, trace_filter: () => [] } };
    await withNode(answers, async (source, { calls }) => {
      await Promise.all([1, 2, 3].map(() => source.expand(SUBJECT, TIP, NO_LIMIT)));
      await source.expand({ ...SUBJECT, address: B }, TIP, NO_LIMIT);
      expect(calls.filter(([method]) => method === 'ots_searchTransactionsAfter')).toHaveLength(1);
    });
  });

  test('anvil is asked by its filter', () =>
    withNode(
      { web3_clientVersion: () => 'anvil/v1.7.1', trace_filter: () => [] },
      async (source, { calls }) => {
        await source.expand(SUBJECT, TIP, NO_LIMIT);
        expect(calls.map(([method]) => method)).not.toContain('ots_searchTransactionsAfter');
      },
    ));
});

describe('a node that forgets', () => {
  const FIRST = '0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060';
  const SENDER = '0xa1e4380a3b1f749673e270229993ee55f35663b4';
  const place = {
    blockHash: '0x4e3a3754410177e6937ef1f84bba68ea139e8d1a2258c5f85db9f1cd715a1bdd',
    blockNumber: '0xb443',
    transactionIndex: '0x0',
  };
  const first = {
    ...{ ...place, hash: FIRST, from: SENDER, to: '0x5df9b87991262f6ba471f09758cde1c0fc1de734' },
    ...{ value: '0x7a69', gas: '0x5208', gasPrice: '0x2d79883d2000' },
  };
  /** Ethereum mainnet, with what happened in 2015. */
  const REAL: Answers = {
    eth_getBlockByNumber: (tag: string) => {
      const height = tag === 'latest' || tag === 'finalized' ? TIP.height : Number(tag);
      const hash = height === 46_147 ? place.blockHash : hashOf(height);
      return { number: hex(height), hash, timestamp: '0x55c42659' };
    },
    eth_getTransactionByHash: (hash: string) => (hash === FIRST ? first : null),
    ots_searchTransactionsAfter: (address: string) =>
      address === SENDER
        ? {
            txs: [first],
            receipts: [
              { ...place, transactionHash: FIRST, gasUsed: '0x5208', logs: [], timestamp: 1438918233 },
            ],
            ...{ firstPage: true, lastPage: false },
          }
        : { txs: [], receipts: [], firstPage: true, lastPage: true },
    trace_filter: ({ fromAddress = [] }: { fromAddress?: string[] }) =>
      fromAddress[0] === SENDER
        ? [
            {
              ...{ type: 'call', action: { callType: 'call', from: SENDER, to: first.to, value: '0x7a69' } },
              ...{ result: {}, traceAddress: [], transactionHash: FIRST, blockNumber: 46_147 },
              blockHash: place.blockHash,
            },
          ]
        : [],
  };
  const UNKNOWN = { kind: 'transaction', chain: 'ethereum', txid: hashOf(5) } as const;
  const EMPTY_PAGE = () => ({ txs: [], receipts: [], firstPage: true, lastPage: true });

  test('is none when it knows the first transaction of all', () =>
    withNode(REAL, async (source, { calls }) => {
      for (const subject of [UNKNOWN, UNKNOWN, SUBJECT, SUBJECT]) {
        expect(await source.expand(subject, TIP, NO_LIMIT)).toMatchObject({
          status: 'complete',
          transactions: [],
        });
      }
      expect(calls.filter(([, param]) => param === FIRST || param === SENDER)).toHaveLength(2);
    }));

  test('is not believed that a transaction does not exist', () =>
    withNode({ ...REAL, eth_getTransactionByHash: () => null }, async (source) => {
      const error = await failureOf(() => source.expand(UNKNOWN, TIP, 1));
      expect([error.code, error.message]).toEqual([
        'BAD_PROVIDER_DATA',
        'node: has forgotten old transactions, so that one which it does not know may exist; use a node that keeps all (geth: --history.transactions=0), or another explorer',
      ]);
    }));

  test.each<[string, Readonly<Record<string, Answers[string] | null>>]>([
    ['search', { ots_searchTransactionsAfter: EMPTY_PAGE }],
    ['filter', { ots_searchTransactionsAfter: null, trace_filter: () => [] }],
  ])('is not asked for histories by its %s', (_, answers) =>
    withNode({ ...REAL, ...answers }, async (source) => {
      const error = await failureOf(() => source.expand(SUBJECT, TIP, 1));
      expect(error.message).toMatch(/^node: has forgotten old history: .* use an archive node/);
    }),
  );

  test('a filter that shows it will do', () =>
    withNode({ ...REAL, ots_searchTransactionsAfter: null }, async (source) => {
      expect(await source.expand(SUBJECT, TIP, 1)).toMatchObject({ status: 'complete' });
    }));

  test('a wrong key is no method that is there', () =>
    withNode({ ...REAL, ots_searchTransactionsAfter: failing('invalid api key') }, async (source) => {
      expect((await failureOf(() => source.expand(SUBJECT, TIP, 1))).message).toContain('check the API key');
    }));
});
