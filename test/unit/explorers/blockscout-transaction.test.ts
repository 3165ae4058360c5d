/** Whole transactions from servers that answer as Blockscout does: what moved in them, and what cannot be true. */

import { describe, expect, test } from '@jest/globals';
import type { EthereumTransaction } from '../../../src/core/transaction.ts';
import { found } from '../../support/found.ts';
import {
  A,
  B,
  blockRow,
  C,
  callRow,
  D,
  hash,
  PENDING,
  page,
  pathsOf,
  type Routes,
  type Row,
  T,
  TIP,
  txRow,
  withBlockscout,
} from './blockscout-server.ts';
import { failureOf } from './local-server.ts';

const SUBJECT = { kind: 'transaction', chain: 'ethereum', txid: hash(3) } as const;
const TX = `/transactions/${hash(3)}`;
const BLOCK_HASH = hash(30 + 0xb10c);
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const word = (address: string) => `0x${address.slice(2).padStart(64, '0')}`;

/** A log: A gives B 9 units of T. Topics that are not there are null. */
const logRow = (index: number, more: Row = {}): Row => ({
  transaction_hash: hash(3),
  block_hash: BLOCK_HASH,
  block_number: 30,
  index,
  address: { hash: T },
  topics: [TRANSFER, word(A), word(B), null],
  data: word('0x9'),
  ...more,
});

const good: Routes = { [TX]: () => txRow(30, 3), '/blocks/30': () => blockRow(30) };
const lookUp = (routes: Routes) =>
  withBlockscout({ ...good, ...routes }, async (source, server) => {
    const expansion = await source.expand(SUBJECT, TIP, 1);
    return { expansion, paths: pathsOf(server) };
  });
const wholeOf = async (routes: Routes) =>
  (await lookUp(routes)).expansion.transactions[0] as EthereumTransaction;
const shown = ({ transfers }: EthereumTransaction) =>
  transfers.map(({ id, moved }) => `${id}${moved ? '' : ' (nothing)'}`);
const parts = (calls: readonly Row[], logs: readonly Row[] = []): Routes => ({
  [`${TX}/internal-transactions`]: () => page(calls),
  [`${TX}/logs`]: () => page(logs),
});

describe('a transaction', () => {
  test('is its own row, its inner calls and its logs, in a block', async () => {
    const calls = [callRow(30, 3, 1, { from: B, to: C }), callRow(30, 3, 2, { from: B, to: C })];
    const { expansion, paths } = await lookUp(parts(calls, [logRow(7), logRow(8)]));
    const inner = { kind: 'internal', asset: 'ETH', from: B, to: C, value: 4n, moved: true };
    const token = { kind: 'token', asset: T, from: A, to: B, value: 9n, moved: true };
    const transfers = [
      { id: 'call', kind: 'call', asset: 'ETH', from: A, to: B, value: 5n, moved: true },
      { id: `internal:${B}:${C}:4:0`, ...inner },
      { id: `internal:${B}:${C}:4:1`, ...inner },
      { id: `token:${T}:${A}:${B}:9:0`, ...token },
      { id: `token:${T}:${A}:${B}:9:1`, ...token },
    ];
    expect(found(expansion)).toEqual({
      subject: SUBJECT,
      status: 'complete',
      count: 1,
      transactions: [
        {
          chain: 'ethereum',
          txid: hash(3),
          block: { height: 30, hash: BLOCK_HASH, time: 1_600_000_030 },
          position: 3,
          sender: A,
          fee: 42_000n,
          transfers,
          views: [transfers.map(({ id }) => id)],
          whole: true,
        },
      ],
    });
    expect(paths.sort()).toEqual([
      '/blocks/1000/internal-transactions',
      '/blocks/30',
      '/main-page/indexing-status',
      TX,
      `${TX}/internal-transactions`,
      `${TX}/logs`,
    ]);
  });

  test('has its inner calls and logs in the order of execution, whatever the order of the pages', async () => {
    const inner = (index: number, to: string) => callRow(30, 3, index, { from: B, to });
    const last = { block_number: 30, index: 1 };
    const whole = await wholeOf({
      [`${TX}/internal-transactions`]: ({ index }) =>
        index === undefined ? page([inner(9, D), inner(2, C)], last) : page([inner(1, A), inner(0, B)]),
      [`${TX}/logs`]: ({ index }) =>
        index === undefined
          ? page([logRow(8, { data: word('0x8') })], last)
          : page([logRow(1, { data: word('0x1') })]),
    });
    expect(whole.transfers.slice(1).map(({ to, value }) => [to, value])).toEqual([
      [A, 4n],
      [C, 4n],
      [D, 4n],
      [B, 1n],
      [B, 8n],
    ]);
  });

  test('that failed moves nothing, whatever its rows print, and pays its fee', async () => {
    const whole = await wholeOf({
      ...parts([callRow(30, 3, 1, { from: B, to: C })]),
      [TX]: () => txRow(30, 3, { status: 'error' }),
    });
    expect(shown(whole)).toEqual(['call (nothing)', `internal:${B}:${C}:4:0 (nothing)`]);
    expect(whole).toMatchObject({ fee: 42_000n, whole: true });
  });

  test('that failed made no contract inside', async () => {
    const created = callRow(30, 3, 1, { from: B, to: null, created: D }, { type: 'create', value: '0' });
    const failed = { ...parts([created]), [TX]: () => txRow(30, 3, { status: 'error' }) };
    expect(shown(await wholeOf(failed))).toEqual(['call (nothing)', `internal:${B}:${D}:0:0 (nothing)`]);
  });

  test.each([
    ['a creation', 'ok', C],
    ['a creation that failed', 'error', `0x${'0'.repeat(40)}`],
  ])('%s', async (_, status, to) => {
    const whole = await wholeOf({
      ...parts([callRow(30, 3, 0, { from: A, to: null, created: C }, { type: 'create', value: '5' })]),
      [TX]: () => txRow(30, 3, { status }, { to: null, created: C }),
    });
    expect(whole.transfers).toMatchObject([{ id: 'call', to, value: 5n, moved: status === 'ok' }]);
  });

  test('in which a call failed after which others moved value is traced', async () => {
    const frames = [
      [A, B, []],
      [B, C, [0], 'Reverted'],
      [C, D, [0, 0]],
      [C, D, [1]],
    ] as const;
    const trace = frames.map(([from, to, traceAddress, error]) => ({
      action: { from, to },
      ...(error === undefined ? {} : { error }),
      traceAddress,
    }));
    const failed = callRow(30, 3, 1, { from: B, to: C }, { success: false, value: '0' });
    const whole = await wholeOf({
      ...parts([failed, ...[2, 3].map((n) => callRow(30, 3, n, { from: C, to: D }))]),
      [`${TX}/raw-trace`]: () => trace,
    });
    expect(shown(whole)).toEqual(['call', `internal:${C}:${D}:4:0 (nothing)`, `internal:${C}:${D}:4:1`]);
  });
});

describe('logs', () => {
  test('of other events, and numbers of tokens, are no amounts', async () => {
    const whole = await wholeOf(
      parts(
        [],
        [
          logRow(0, { topics: [hash(5), word(A), word(B), null] }),
          logRow(1, { topics: [null, null, null, null] }),
          logRow(2, { topics: [TRANSFER, word(A), word(B), hash(9)], data: '0x' }),
        ],
      ),
    );
    expect(shown(whole)).toEqual(['call']);
    expect(whole.whole).toBe(true);
  });

  test('of a transfer in a form of neither standard: what else there is is not the whole', async () => {
    const whole = await wholeOf(parts([], [logRow(0, { topics: [TRANSFER, null, null, null] }), logRow(1)]));
    expect(whole.transfers).toHaveLength(2);
    expect(whole).not.toHaveProperty('whole');
  });
});

describe('a transaction that is not there', () => {
  test.each([
    ['unknown', null],
    ['above the tip', txRow(1001, 3)],
  ])('is found to be nothing: %s', async (_, row) => {
    const { expansion } = await lookUp({ [TX]: () => row });
    expect(expansion).toMatchObject({ status: 'complete', transactions: [], count: 0 });
  });

  test('but pending is a look-up that failed', async () => {
    const pending = { block_number: null, timestamp: null, position: null, status: null };
    const error = await failureOf(() => lookUp({ [TX]: () => txRow(30, 3, pending) }));
    expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
    expect(error.message).toContain('is not confirmed at block 1000');
  });
});

describe('what is not known yet is a part of an answer', () => {
  test.each<[string, Routes]>([
    ['inner calls', { [`${TX}/internal-transactions`]: () => ({ ...page([]), ...PENDING }) }],
    ['the outcome', { [TX]: () => txRow(30, 3, { status: null }) }],
    ['the fee', { [TX]: () => txRow(30, 3, { fee: { type: 'maximum', value: '1' } }) }],
    ['what is read again', { [TX]: () => txRow(30, 3, { is_pending_update: true }) }],
  ])('%s', async (_, routes) => {
    expect(await failureOf(() => lookUp(routes))).toMatchObject({ code: 'INCOMPLETE_ANSWER' });
  });
});

describe('answers that do not fit together are asked for again, and given up', () => {
  test.each<[string, Routes]>([
    ['no block', { '/blocks/30': () => null }],
    [
      'a block of another time',
      { '/blocks/30': () => ({ ...blockRow(30), timestamp: '2020-09-13T12:27:11Z' }) },
    ],
    ['a log of another block', parts([], [logRow(0, { block_hash: hash(1) })])],
    ['inner calls at another place', parts([callRow(30, 3, 1, {}, { transaction_index: 4 })])],
    ['inner calls of another block', parts([callRow(31, 3, 1)])],
    ['inner calls of another transaction', parts([callRow(30, 4, 1, {}, { transaction_index: 3 })])],
    ['logs of another transaction', parts([], [logRow(0, { transaction_hash: hash(4) })])],
  ])('%s', async (_, routes) => {
    expect(await failureOf(() => lookUp(routes))).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });

  test.each<[string, Routes, string]>([
    ['another transaction', { [TX]: () => txRow(30, 4) }, 'when asked for'],
    [
      'a time after the tip',
      { [TX]: () => txRow(30, 3, { timestamp: '2030-01-01T00:00:00Z' }) },
      'timestamp',
    ],
    [
      'token transfers of what failed',
      { ...parts([], [logRow(0)]), [TX]: () => txRow(30, 3, { status: 'error' }) },
      'shown as failed',
    ],
    ['one log twice', parts([], [logRow(1), logRow(1)]), 'again'],
    ['half a byte', parts([], [logRow(1, { data: '0x123' })]), 'data'],
    ['a topic of another length', parts([], [logRow(1, { topics: ['0x12'] })]), 'topics'],
  ])('%s', async (_, routes, problem) => {
    const error = await failureOf(() => lookUp(routes));
    expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
    expect(error.message).toContain(problem);
  });
});
