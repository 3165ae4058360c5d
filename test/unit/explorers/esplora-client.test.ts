/** The Esplora client against servers that do what a recording cannot: lie, lag behind, change their mind. */

import { describe, expect, test } from '@jest/globals';
import type { Subject } from '../../../src/core/graph/subject.ts';
import { found } from '../../support/found.ts';
import { failureOf } from './local-server.ts';
import {
  ADDRESS,
  esploraTx,
  hash,
  OTHER,
  Refused,
  SCRIPT,
  type Script,
  Sequence,
  statusAt,
  TIP,
  txidsOf,
  withExplorer,
} from './scripted-esplora.ts';

describe('the tip', () => {
  const block = { id: TIP.hash, height: 100, timestamp: 1_700_000_000 };

  test('is one block: its hash, then height and time of that hash', () =>
    withExplorer({ '/blocks/tip/hash': TIP.hash, [`/block/${TIP.hash}`]: block }, async (source) => {
      expect((await source.tip()).value).toEqual(TIP);
    }));

  test('is read again when a server behind the same name does not know it yet', () =>
    withExplorer(
      { '/blocks/tip/hash': TIP.hash, [`/block/${TIP.hash}`]: new Sequence(undefined, block) },
      async (source) => {
        expect((await source.tip()).value).toEqual(TIP);
      },
    ));

  test.each<[string, Script, string]>([
    ['is never known', { '/blocks/tip/hash': TIP.hash }, 'PROVIDER_UNAVAILABLE'],
    [
      'is another block',
      { '/blocks/tip/hash': TIP.hash, [`/block/${TIP.hash}`]: { ...block, id: hash('x') } },
      'BAD_PROVIDER_DATA',
    ],
    ['is a height', { '/blocks/tip/hash': '100' }, 'BAD_PROVIDER_DATA'],
    ['is not there', {}, 'BAD_PROVIDER_DATA'],
  ])('that %s', (_, script, code) =>
    withExplorer(script, async (source) => {
      expect((await failureOf(() => source.tip())).code).toBe(code);
    }),
  );
});

test('a tip hash that is all digits is a text, not a number', () => {
  const digits = '0000000012345678'.repeat(4);
  const block = { id: digits, height: 100, timestamp: 1_700_000_000 };
  return withExplorer({ '/blocks/tip/hash': digits, [`/block/${digits}`]: block }, async (source) => {
    expect((await source.tip()).value).toEqual({ ...TIP, hash: digits });
  });
});

describe('a transaction', () => {
  const txid = hash('a');
  const path = `/tx/${txid}`;
  const subject: Subject = { kind: 'transaction', chain: 'bitcoin', txid };

  test('at the tip is found, and asked for once', () =>
    withExplorer({ [path]: esploraTx({ label: 'a', height: 100 }) }, async (source, { received }) => {
      const expansion = await source.expand(subject, TIP, 1);
      expect(expansion).toMatchObject({ subject, status: 'complete', count: 1 });
      expect(txidsOf(expansion)).toEqual([txid]);
      expect(await source.expand(subject, TIP, 1)).toEqual(expansion);
      expect(received).toEqual([path]);
      expect(source.traffic()).toEqual({ requests: 1, cacheHits: 1 });
    }));

  // What is no answer to the question is asked for once more.
  test.each<[string, unknown, string, number?]>([
    ['unknown', undefined, 'not found'],
    ['not confirmed', esploraTx({ label: 'a', height: null }), 'not confirmed at block 100'],
    ['above the tip', esploraTx({ label: 'a', height: 101 }), 'not confirmed at block 100'],
    ['another one', esploraTx({ label: 'b', height: 90 }), `when asked for ${txid}`, 2],
    [
      'of the future',
      { ...esploraTx({ label: 'a', height: 90 }), status: { ...statusAt(90), block_time: TIP.time + 7201 } },
      'block_time',
      2,
    ],
  ])('that is %s is an error, and not kept', (_, body, problem, times = 1) =>
    withExplorer({ [path]: body }, async (source, { received }) => {
      for (const requests of [1, 2]) {
        const error = await failureOf(() => source.expand(subject, TIP, 1));
        expect(error.code).toBe('BAD_PROVIDER_DATA');
        expect(error.message).toContain(problem);
        expect(received).toHaveLength(requests * times);
      }
    }),
  );

  test('confirmed later is found later', () =>
    withExplorer(
      {
        [path]: new Sequence(esploraTx({ label: 'a', height: null }), esploraTx({ label: 'a', height: 99 })),
      },
      async (source) => {
        await failureOf(() => source.expand(subject, TIP, 1));
        expect(txidsOf(await source.expand(subject, TIP, 1))).toEqual([txid]);
      },
    ));
});

describe('a history', () => {
  const stats = (count: number) => ({ chain_stats: { tx_count: count }, mempool_stats: { tx_count: 3 } });
  const path = `/address/${ADDRESS}`;
  const subject = (fromHeight = 0, address = ADDRESS): Subject => ({
    kind: 'history',
    chain: 'bitcoin',
    address,
    fromHeight,
  });
  const at = (height: number | null, label = `at ${height}`) => esploraTx({ label, height });
  const spending = (label: string, height: number, ...vouts: number[]) =>
    esploraTx({ label, height, spends: vouts.map((vout) => `funding:${vout}`), from: SCRIPT });
  /** Pages by what they follow. */
  const paged = (...pages: (readonly ReturnType<typeof at>[])[]): Script => {
    const entries = pages.map((page, index) => {
      const cursor = pages[index - 1]?.at(-1)?.txid;
      return [`${path}/txs/chain${cursor === undefined ? '' : `/${cursor}`}`, page] as const;
    });
    return Object.fromEntries(entries);
  };
  const heightsOf = ({ transactions }: { transactions: readonly { block: { height: number } }[] }) =>
    transactions.map(({ block }) => block.height);

  test('oldest first; short pages are not the end, an empty one is', () =>
    withExplorer({ [path]: stats(4), ...paged([at(90), at(80)], [at(70)], [at(60)], []) }, async (source) => {
      const expansion = await source.expand(subject(), TIP, 10);
      expect(expansion).toMatchObject({ status: 'complete', count: 4 });
      expect(heightsOf(expansion)).toEqual([60, 70, 80, 90]);
    }));

  test('of a small address costs two requests', () =>
    withExplorer({ [path]: stats(2), ...paged([at(90), at(80)]) }, async (source, { received }) => {
      expect(heightsOf(await source.expand(subject(), TIP, 10))).toEqual([80, 90]);
      expect(received).toHaveLength(2);
    }));

  test('is read on after a full page, even when it brings as many as were counted', () => {
    const full = Array.from({ length: 25 }, (_, n) => at(99 - n));
    return withExplorer({ [path]: stats(25), ...paged(full, [at(50)], []) }, async (source) => {
      expect(await source.expand(subject(), TIP, 100)).toMatchObject({ status: 'complete', count: 26 });
    });
  });

  test('is not over with as many as were counted when some of them are newer than the tip', () =>
    withExplorer({ [path]: stats(2), ...paged([at(101), at(90)], [at(80)], []) }, async (source) => {
      expect(heightsOf(await source.expand(subject(), TIP, 10))).toEqual([80, 90]);
    }));

  test('ends at the tip', () =>
    withExplorer({ [path]: stats(3), ...paged([at(102), at(101), at(100), at(99)], []) }, async (source) => {
      expect(heightsOf(await source.expand(subject(), TIP, 10))).toEqual([99, 100]);
    }));

  test('holds what is newer than the tip against a count that is as new', () =>
    withExplorer(
      { [path]: new Sequence(stats(2), stats(3)), ...paged([at(101), at(90)], []) },
      async (source) => {
        const error = await failureOf(() => source.expand(subject(), TIP, 10));
        expect(error.code).toBe('PROVIDER_UNAVAILABLE');
        expect(error.message).toContain('2 of 3');
      },
    ));

  test('takes two transactions of one block', () =>
    withExplorer(
      { [path]: stats(3), ...paged([at(90, 'a'), at(90, 'b')], [at(90, 'c')]) },
      async (source) => {
        expect(heightsOf(await source.expand(subject(), TIP, 10))).toEqual([90, 90, 90]);
      },
    ));

  test.each([1, TIP.time + 7200])('takes a block time of %i', (time) => {
    const row = { ...at(90), status: { ...statusAt(90), block_time: time } };
    return withExplorer({ [path]: stats(1), ...paged([row]) }, async (source) => {
      expect(heightsOf(await source.expand(subject(), TIP, 10))).toEqual([90]);
    });
  });

  test('of a script is asked for by its hash, bytes in plain order', () => {
    // The example of the Electrum protocol (basics, script hashes), which sends the same bytes in reverse.
    const script = '76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac';
    const scripthash = '6191c3b590bfcfa0475e877c302da1e323497acf3b42c08d8fa28e364edf018b';
    return withExplorer(
      {
        [`/scripthash/${scripthash}`]: stats(1),
        [`/scripthash/${scripthash}/txs/chain`]: [esploraTx({ label: 'a', height: 5, to: script })],
        [`/scripthash/${scripthash}/txs/chain/${hash('a')}`]: [],
      },
      async (source) => {
        expect(heightsOf(await source.expand(subject(0, `script:${script}`), TIP, 10))).toEqual([5]);
      },
    );
  });

  test('read again for the same block asks nothing; for a later one it does', () =>
    withExplorer({ [path]: stats(2), ...paged([at(90), at(80)]) }, async (source, { received }) => {
      const first = await source.expand(subject(), TIP, 10);
      expect(await source.expand(subject(), TIP, 10)).toEqual(first);
      expect(received).toHaveLength(2);
      await source.expand(subject(), { ...TIP, height: 101, hash: hash('block 101') }, 10);
      expect(received).toHaveLength(4);
    }));

  test('tells transactions that are not asked for again', () =>
    withExplorer({ [path]: stats(2), ...paged([at(90), at(80)]) }, async (source, { received }) => {
      const { transactions } = await source.expand(subject(), TIP, 10);
      for (const transaction of transactions) {
        const one: Subject = { kind: 'transaction', chain: 'bitcoin', txid: transaction.txid };
        const found = await source.expand(one, TIP, 10);
        expect(found.transactions).toEqual([transaction]);
        // The page, and the part of it.
        expect(found.evidence).toHaveLength(2);
      }
      expect(received).toHaveLength(2);
    }));

  describe('of which outputs are about to be spent', () => {
    const waiting = { ...stats(1), mempool_stats: { tx_count: 2, spent_txo_count: 2 } };
    const spending = (label: string, ...vouts: number[]) =>
      esploraTx({ label, height: null, spends: vouts.map((vout) => `at 90:${vout}`), from: SCRIPT });

    test('says so, each once, although a server lists what waits twice', () =>
      withExplorer(
        {
          ...paged([at(90)]),
          [path]: waiting,
          [`${path}/txs/mempool`]: [
            spending('w', 0, 1),
            esploraTx({ label: 'incoming', height: null }),
            { ...spending('just confirmed', 3), status: statusAt(101) },
            spending('w', 0, 1),
          ],
        },
        async (source) => {
          const expansion = await source.expand(subject(), TIP, 10);
          expect(heightsOf(expansion)).toEqual([90]);
          expect(expansion.pending).toEqual([
            { outpoint: `${hash('at 90')}:0`, txid: hash('w') },
            { outpoint: `${hash('at 90')}:1`, txid: hash('w') },
          ]);
        },
      ));

    test.each([[[]], [undefined]])('is complete without them when the server says no more: %j', (list) =>
      withExplorer({ ...paged([at(90)]), [path]: waiting, [`${path}/txs/mempool`]: list }, async (source) => {
        const expansion = await source.expand(subject(), TIP, 10);
        expect(heightsOf(expansion)).toEqual([90]);
        expect(expansion).not.toHaveProperty('pending');
      }),
    );
  });

  test.each([
    ['/txs/chain', 'Too many history entries'],
    ['', 'Too many unspent transaction outputs (>500). Contact support to raise limits.'],
  ])(
    'that the server refuses to list (%s) is no empty one, and not asked for again and again',
    (where, text) =>
      withExplorer(
        { [path]: stats(1), ...paged([at(90)]), [`${path}${where}`]: new Refused(400, text) },
        async (source, { received }) => {
          const error = await failureOf(() => source.expand(subject(), TIP, 10));
          expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA', retryable: false });
          expect(error.message).toContain(`"${text}"`);
          expect(received.filter((url) => url === `${path}${where}`)).toHaveLength(1);
        },
      ),
  );

  test('counts spending as taking part', () =>
    withExplorer(
      {
        [path]: stats(1),
        [`${path}/txs/chain`]: [esploraTx({ label: 'a', height: 5, from: SCRIPT, to: OTHER })],
        [`${path}/txs/chain/${hash('a')}`]: [],
      },
      async (source) => {
        expect(heightsOf(await source.expand(subject(), TIP, 10))).toEqual([5]);
      },
    ));

  test('takes two that spend different outputs of one transaction', () =>
    withExplorer(
      { [path]: stats(2), ...paged([spending('a', 90, 1), spending('b', 80, 0, 2)]) },
      async (source) => {
        expect(heightsOf(await source.expand(subject(), TIP, 10))).toEqual([80, 90]);
      },
    ));

  describe('that is incomplete', () => {
    const short = { ...paged([at(90), at(80)], []), [path]: stats(3) };

    test('is read again, then it is an error that says what is missing', () =>
      withExplorer(short, async (source, { received }) => {
        const error = await failureOf(() => source.expand(subject(), TIP, 10));
        expect(error.code).toBe('PROVIDER_UNAVAILABLE');
        expect(error.message).toContain('2 of 3');
        expect(error.message).toContain('incomplete');
        expect(received.filter((url) => url === path)).toHaveLength(2);
      }));

    test('is complete when the second reading is', () =>
      withExplorer(
        {
          ...short,
          [`${path}/txs/chain/${hash('at 80')}`]: new Sequence([], [at(70)]),
          [`${path}/txs/chain/${hash('at 70')}`]: [],
        },
        async (source) => {
          expect(heightsOf(await source.expand(subject(), TIP, 10))).toEqual([70, 80, 90]);
        },
      ));
  });

  describe('whose paging does not move', () => {
    const first = [at(90), at(80)];
    const loop = { [path]: stats(4), ...paged(first, first) };

    test('is an error when the cursor is good', () =>
      withExplorer(
        { ...loop, [`/tx/${hash('at 80')}/status`]: statusAt(80) },
        async (source, { received }) => {
          const error = await failureOf(() => source.expand(subject(), TIP, 10));
          expect(error.code).toBe('BAD_PROVIDER_DATA');
          expect(error.message).toContain('does not move on');
          expect(received.length).toBeLessThan(6);
        },
      ));

    test('is read again when the server does not know the cursor any more', () =>
      withExplorer(
        {
          [path]: stats(2),
          [`${path}/txs/chain`]: new Sequence([at(90)], [at(91)]),
          [`${path}/txs/chain/${hash('at 90')}`]: new Refused(422, 'after_txid not found'),
          [`${path}/txs/chain/${hash('at 91')}`]: [at(70)],
        },
        async (source) => {
          expect(heightsOf(await source.expand(subject(), TIP, 10))).toEqual([70, 91]);
        },
      ));

    test('has no cursor on the first page: what is refused there is refused', () =>
      withExplorer({ [path]: stats(2), [`${path}/txs/chain`]: new Refused(422, 'no') }, async (source) => {
        const error = await failureOf(() => source.expand(subject(), TIP, 10));
        expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
      }));

    test('is unavailable when it never knows its own cursor', () =>
      withExplorer(
        {
          [path]: stats(2),
          ...paged([at(90)]),
          [`${path}/txs/chain/${hash('at 90')}`]: new Refused(422, 'after_txid not found'),
        },
        async (source) => {
          const error = await failureOf(() => source.expand(subject(), TIP, 10));
          expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
          expect(error.message).toContain(`lost its place: ${hash('at 90')}`);
        },
      ));

    test('is read again when the block of the cursor was reorganised away', () =>
      withExplorer(
        {
          [path]: new Sequence(stats(3), stats(2)),
          [`${path}/txs/chain`]: new Sequence(first, [at(90), at(79)]),
          [`${path}/txs/chain/${hash('at 80')}`]: [at(90)],
          [`${path}/txs/chain/${hash('at 79')}`]: [],
          [`/tx/${hash('at 80')}/status`]: { confirmed: false },
        },
        async (source) => {
          expect(heightsOf(await source.expand(subject(), TIP, 10))).toEqual([79, 90]);
        },
      ));
  });

  test.each<[string, Script, string]>([
    ['shows a stranger', paged([esploraTx({ label: 's', height: 5, to: OTHER })], []), 'no part'],
    ['shows one twice on a page', paged([at(5), at(5)], []), 'twice'],
    [
      'shows two spenders of one output',
      paged([spending('a', 90, 1), spending('b', 80, 0, 1)], []),
      `spend ${hash('funding')}:1: ${hash('a')} and ${hash('b')}`,
    ],
    [
      'shows them on two pages',
      { ...paged([spending('a', 90, 1)], [at(85)], [spending('b', 80, 1)], []), [path]: stats(3) },
      `spend ${hash('funding')}:1: ${hash('a')} and ${hash('b')}`,
    ],
    [
      'shows one of them above the tip',
      paged([spending('a', 101, 1), spending('b', 80, 1)], []),
      `two confirmed transactions that spend ${hash('funding')}:1`,
    ],
    ['has no pages', {}, 'Esplora index'],
    ['is no list', { [`${path}/txs/chain`]: {} }, 'list of transactions'],
    ['shows what is not confirmed', paged([at(null), at(99)], []), 'not confirmed'],
    ['rises on a page', paged([at(80), at(81)], []), 'of block 81 after one of block 80'],
    ['rises from page to page', paged([at(90), at(80)], [at(81)], []), 'of block 81 after one of block 80'],
    ['rises above the tip', paged([at(101), at(102)], []), 'of block 102 after one of block 101'],
    ['knows no time', paged([{ ...at(9), status: { ...statusAt(9), block_time: 0 } }]), 'block_time'],
    [
      'comes from the future',
      paged([{ ...at(9), status: { ...statusAt(9), block_time: TIP.time + 7201 } }]),
      `block_time of ${hash('at 9')} is ${TIP.time + 7201}`,
    ],
  ])('that %s is refused', (_, script, problem) =>
    withExplorer({ [path]: stats(1), ...script }, async (source) => {
      const error = await failureOf(() => source.expand(subject(), TIP, 10));
      expect(error.code).toBe('BAD_PROVIDER_DATA');
      expect(error.message).toContain(problem);
    }),
  );

  describe('of an active address', () => {
    const heights = [95, 94, 93, 50, 49, 48];
    const pages = paged(
      heights.slice(0, 3).map((height) => at(height)),
      heights.slice(3).map((height) => at(height)),
      [],
    );

    test('beyond twice the limit is not read at all', () =>
      withExplorer({ [path]: stats(7), ...pages }, async (source, { received }) => {
        const expansion = await source.expand(subject(60), TIP, 3);
        expect(found(expansion)).toEqual({
          subject: subject(60),
          status: 'too-active',
          transactions: [],
          count: 7,
        });
        expect(received).toEqual([path]);
      }));

    test('with the limit on both sides of the height is complete', () =>
      withExplorer({ [path]: stats(6), ...pages }, async (source) => {
        const expansion = await source.expand(subject(93), TIP, 3);
        expect(expansion.status).toBe('complete');
        expect(heightsOf(expansion)).toEqual(heights.toReversed());
      }));

    test.each([
      ['after the height', 50, 2],
      ['before the height', 94, 4],
    ])('with more %s is too active', (_, fromHeight, requests) =>
      withExplorer({ [path]: stats(6), ...pages }, async (source, { received }) => {
        const expansion = await source.expand(subject(fromHeight), TIP, 3);
        expect(expansion).toMatchObject({ status: 'too-active', transactions: [], count: 6 });
        expect(received.length).toBeLessThanOrEqual(requests + 1);
      }),
    );
  });
});

test('another chain is a mistake of the caller', () =>
  withExplorer({}, async (source) => {
    const subject: Subject = { kind: 'history', chain: 'ethereum', address: '0x', fromHeight: 0 };
    expect((await failureOf(() => source.expand(subject, TIP, 1))).code).toBe('INVARIANT');
  }));
