/** Who spends outputs, as an Esplora server tells it: one by one, many at once, by the page of an address. */

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { ChainSource } from '../../../src/cases/ports.ts';
import type { Subject } from '../../../src/core/graph/subject.ts';
import { createEsploraSource } from '../../../src/explorers/esplora/client.ts';
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

/** A transaction with outputs to these scripts, confirmed. */
const paying = (label: string, to: readonly string[], from = OTHER) => ({
  ...esploraTx({ label, height: 50, from }),
  vout: to.map((scriptpubkey) => ({ scriptpubkey, value: 2 })),
  fee: 10 - 2 * to.length,
});
const spendsOf = (label: string, ...vouts: number[]): Subject => ({
  kind: 'spends',
  chain: 'bitcoin',
  txid: hash(label),
  vouts,
});
const spentBy = (label: string, height: number | null) => ({
  spent: true,
  txid: hash(label),
  vin: 0,
  status: statusAt(height),
});
const UNSPENT = { spent: false };

describe('outspends of many transactions at once', () => {
  /** What each of some transactions pays is spent by a transaction of its own, `by <label>`. */
  const labels = ['a', 'b', 'c', 'd', 'e'];
  const server = (batch: (txids: readonly string[]) => unknown) => (path: string) => {
    const [, txids] = /^\/txs\/outspends\?txids=(.*)$/.exec(path) ?? [];
    if (txids !== undefined) return batch(txids.split(','));
    for (const label of labels) {
      if (path === `/tx/${hash(label)}/outspends`) return [spentBy(`by ${label}`, 90)];
      if (path === `/tx/${hash(`by ${label}`)}`) {
        return esploraTx({ label: `by ${label}`, height: 90, spends: [`${label}:0`] });
      }
    }
    return undefined;
  };
  const honest = (txids: readonly string[]) =>
    txids.map((txid) => {
      const label = labels.find((one) => hash(one) === txid);
      return label === undefined ? [] : [spentBy(`by ${label}`, 90)];
    });
  const batchesIn = (received: readonly string[]) =>
    received.filter((path) => path.startsWith('/txs/outspends'));
  const singlesIn = (received: readonly string[]) => received.filter((path) => path.endsWith('/outspends'));
  const labelsIn = (path: string) =>
    path
      .replace(/^.*=/, '')
      .split(',')
      .map((txid) => labels.find((label) => hash(label) === txid));

  test('look-ups that wait at the same time share requests, as many as the server takes', () =>
    withExplorer(
      server(honest),
      async (source, { received }) => {
        const found = await Promise.all(labels.map((label) => source.expand(spendsOf(label, 0), TIP, 1)));
        expect(found.flatMap(txidsOf)).toEqual(labels.map((label) => hash(`by ${label}`)));
        expect(batchesIn(received).map((path) => labelsIn(path).length)).toEqual([3, 2]);
        expect(batchesIn(received).flatMap(labelsIn)).toEqual(labels);
        expect(received).toHaveLength(7);
        // Several rest on the same answer, and each on its part of it.
        const [one, two] = found.map(({ evidence }) => evidence ?? []);
        expect(one?.[0]).toBe(two?.[0]);
        expect(one?.[1]).not.toBe(two?.[1]);
        expect(one).toHaveLength(3);
      },
      { batch: 3 },
    ));

  test('a transaction that is asked for twice stands there once', () =>
    withExplorer(
      server(() => [[spentBy('by a', 90), UNSPENT]]),
      async (source, { received }) => {
        const two = await Promise.all([0, 1].map((vout) => source.expand(spendsOf('a', vout), TIP, 1)));
        expect(two.map(({ count }) => count)).toEqual([1, 0]);
        expect(received).toEqual([`/txs/outspends?txids=${hash('a')}`, `/tx/${hash('by a')}`]);
      },
      { batch: 50 },
    ));

  test('what is asked while no request may go out comes along with the one that waits', () => {
    const gate = { open: () => {} };
    const opened = new Promise<void>((resolve) => {
      gate.open = resolve;
    });
    const answers = server(honest);
    return withExplorer(
      async (path) => {
        if (path === `/tx/${hash('slow')}`) await opened;
        return path === `/tx/${hash('slow')}` ? esploraTx({ label: 'slow', height: 5 }) : answers(path);
      },
      async (source, { received }) => {
        const slow = source.expand({ kind: 'transaction', chain: 'bitcoin', txid: hash('slow') }, TIP, 1);
        const asked: Promise<unknown>[] = [];
        for (const label of labels) {
          asked.push(source.expand(spendsOf(label, 0), TIP, 1));
          await sleep(15);
        }
        gate.open();
        await Promise.all([slow, ...asked]);
        expect(batchesIn(received).map((path) => labelsIn(path).length)).toEqual([5]);
      },
      { batch: 50, concurrency: 1 },
    );
  });

  test('one request of that kind is under way at a time, however many places there are', () => {
    const gate = { open: () => {} };
    const opened = new Promise<void>((resolve) => {
      gate.open = resolve;
    });
    const answers = server(honest);
    return withExplorer(
      async (path) => {
        if (path.startsWith('/txs/outspends')) await opened;
        return answers(path);
      },
      async (source, { received }) => {
        const asked: Promise<unknown>[] = [];
        for (const label of labels) {
          asked.push(source.expand(spendsOf(label, 0), TIP, 1));
          await sleep(25);
        }
        expect(batchesIn(received).map((path) => labelsIn(path).length)).toEqual([1]);
        gate.open();
        await Promise.all(asked);
        expect(batchesIn(received).map((path) => labelsIn(path).length)).toEqual([1, 4]);
      },
      { batch: 50 },
    );
  });

  test('an empty list is an unknown transaction; the others are answered', () =>
    withExplorer(
      server(honest),
      async (source) => {
        const [error, found] = await Promise.all([
          failureOf(() => source.expand(spendsOf('nobody knows', 0), TIP, 1)),
          source.expand(spendsOf('a', 0), TIP, 1),
        ]);
        expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
        expect(error.message).toContain(`transaction ${hash('nobody knows')} is not found`);
        expect(txidsOf(found)).toEqual([hash('by a')]);
      },
      { batch: 50 },
    ));

  test('a server that knows no spenders is of no use, together or one by one', () =>
    withExplorer(
      server((txids) => txids.map(() => [{ spent: true }])),
      async (source, { received }) => {
        const error = await failureOf(() => source.expand(spendsOf('a', 0), TIP, 1));
        expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
        expect(error.message).toContain('BACKEND=esplora');
        expect(received).toHaveLength(1);
      },
      { batch: 50 },
    ));

  test('every part stands for the single question, in any other grouping', () =>
    withExplorer(
      server(honest),
      async (source, { received }, transport) => {
        await Promise.all(labels.map((label) => source.expand(spendsOf(label, 0), TIP, 1)));
        const asked = received.length;
        const single = createEsploraSource(transport, { finality: 6 });
        const grouped = createEsploraSource(transport, { finality: 6, batch: 2 });
        for (const other of [single, grouped]) {
          const found = await Promise.all(labels.map((label) => other.expand(spendsOf(label, 0), TIP, 1)));
          expect(found.flatMap(txidsOf)).toEqual(labels.map((label) => hash(`by ${label}`)));
        }
        expect(received).toHaveLength(asked);
      },
      { batch: 50 },
    ));

  test.each<[string, number, object[], number]>([
    ['settled spends for good', 95, [spentBy('by a', 95)], 0],
    ['a spend that is not settled for runs at the same block', 96, [spentBy('by a', 96)], 1],
    ['an unspent output for runs at the same block', 94, [spentBy('by a', 94), UNSPENT], 1],
  ])('an answer holds: %s', (_, height, outspends, more) =>
    withExplorer(
      (path) =>
        path.startsWith('/txs/outspends')
          ? [outspends]
          : esploraTx({ label: 'by a', height, spends: ['a:0'] }),
      async (source, { received }) => {
        const later = { ...TIP, height: 101, hash: hash('block 101') };
        for (const tip of [TIP, TIP, later]) await source.expand(spendsOf('a', 0), tip, 1);
        expect(batchesIn(received)).toHaveLength(1 + more);
      },
      { batch: 50 },
    ),
  );

  test.each<[string, unknown]>([
    ['does not know the route', undefined],
    ['takes fewer', new Refused(400, 'Too many txids requested')],
    ['keeps the route to itself', new Refused(403, 'forbidden')],
    ['answers with another form', { a: 1 }],
    ['answers with less than was asked', []],
    ['names no transaction as spender in the wrong place', [[{ spent: 'yes' }]]],
  ])('a server that %s is asked one by one, from then on', (_, answer) =>
    withExplorer(
      server(() => answer),
      async (source, { received }) => {
        for (const label of labels) {
          expect(txidsOf(await source.expand(spendsOf(label, 0), TIP, 1))).toEqual([hash(`by ${label}`)]);
        }
        expect(batchesIn(received)).toHaveLength(1);
        expect(singlesIn(received)).toHaveLength(5);
      },
      { batch: 50 },
    ),
  );

  test('a request that fails is no reason to give up: one by one this time, together again the next', () => {
    let fails = true;
    return withExplorer(
      server((txids) => (fails ? new Refused(500, 'one of them is too much') : honest(txids))),
      async (source, { received }) => {
        expect(txidsOf(await source.expand(spendsOf('a', 0), TIP, 1))).toEqual([hash('by a')]);
        expect([batchesIn(received).length, singlesIn(received).length]).toEqual([5, 1]);
        fails = false;
        expect(txidsOf(await source.expand(spendsOf('b', 0), TIP, 1))).toEqual([hash('by b')]);
        expect([batchesIn(received).length, singlesIn(received).length]).toEqual([6, 1]);
      },
      { batch: 50 },
    );
  });

  test('an answer that contradicts itself is asked for again', () => {
    const answers = new Sequence([[spentBy('unknown', 90)]], [[UNSPENT]]);
    return withExplorer(
      (path) => (path.startsWith('/txs/outspends') ? answers.next() : undefined),
      async (source, { received }) => {
        expect(await source.expand(spendsOf('a', 0), TIP, 1)).toMatchObject({ status: 'complete', count: 0 });
        expect(batchesIn(received)).toHaveLength(2);
      },
      { batch: 50 },
    );
  });
});

describe('the page of the address that was paid', () => {
  const page = `/address/${ADDRESS}/txs/chain`;
  const funding = `/tx/${hash('funding')}`;
  const outspends = `${funding}/outspends`;
  const spender = (label: string, height: number, ...vouts: number[]) =>
    esploraTx({ label, height, spends: vouts.map((vout) => `funding:${vout}`), from: SCRIPT, to: OTHER });
  const other = (n: number) => esploraTx({ label: `other ${n}`, height: 60 });
  /** Looks the funding transaction up, then who spends from it. */
  const follow = (
    script: Script,
    vouts: readonly number[],
    use: (found: Awaited<ReturnType<ChainSource['expand']>>, requests: readonly string[]) => void,
    settings: { readonly batch?: number } = {},
  ) =>
    withExplorer(
      script,
      async (source, { received }) => {
        await source.expand({ kind: 'transaction', chain: 'bitcoin', txid: hash('funding') }, TIP, 1);
        use(await source.expand(spendsOf('funding', ...vouts), TIP, 1), received.slice(1));
      },
      settings,
    );
  const known = (...to: readonly string[]) => ({ [funding]: paying('funding', to) });

  test('shows the spender itself: one request instead of two', () =>
    follow(
      { ...known(SCRIPT), [page]: [spender('x', 90, 0), paying('funding', [SCRIPT])] },
      [0],
      (found, asked) => {
        expect(txidsOf(found)).toEqual([hash('x')]);
        expect(found).toMatchObject({ status: 'complete', count: 1 });
        expect(asked).toEqual([page]);
      },
    ));

  test('shows the spenders of several outputs with the same script, each once, in the order of the outputs', () =>
    follow(
      {
        ...known(SCRIPT, OTHER, SCRIPT, SCRIPT),
        [page]: [spender('y', 95, 2), spender('x', 90, 0, 3)],
      },
      [0, 2, 3],
      (found, asked) => {
        expect(txidsOf(found)).toEqual([hash('x'), hash('y')]);
        expect(asked).toEqual([page]);
      },
    ));

  test('shows that it is spent above the pinned block: up to there it is not', () =>
    follow({ ...known(SCRIPT), [page]: [spender('x', 101, 0)] }, [0], (found, asked) => {
      expect(found).toMatchObject({ status: 'complete', transactions: [], count: 0 });
      expect(asked).toEqual([page]);
    }));

  test('is refused when it shows two spenders of one output', () =>
    withExplorer({ ...known(SCRIPT), [page]: [spender('y', 95, 0), spender('x', 90, 0)] }, async (source) => {
      await source.expand({ kind: 'transaction', chain: 'bitcoin', txid: hash('funding') }, TIP, 1);
      const error = await failureOf(() => source.expand(spendsOf('funding', 0), TIP, 1));
      expect(error.code).toBe('BAD_PROVIDER_DATA');
      expect(error.message).toContain(`spend ${hash('funding')}:0: ${hash('y')} and ${hash('x')}`);
    }));

  test('does not count when it shows another spender than the known one of another output', () =>
    withExplorer(
      {
        ...known(SCRIPT, SCRIPT),
        [page]: [spender('y', 95, 1), spender('x', 90, 0)],
        [outspends]: [spentBy('x', 90), spentBy('y', 95)],
      },
      async (source) => {
        await source.expand({ kind: 'transaction', chain: 'bitcoin', txid: hash('funding') }, TIP, 1);
        const asked = { ...spendsOf('funding', 0), spent: [{ vout: 1, txid: hash('known') }] } as Subject;
        const error = await failureOf(() => source.expand(asked, TIP, 1));
        expect(error.message).toContain(`${hash('known')} spends ${hash('funding')}:1`);
        const same = { ...asked, spent: [{ vout: 1, txid: hash('y') }] } as Subject;
        expect(txidsOf(await source.expand(same, TIP, 1))).toEqual([hash('x')]);
      },
    ));

  test('proves nothing when it shows no spender', () =>
    follow(
      { ...known(SCRIPT), [page]: [paying('funding', [SCRIPT])], [outspends]: [UNSPENT] },
      [0],
      (found, asked) => {
        expect(found).toMatchObject({ status: 'complete', transactions: [], count: 0 });
        expect(asked).toEqual([page, outspends]);
      },
    ));

  test('what it showed is not fetched again', () =>
    follow(
      {
        ...known(SCRIPT, SCRIPT),
        [page]: [spender('x', 90, 0)],
        [outspends]: [spentBy('x', 90), UNSPENT],
      },
      [0, 1],
      (found, asked) => {
        expect(txidsOf(found)).toEqual([hash('x')]);
        expect(asked).toEqual([page, outspends]);
      },
    ));

  test.each<[string, Script, readonly number[]]>([
    ['the outputs have different scripts', known(SCRIPT, OTHER), [0, 1]],
    ['the script has no address', known(`21${'02'.repeat(33)}ac`), [0]],
    ['the output does not exist', known(SCRIPT), [1]],
    ['who paid has the same script', { [funding]: paying('funding', [SCRIPT], SCRIPT) }, [0]],
  ])('is not asked for when %s', (_, script, vouts) =>
    follow({ ...script, [outspends]: [UNSPENT, UNSPENT] }, vouts, (found, asked) => {
      expect(found.count).toBe(0);
      expect(asked).toEqual([outspends]);
    }),
  );

  test('is not asked for when the transaction is not known: to learn the script costs as much', () =>
    withExplorer({ [outspends]: [UNSPENT] }, async (source, { received }) => {
      await source.expand(spendsOf('funding', 0), TIP, 1);
      expect(received).toEqual([outspends]);
    }));

  test('is not asked for where many are asked about at once', () =>
    follow(
      { ...known(SCRIPT), [`/txs/outspends?txids=${hash('funding')}`]: [[UNSPENT]] },
      [0],
      (_, asked) => expect(asked).toHaveLength(1),
      { batch: 50 },
    ));

  test.each<[string, unknown]>([
    ['full and shows something else', Array.from({ length: 25 }, (_, n) => other(n))],
    ['refused, since there is too much', new Refused(400, 'Too many history entries')],
    ['not there', undefined],
  ])('that is %s is not asked for again', (_, content) =>
    withExplorer(
      {
        ...known(SCRIPT),
        [`/tx/${hash('more')}`]: paying('more', [SCRIPT]),
        [page]: content,
        [outspends]: [UNSPENT],
        [`/tx/${hash('more')}/outspends`]: [UNSPENT],
      },
      async (source, { received }) => {
        const later = { ...TIP, height: 101, hash: hash('block 101') };
        for (const [label, tip] of [
          ['funding', TIP],
          ['more', later],
        ] as const) {
          await source.expand({ kind: 'transaction', chain: 'bitcoin', txid: hash(label) }, tip, 1);
          const found = await source.expand(spendsOf(label, 0), tip, 1);
          expect(found).toMatchObject({ status: 'complete', count: 0 });
        }
        expect(received.filter((path) => path === page)).toHaveLength(1);
        expect(received).toHaveLength(5);
      },
    ),
  );

  test('that is short and shows no spender is asked for again for another output', () =>
    withExplorer(
      {
        ...known(SCRIPT),
        [`/tx/${hash('more')}`]: paying('more', [SCRIPT]),
        [page]: [other(1)],
        [outspends]: [UNSPENT],
        [`/tx/${hash('more')}/outspends`]: [UNSPENT],
      },
      async (source, { received }) => {
        await source.expand({ kind: 'transaction', chain: 'bitcoin', txid: hash('funding') }, TIP, 1);
        await source.expand(spendsOf('funding', 0), TIP, 1);
        await source.expand({ kind: 'transaction', chain: 'bitcoin', txid: hash('more') }, TIP, 1);
        const later = { ...TIP, height: 101, hash: hash('block 101') };
        await source.expand(spendsOf('more', 0), later, 1);
        expect(received.filter((path) => path === page)).toHaveLength(2);
      },
    ));

  test.each<[string, object, string]>([
    ['a stranger', esploraTx({ label: 's', height: 5, to: OTHER }), 'no part'],
    ['what waits for a block', spender('x', 90, 0), 'not confirmed'],
    // Asked for afresh by way of the outspends, which this server does not have.
    ['a block of the future', spender('x', 90, 0), 'not found'],
  ])('that shows %s is refused', (what, row, problem) =>
    withExplorer(
      {
        ...known(SCRIPT),
        [page]: [
          what === 'a stranger'
            ? row
            : {
                ...row,
                status: what.startsWith('a block')
                  ? { ...statusAt(90), block_time: TIP.time + 7201 }
                  : { confirmed: false },
              },
        ],
      },
      async (source) => {
        await source.expand({ kind: 'transaction', chain: 'bitcoin', txid: hash('funding') }, TIP, 1);
        const error = await failureOf(() => source.expand(spendsOf('funding', 0), TIP, 1));
        expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
        expect(error.message).toContain(problem);
      },
    ),
  );
});

describe('an output that a transaction without a block spends', () => {
  test('is pending, not spent', () =>
    withExplorer(
      {
        [`/tx/${hash('a')}/outspends`]: [spentBy('w', null), UNSPENT, spentBy('x', 101), spentBy('v', null)],
      },
      async (source, { received }) => {
        expect(await source.expand(spendsOf('a', 0, 1, 2), TIP, 1)).toMatchObject({
          status: 'complete',
          transactions: [],
          pending: [{ outpoint: `${hash('a')}:0`, txid: hash('w') }],
        });
        expect(received).toHaveLength(1);
      },
    ));

  test('is nothing to speak of when there is none', () =>
    withExplorer({ [`/tx/${hash('a')}/outspends`]: [UNSPENT] }, async (source) => {
      expect(await source.expand(spendsOf('a', 0), TIP, 1)).not.toHaveProperty('pending');
    }));
});
