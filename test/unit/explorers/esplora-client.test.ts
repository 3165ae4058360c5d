/** The Esplora client against servers that do what a recording cannot: lie, lag behind, change their mind. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { ChainSource } from '../../../src/cases/ports.ts';
import type { Tip } from '../../../src/core/chain.ts';
import type { Subject } from '../../../src/core/trace/subject.ts';
import { createEsploraSource } from '../../../src/explorers/esplora/client.ts';
import { createMemoryArchive } from '../../../src/storage/memory-archive.ts';
import { found } from '../../support/found.ts';
import { failureOf, type LocalServer, quickTransport, withServer } from './local-server.ts';

const FINALITY = { finality: 6 };

const hash = (label: string) => createHash('sha256').update(label).digest('hex');
const TIP: Tip = { height: 100, hash: hash('block 100'), time: 1_700_000_000 };
/** The address of BIP-173's example key, its script, and somebody else's. */
const ADDRESS = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
const SCRIPT = '0014751e76e8199196d454941c45d1b3a323f1433bd6';
const OTHER = `0014${'ab'.repeat(20)}`;

interface Sketch {
  readonly label: string;
  /** Null when it is not confirmed. */
  readonly height: number | null;
  /** Outpoints `label:vout`; each is worth 10 satoshi and was locked with `from`. */
  readonly spends?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

const statusAt = (height: number | null): Readonly<Record<string, unknown>> =>
  height === null
    ? { confirmed: false }
    : {
        confirmed: true,
        block_height: height,
        block_hash: hash(`block ${height}`),
        block_time: 1_600_000_000 + height,
      };

function esploraTx({ label, height, spends = ['outside:0'], from = OTHER, to = SCRIPT }: Sketch) {
  return {
    txid: hash(label),
    vin: spends.map((outpoint) => {
      const [funding = '', vout] = outpoint.split(':');
      const prevout = { scriptpubkey: from, value: 10 };
      return { txid: hash(funding), vout: Number(vout), prevout, is_coinbase: false };
    }),
    vout: [{ scriptpubkey: to, value: 10 * spends.length }],
    fee: 0,
    status: statusAt(height),
  };
}

/** What the server answers to a path: a body, 404 for undefined, or one body after the other (the last one stays). */
type Script = Readonly<Record<string, unknown>>;
class Sequence {
  readonly #bodies: unknown[];
  constructor(...bodies: unknown[]) {
    this.#bodies = bodies;
  }
  next(): unknown {
    return this.#bodies.length > 1 ? this.#bodies.shift() : this.#bodies[0];
  }
}

function withExplorer<T>(
  script: Script,
  use: (source: ChainSource, server: LocalServer) => Promise<T>,
): Promise<T> {
  return withServer(
    (request, reply) => {
      const entry = script[request.url];
      const body = entry instanceof Sequence ? entry.next() : entry;
      if (body === undefined) return reply.code(404).type('text/plain').send('not found');
      if (typeof body === 'string') return reply.type('text/plain').send(body);
      return reply.type('application/json').send(JSON.stringify(body));
    },
    (server) =>
      use(
        createEsploraSource(quickTransport(server.url, { archive: createMemoryArchive() }), FINALITY),
        server,
      ),
  );
}

const txidsOf = ({ transactions }: { transactions: readonly { txid: string }[] }) =>
  transactions.map(({ txid }) => txid);

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

  test.each<[string, unknown, string]>([
    ['unknown', undefined, 'not found'],
    ['not confirmed', esploraTx({ label: 'a', height: null }), 'not confirmed at block 100'],
    ['above the tip', esploraTx({ label: 'a', height: 101 }), 'not confirmed at block 100'],
    ['another one', esploraTx({ label: 'b', height: 90 }), `when asked for ${txid}`],
    [
      'of the future',
      { ...esploraTx({ label: 'a', height: 90 }), status: { ...statusAt(90), block_time: TIP.time + 7201 } },
      'block_time',
    ],
  ])('that is %s is an error, and not kept', (_, body, problem) =>
    withExplorer({ [path]: body }, async (source, { received }) => {
      for (const requests of [1, 2]) {
        const error = await failureOf(() => source.expand(subject, TIP, 1));
        expect(error.code).toBe('BAD_PROVIDER_DATA');
        expect(error.message).toContain(problem);
        expect(received).toHaveLength(requests);
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

describe('spends', () => {
  const funding = hash('funding');
  const path = `/tx/${funding}/outspends`;
  const subject = (...vouts: number[]): Subject => ({
    kind: 'spends',
    chain: 'bitcoin',
    txid: funding,
    vouts,
  });
  const spentBy = (label: string, height: number | null) => ({
    spent: true,
    txid: hash(label),
    vin: 0,
    status: statusAt(height),
  });
  const spender = (label: string, height: number | null, ...vouts: number[]) => ({
    [`/tx/${hash(label)}`]: esploraTx({ label, height, spends: vouts.map((vout) => `funding:${vout}`) }),
  });

  test('only the asked outputs, each spender once, in the order of the outputs', () =>
    withExplorer(
      {
        [path]: [spentBy('x', 90), spentBy('y', 80), { spent: false }, spentBy('x', 90), spentBy('z', 95)],
        ...spender('x', 90, 0, 3),
        ...spender('y', 80, 1),
      },
      async (source, { received }) => {
        const expansion = await source.expand(subject(0, 1, 2, 3), TIP, 1);
        expect(expansion).toMatchObject({ status: 'complete', count: 2 });
        expect(txidsOf(expansion)).toEqual([hash('x'), hash('y')]);
        expect(received).toHaveLength(3);
      },
    ));

  test.each<[string, object]>([
    ['nothing', { spent: false }],
    ['what is not confirmed', spentBy('x', null)],
    ['what stands above the tip', spentBy('x', 101)],
  ])('%s is no spend', (_, outspend) =>
    withExplorer({ [path]: [outspend] }, async (source) => {
      expect(await source.expand(subject(0), TIP, 1)).toMatchObject({
        status: 'complete',
        transactions: [],
        count: 0,
      });
    }),
  );

  test.each<[string, Script, string, string]>([
    ['of an unknown transaction', {}, 'BAD_PROVIDER_DATA', 'not found'],
    ['of too few outputs', { [path]: [{ spent: false }] }, 'BAD_PROVIDER_DATA', 'output 1 does not exist'],
    [
      'without spender',
      { [path]: [{ spent: false }, { spent: true }] },
      'BAD_PROVIDER_DATA',
      'BACKEND=esplora',
    ],
    [
      'with a spender that is no txid',
      { [path]: [{ spent: false }, { ...spentBy('x', 90), txid: 'x' }] },
      'BAD_PROVIDER_DATA',
      '[1].txid',
    ],
    [
      'by one that does not spend it',
      { [path]: [{ spent: false }, spentBy('x', 90)], ...spender('x', 90, 0) },
      'BAD_PROVIDER_DATA',
      'no such input',
    ],
    [
      'by one that is not known',
      { [path]: [{ spent: false }, spentBy('x', 90)] },
      'PROVIDER_UNAVAILABLE',
      'unknown',
    ],
    [
      'by one that is not confirmed after all',
      { [path]: [{ spent: false }, spentBy('x', 90)], ...spender('x', null, 1) },
      'PROVIDER_UNAVAILABLE',
      'not settled',
    ],
  ])('%s', (_, script, code, problem) =>
    withExplorer(script, async (source) => {
      const error = await failureOf(() => source.expand(subject(1), TIP, 1));
      expect(error.code).toBe(code);
      expect(error.message).toContain(problem);
    }),
  );

  test('are read again when the server changes its mind', () =>
    withExplorer({ [path]: new Sequence([spentBy('x', 90)], [{ spent: false }]) }, async (source) => {
      expect(await source.expand(subject(0), TIP, 1)).toMatchObject({ status: 'complete', count: 0 });
    }));
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
