/** The Blockscout client against servers that do what a recording cannot: lie, lag behind, know a part. */

import { describe, expect, test } from '@jest/globals';
import type { HistorySubject } from '../../../src/core/graph/subject.ts';
import type { EthereumTransaction } from '../../../src/core/transaction.ts';
import { LastingRefusalError } from '../../../src/explorers/transport/refusal.ts';
import { createMemoryArchive } from '../../../src/storage/memory-archive.ts';
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
  tokenRow,
  txRow,
  withBlockscout,
} from './blockscout-server.ts';
import { failureOf } from './local-server.ts';

const HISTORY: HistorySubject = { kind: 'history', chain: 'ethereum', address: A, fromHeight: 0 };
const OF_A = `/addresses/${A}`;

const expand = (routes: Routes, subject: HistorySubject = HISTORY, max = 1000) =>
  withBlockscout(routes, async (source, server) => {
    const expansion = await source.expand(subject, TIP, max);
    return { ...found(expansion), paths: pathsOf(server), received: [...server.received] };
  });
const lists = (
  transactions: readonly Row[],
  calls: readonly Row[] = [],
  tokens: readonly Row[] = [],
): Routes => ({
  [`${OF_A}/transactions`]: () => page(transactions),
  [`${OF_A}/internal-transactions`]: () => page(calls),
  [`${OF_A}/token-transfers`]: () => page(tokens),
});
const transfersIn = async (routes: Routes) => {
  const { transactions } = await expand(routes);
  return (transactions as EthereumTransaction[]).map(({ transfers }) =>
    transfers.map(({ id, moved }) => `${id}${moved ? '' : ' (nothing)'}`),
  );
};

describe('the tip', () => {
  const tipOf = (body: unknown) =>
    withBlockscout({ '/main-page/blocks': () => body }, async (source) => (await source.tip()).value);

  test('is the highest of the newest blocks', async () => {
    const tip = { height: 1000, hash: hash(1000 + 0xb10c), time: 1_600_001_000 };
    expect(await tipOf([blockRow(999), blockRow(1000), blockRow(998)])).toEqual(tip);
  });

  test.each([
    ['no block', [], 'expected a list of blocks'],
    ['no list', { items: [] }, 'expected a list of blocks'],
    ['a hash of another length', [{ ...blockRow(5), hash: '0x12' }], 'hash is'],
    ['a height as a text', [{ ...blockRow(5), height: '5' }], 'height is'],
    ['a time in seconds', [{ ...blockRow(5), timestamp: 1_600_000_000 }], 'timestamp is'],
    ['nothing at all', null, 'check the base URL'],
  ])('is not believed with %s', async (_, body, problem) => {
    const error = await failureOf(() => tipOf(body));
    expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
    expect(error.message).toContain(problem);
  });
});

describe('the hash of a block', () => {
  test('is that of its height, and null for a block that is not there', () =>
    withBlockscout({ '/blocks/5': () => blockRow(5) }, async (source) => {
      expect(await source.blockHash(5)).toBe(hash(5 + 0xb10c));
      expect(await source.blockHash(6)).toBeNull();
    }));

  test('of another block is not believed', () =>
    withBlockscout({ '/blocks/5': () => blockRow(6) }, async (source) => {
      const error = await failureOf(() => source.blockHash(5));
      expect(error.message).toContain('gives block 6 when asked for 5');
    }));
});

describe('a history', () => {
  test('joins three lists, which come newest first', async () => {
    const routes = lists(
      [txRow(30, 3), txRow(20, 1, { value: '6' }, { from: B, to: A })],
      [callRow(30, 3, 7), callRow(30, 3, 2), callRow(10, 4, 1, {}, { value: '0' })],
      [tokenRow(30, 3, 12), tokenRow(30, 3, 11), tokenRow(25, 8, 1, {}, { from: B, to: A })],
    );
    const { transactions, status, count, received } = await expand({
      ...routes,
      [`/transactions/${hash(3)}`]: () => txRow(30, 3),
    });
    const [first, second, third] = transactions as EthereumTransaction[];
    expect([status, count]).toEqual(['complete', 3]);
    expect(first).toMatchObject({
      txid: hash(1),
      block: { height: 20, hash: null, time: 1_600_000_020 },
      position: 1,
      sender: B,
      fee: 42_000n,
    });
    expect(second).toMatchObject({ txid: hash(8), position: null, sender: null, fee: null });
    expect(third).toMatchObject({
      txid: hash(3),
      block: { hash: hash(30 + 0xb10c) },
      position: 3,
      sender: A,
    });
    expect(third?.transfers.map(({ id }) => id)).toEqual([
      'call',
      `internal:${B}:${A}:4:0`,
      `internal:${B}:${A}:4:1`,
      `token:${T}:${A}:${B}:9:0`,
      `token:${T}:${A}:${B}:9:1`,
    ]);
    const asked = received.filter((url) => url.includes(OF_A)).map((url) => url.replace('/api/v2', ''));
    expect(asked).toEqual([
      `${OF_A}/transactions?items_count=100`,
      `${OF_A}/internal-transactions?items_count=100`,
      `${OF_A}/token-transfers?items_count=100&type=ERC-20`,
    ]);
  });

  test('leaves out what is pending, what was replaced, and what stands above the tip', async () => {
    const nowhere = { block_number: null, timestamp: null, position: null };
    const pending = txRow(0, 9, { ...nowhere, status: null, fee: { type: 'maximum', value: '1' } });
    const replaced = txRow(0, 8, { ...nowhere, status: 'error' });
    const above = txRow(1001, 7, { status: null, is_pending_update: true });
    const { transactions } = await expand(
      lists([pending, replaced, above, txRow(1000, 6)], [callRow(1001, 7, 1)], [tokenRow(1001, 7, 1)]),
    );
    expect(transactions.map(({ txid }) => txid)).toEqual([hash(6)]);
  });

  test('takes a creation as the part of the new contract, once', async () => {
    const creation = txRow(30, 3, {}, { from: B, to: null, created: A });
    const outermost = callRow(30, 3, 0, { from: B, to: null, created: A }, { type: 'create', value: '5' });
    expect(await transfersIn(lists([creation], [outermost]))).toEqual([['call']]);
    const { transactions } = await expand(lists([creation], [outermost]));
    expect((transactions[0] as EthereumTransaction).transfers[0]).toMatchObject({
      from: B,
      to: A,
      value: 5n,
    });
  });

  test('tells of no call that could move nothing, but of those that show a value', async () => {
    const calls = [
      callRow(30, 3, 6, {}, { type: 'create2', value: '0', to: null, created_contract: { hash: A } }),
      callRow(30, 3, 5, {}, { type: 'staticcall', value: '0' }),
      callRow(30, 3, 4, {}, { type: 'delegatecall' }),
      callRow(30, 3, 3, {}, { type: 'call', value: '0' }),
      callRow(30, 3, 2, {}, { success: false, error: 'Reverted' }),
      callRow(30, 3, 1),
    ];
    expect(await transfersIn(lists([txRow(30, 3)], calls))).toEqual([
      [
        'call',
        `internal:${B}:${A}:4:0`,
        `internal:${B}:${A}:4:still:0 (nothing)`,
        `internal:${B}:${A}:4:still:1 (nothing)`,
        `internal:${B}:${A}:0:0`,
      ],
    ]);
  });

  test('has the amounts of tokens only', async () => {
    const nft = { token_type: 'ERC-721', total: { token_id: '5' } };
    const batch = { token_type: 'ERC-1155', total: { token_id: '5', value: '2', decimals: null } };
    const old = { token_type: undefined };
    const tokens = [
      tokenRow(30, 3, 6, nft),
      tokenRow(30, 3, 5, batch),
      tokenRow(30, 3, 5, batch),
      tokenRow(30, 3, 4, { ...old, type: 'token_burning' }, { to: `0x${'0'.repeat(40)}` }),
      tokenRow(30, 3, 3, { type: 'token_minting' }, { from: `0x${'0'.repeat(40)}`, to: A }),
    ];
    expect(await transfersIn(lists([], [], tokens))).toEqual([
      [`token:${T}:0x${'0'.repeat(40)}:${A}:9:0`, `token:${T}:${A}:0x${'0'.repeat(40)}:9:0`],
    ]);
  });

  test('asks where in its block a transaction stands that only tokens show, where that matters', async () => {
    const routes = lists([txRow(30, 3)], [], [tokenRow(30, 8, 2), tokenRow(20, 9, 1)]);
    const { transactions, paths } = await expand({
      ...routes,
      [`/transactions/${hash(8)}`]: () => txRow(30, 8, { position: 1 }),
    });
    const placed = (transactions as EthereumTransaction[]).map(({ txid, position }) => [txid, position]);
    expect(placed).toEqual([
      [hash(9), null],
      [hash(8), 1],
      [hash(3), 3],
    ]);
    expect(paths.filter((path) => path.startsWith('/transactions/'))).toEqual([`/transactions/${hash(8)}`]);
    const error = await failureOf(() =>
      expand({ ...routes, [`/transactions/${hash(8)}`]: () => txRow(31, 8) }),
    );
    expect(error.message).toContain('in block 31');
  });

  test('that is known up to a block is read down to there', async () => {
    const subject = { ...HISTORY, known: { height: 20, active: 3 } };
    const routes = {
      ...lists([]),
      [`${OF_A}/transactions`]: (query: Row) =>
        query.block_number === undefined
          ? page([txRow(40, 4), txRow(30, 3), txRow(20, 2)], { block_number: 20, index: 2 })
          : null,
    };
    const { transactions } = await expand(routes, subject);
    expect(transactions.map(({ txid }) => txid)).toEqual([hash(3), hash(4)]);
    const tooActive = await expand(routes, subject, 4);
    expect(tooActive).toMatchObject({ status: 'too-active', count: 5 });
  });

  test.each<[string, Routes, string]>([
    ['a row of somebody else', lists([txRow(30, 3, {}, { from: B, to: C })]), 'has no part'],
    ['a call of somebody else', lists([], [callRow(30, 3, 1, { from: B, to: C })]), 'has no part'],
    [
      'a token row of somebody else',
      lists([], [], [tokenRow(30, 3, 1, {}, { from: B, to: C })]),
      'has no part',
    ],
    ['rows that go up again', lists([txRow(20, 3), txRow(30, 4)]), 'of block 30 after a row of block 20'],
    ['a time after the tip', lists([txRow(30, 3, { timestamp: '2030-01-01T00:00:00Z' })]), 'timestamp of'],
    [
      'another time in each list',
      lists([txRow(30, 3)], [callRow(30, 3, 1, {}, { timestamp: '2020-09-13T12:27:11Z' })]),
      'disagree',
    ],
    [
      'another place in each list',
      lists([txRow(30, 3)], [callRow(30, 3, 1, {}, { transaction_index: 4 })]),
      'disagree',
    ],
    [
      'tokens of what failed',
      lists([txRow(30, 3, { status: 'error' })], [], [tokenRow(30, 3, 1)]),
      'shown as failed',
    ],
    [
      'value in a call of an unknown kind',
      lists([txRow(30, 3)], [callRow(30, 3, 1, {}, { type: 'authcall' })]),
      'a known kind',
    ],
    [
      'a call to nobody',
      lists([txRow(30, 3)], [callRow(30, 3, 1, { from: A, to: null })]),
      'has no receiver',
    ],
    ['a creation of nothing', lists([txRow(30, 3, {}, { to: null })]), 'has no receiver'],
    [
      'a token without its kind',
      lists([], [], [tokenRow(30, 3, 1, { token_type: null, token: { address_hash: T } })]),
      'token_type',
    ],
    ['no amount', lists([], [], [tokenRow(30, 3, 1, { total: { value: null } })]), 'no amount'],
    ['an amount as a number', lists([txRow(30, 3, { value: 5 })]), 'value is 5'],
    ['an unknown status', lists([txRow(30, 3, { status: 'pending' })]), 'status is'],
    ['no success', lists([], [callRow(30, 3, 1, {}, { success: undefined })]), 'success is missing'],
    ['no rows', { [`${OF_A}/transactions`]: () => ({ next_page_params: null }) }, 'items is missing'],
    ['no cursor', { [`${OF_A}/transactions`]: () => ({ items: [] }) }, 'next_page_params is missing'],
    [
      'a cursor in a cursor',
      { [`${OF_A}/transactions`]: () => page([], { a: { b: 1 } }) },
      'next_page_params',
    ],
  ])('is not believed with %s', async (_, routes, problem) => {
    const error = await failureOf(() => expand({ ...lists([]), ...routes }));
    expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA', retryable: false });
    expect(error.message).toContain(problem);
  });
});

describe('what Blockscout does not know yet', () => {
  const status = (more: Row) => () => ({ finished_indexing: true, finished_indexing_blocks: true, ...more });

  test.each<[string, Routes, string]>([
    [
      'inner calls, and none are shown',
      { [`${OF_A}/internal-transactions`]: () => ({ ...page([]), ...PENDING }) },
      PENDING.message,
    ],
    [
      'inner calls, and some are shown',
      {
        [`${OF_A}/internal-transactions`]: () => ({ ...page([callRow(30, 3, 1)]), ...PENDING, status: '2' }),
      },
      PENDING.message,
    ],
    [
      'the inner calls of the tip',
      { '/blocks/1000/internal-transactions': () => ({ ...page([]), ...PENDING }) },
      PENDING.message,
    ],
    [
      'all blocks',
      { '/main-page/indexing-status': status({ finished_indexing_blocks: false }) },
      'all blocks',
    ],
    [
      'all inner calls',
      { '/main-page/indexing-status': status({ finished_indexing: false }) },
      'inner calls',
    ],
    ['an outcome', lists([txRow(30, 3, { status: null })]), 'the outcome of'],
    ['a fee', lists([txRow(30, 3, { fee: { type: 'maximum', value: '42000' } })]), 'the fee of'],
    ['a place', lists([txRow(30, 3, { position: null })]), 'the place of'],
    ['a block that it reads again', lists([txRow(30, 3, { is_pending_update: true })]), 'again'],
  ])('is a part of an answer, which is asked for again: %s', (_, routes, problem) =>
    withBlockscout({ ...lists([]), ...routes }, async (source, server) => {
      const error = await failureOf(() => source.expand(HISTORY, TIP, 1000));
      expect(error).toMatchObject({ code: 'INCOMPLETE_ANSWER', retryable: true });
      expect(error.message).toContain(problem);
      const counts = new Map<string, number>();
      for (const path of pathsOf(server)) counts.set(path, (counts.get(path) ?? 0) + 1);
      expect(Math.max(...counts.values())).toBe(3);
    }),
  );

  test('may be known a moment later', () => {
    let asked = 0;
    const routes = {
      ...lists([]),
      [`${OF_A}/internal-transactions`]: () => {
        asked += 1;
        return asked < 3 ? { ...page([]), ...PENDING } : page([]);
      },
    };
    return withBlockscout(routes, async (source) => {
      const archive = await source.expand(HISTORY, TIP, 1000);
      expect(archive.status).toBe('complete');
    });
  });

  test('is no matter above the tip, nor where there is no word of it', async () => {
    const routes = {
      ...lists([txRow(1001, 9, { status: null, is_pending_update: true }), txRow(30, 3)]),
      '/main-page/indexing-status': () => null,
      '/blocks/1000/internal-transactions': () => null,
    };
    expect(await expand(routes)).toMatchObject({ status: 'complete', count: 1 });
  });

  test('is asked once for a tip', () =>
    withBlockscout(
      lists([]),
      async (source, server) => {
        await source.expand(HISTORY, TIP, 1000);
        await source.expand({ ...HISTORY, address: B }, TIP, 1000);
        const asked = pathsOf(server).filter((path) => !path.startsWith('/addresses/'));
        expect(asked.sort()).toEqual(['/blocks/1000/internal-transactions', '/main-page/indexing-status']);
      },
      { archive: createMemoryArchive() },
    ));
});

describe('inner calls that were undone', () => {
  const trace = (
    ...frames: readonly (readonly [from: string, to: string, path: number[], error?: string])[]
  ) =>
    frames.map(([from, to, traceAddress, error]) => ({
      action: { callType: 'call', from, to, value: '0x4' },
      ...(error === undefined ? { result: {} } : { error }),
      traceAddress,
      type: 'call',
    }));
  const TRACE = `/transactions/${hash(3)}/raw-trace`;
  /** A calls B, which calls C (fails), which has paid A; then B pays A. */
  const calls = [
    callRow(30, 3, 3, { from: B, to: A }),
    callRow(30, 3, 2, { from: C, to: A }),
    callRow(30, 3, 1, { from: A, to: C }, { success: false, error: 'Reverted', value: '0' }),
  ];
  const undone = trace([A, B, []], [A, C, [0], 'Reverted'], [C, A, [0, 0]], [B, A, [1]]);

  test.each([
    ['with a call that the list shows', [txRow(30, 3)], calls],
    [
      'with one that it does not show, but that the transaction tells of',
      [txRow(30, 3, { has_error_in_internal_transactions: true })],
      calls.slice(0, 2),
    ],
  ])('are told apart by the trace: %s', async (_, transactions, shown) => {
    const routes = { ...lists(transactions, shown), [TRACE]: () => undone };
    expect(await transfersIn(routes)).toEqual([
      ['call', `internal:${C}:${A}:4:0 (nothing)`, `internal:${B}:${A}:4:0`],
    ]);
  });

  test('are not looked for where none failed, or only a later one', async () => {
    const last = callRow(30, 3, 9, { from: A, to: D }, { success: false });
    const { paths } = await expand(
      lists([txRow(30, 3, { has_error_in_internal_transactions: false })], [last, ...calls.slice(0, 2)]),
    );
    expect(paths).not.toContain(TRACE);
  });

  test('with a transaction that paid from inside and failed', async () => {
    const inside = [callRow(30, 3, 1, { from: C, to: A })];
    const outer = (more: Row) => ({
      ...lists([], inside),
      [`/transactions/${hash(3)}`]: () => txRow(30, 3, more, { from: D, to: C }),
    });
    expect(await transfersIn(outer({ status: 'error' }))).toEqual([[`internal:${C}:${A}:4:0 (nothing)`]]);
    expect(await transfersIn(outer({}))).toEqual([[`internal:${C}:${A}:4:0`]]);
    // What Blockscout does not tell of is believed as it is shown.
    expect(await transfersIn(lists([], inside))).toEqual([[`internal:${C}:${A}:4:0`]]);
  });

  test.each<[string, unknown, string]>([
    ['another call', trace([A, B, []], [A, C, [0], 'x'], [D, A, [0, 0]], [B, A, [1]]), 'BAD_PROVIDER_DATA'],
    ['a call less', undone.slice(0, 3), 'BAD_PROVIDER_DATA'],
    ['no form that is known', { calls: [] }, 'BAD_PROVIDER_DATA'],
    ['nothing', [], 'INCOMPLETE_ANSWER'],
    ['status 404', null, 'INCOMPLETE_ANSWER'],
  ])('are not told by a trace with %s', async (_, body, code) => {
    const error = await failureOf(() => expand({ ...lists([txRow(30, 3)], calls), [TRACE]: () => body }));
    expect(error).toMatchObject({ code });
  });
});

describe('the limit of activity', () => {
  const many = Array.from({ length: 60 }, (_, n) => txRow(500 - n, n));
  const next = { block_number: 441, index: 59 };
  const routes = (count: string | null): Routes => ({
    ...lists([]),
    [`${OF_A}/transactions`]: ({ block_number }) =>
      block_number === undefined ? page(many, next) : page([txRow(400, 99)]),
    ...(count === null ? {} : { [`${OF_A}/counters`]: () => ({ transactions_count: count }) }),
  });

  test('an address that the explorer itself counts far beyond it is not read on', async () => {
    const { status, count, paths } = await expand(routes('401'), HISTORY, 100);
    expect([status, count]).toEqual(['too-active', 101]);
    expect(paths.filter((path) => path.startsWith(OF_A))).toEqual([
      `${OF_A}/transactions`,
      `${OF_A}/counters`,
    ]);
  });

  test.each(['400', '0'])(
    'a count of %s says nothing: it may be behind, or have some twice',
    async (count) => {
      expect(await expand(routes(count), HISTORY, 100)).toMatchObject({ status: 'complete', count: 61 });
    },
  );

  test('the count is not asked for when the first page is beyond the limit, or is the only one', async () => {
    expect(await expand(routes(null), HISTORY, 10)).toMatchObject({ status: 'too-active', count: 11 });
    const few = await expand({ ...routes(null), [`${OF_A}/transactions`]: () => page(many.slice(0, 9)) });
    expect(few).toMatchObject({ status: 'complete', count: 9 });
    const known = { ...HISTORY, known: { height: 400, active: 0 } };
    expect(await expand(routes(null), known, 100)).toMatchObject({ status: 'complete', count: 60 });
  });

  test('transactions count once, whatever lists they are in, and those that are not told of do not count', async () => {
    const still = callRow(20, 8, 1, {}, { type: 'staticcall', value: '0' });
    const one = lists([txRow(30, 3)], [callRow(30, 3, 1), still], [tokenRow(30, 3, 1), tokenRow(30, 3, 0)]);
    expect(await expand(one, HISTORY, 1)).toMatchObject({ status: 'complete', count: 1 });
    expect(await expand(one, HISTORY, 0)).toMatchObject({ status: 'too-active', count: 1 });
  });
});

describe('refusals', () => {
  test.each([
    [401, true],
    [402, true],
    [403, false],
    [422, false],
  ])('status %i: whether the explorer is asked again', (code, lasts) =>
    withBlockscout(
      { [`${OF_A}/transactions`]: (_, reply) => void reply.code(code).send({ message: 'no' }) },
      async (source, server) => {
        const error = await failureOf(() => source.expand(HISTORY, TIP, 1));
        expect(error instanceof LastingRefusalError).toBe(lasts);
        expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA', retryable: false });
        const before = server.received.length;
        await failureOf(() => source.tip());
        expect(server.received.length > before).toBe(!lasts);
      },
    ),
  );

  test('spends are none of its business', () =>
    withBlockscout({}, async (source) => {
      const spends = { kind: 'spends', chain: 'bitcoin', txid: hash(1), vouts: [0] } as const;
      expect(await failureOf(() => source.expand(spends, TIP, 1))).toMatchObject({ code: 'INVARIANT' });
    }));
});
