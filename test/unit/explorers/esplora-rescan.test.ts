/** An Esplora server that is asked for what is newer, and does not tell any more what it told before. */

import { describe, expect, test } from '@jest/globals';
import type { HistorySubject, KnownRow, SpendsSubject } from '../../../src/core/graph/subject.ts';
import { failureOf } from './local-server.ts';
import {
  ADDRESS,
  esploraTx,
  hash,
  type Script,
  Sequence,
  statusAt,
  TIP,
  txidsOf,
  withExplorer,
} from './scripted-esplora.ts';

const path = `/address/${ADDRESS}`;
const stats = (count: number) => ({ chain_stats: { tx_count: count } });
const at = (height: number, label = `at ${height}`) => esploraTx({ label, height });
/** Pages by what they follow. */
const paged = (...pages: (readonly ReturnType<typeof at>[])[]): Script =>
  Object.fromEntries(
    pages.map((page, index) => {
      const cursor = pages[index - 1]?.at(-1)?.txid;
      return [`${path}/txs/chain${cursor === undefined ? '' : `/${cursor}`}`, page] as const;
    }),
  );
const row = (height: number, label = `at ${height}`): KnownRow => ({ txid: hash(label), height });

/** A history of which so many rows are known up to block 80. @param newest those that are named */
const knowing = (count: number, ...newest: KnownRow[]): HistorySubject => ({
  kind: 'history',
  chain: 'bitcoin',
  address: ADDRESS,
  fromHeight: 0,
  known: { height: 80, active: count, rows: { count, newest } },
});
const TWO = knowing(2, row(80), row(70));
/** Thirty known rows, of blocks 80 to 51. */
const heights = Array.from({ length: 30 }, (_, n) => 80 - n);
const THIRTY = knowing(30, ...heights.slice(0, 25).map((height) => row(height)));

describe('a history of which a part is known', () => {
  test.each<[string, HistorySubject, Script, number[], number]>([
    ['nothing is new', TWO, { [path]: stats(2), ...paged([at(80), at(70)]) }, [], 2],
    ['one is new', TWO, { [path]: stats(3), ...paged([at(90), at(80), at(70)]) }, [90], 2],
    ['nothing was there', knowing(0), { [path]: stats(1), ...paged([at(90)]) }, [90], 2],
    ['nothing is there', knowing(0), { [path]: stats(0), ...paged([]) }, [], 2],
    [
      'the rest stands on further pages',
      THIRTY,
      { [path]: stats(31), ...paged([at(90), ...heights.slice(0, 24).map((height) => at(height))]) },
      [90],
      2,
    ],
    [
      'others of the block of the last one named are known',
      knowing(26, ...heights.slice(0, 24).map((height) => row(height)), row(56, 'x')),
      {
        [path]: stats(26),
        ...paged([...heights.slice(0, 24).map((height) => at(height)), at(56, 'y')]),
      },
      [],
      2,
    ],
    [
      'one above the tip is not counted yet',
      TWO,
      { [path]: new Sequence(stats(2), stats(3)), ...paged([at(101), at(80), at(70)]) },
      [],
      3,
    ],
    [
      'nothing was told of the rest',
      { ...TWO, known: { height: 80, active: 2 } },
      { [path]: stats(9), ...paged([at(90), at(70)]) },
      [90],
      2,
    ],
  ])('takes no request more: %s', (_, subject, script, expected, requests) =>
    withExplorer(script, async (source, { received }) => {
      const found = await source.expand(subject, TIP, 100);
      expect(found).toMatchObject({ subject, status: 'complete', count: expected.length });
      expect(found.transactions.map(({ block }) => block.height)).toEqual(expected);
      expect(received).toHaveLength(requests);
    }),
  );

  const gone = (height: number) =>
    `does not list transaction ${hash(`at ${height}`)} of block ${height} any more`;
  test.each<[string, HistorySubject, Script, string]>([
    ['the newest', TWO, { [path]: stats(2), ...paged([at(90), at(70)]) }, gone(80)],
    [
      'the newest, and counts it all the same',
      TWO,
      { [path]: stats(3), ...paged([at(90), at(70)]) },
      gone(80),
    ],
    ['the oldest', TWO, { [path]: stats(2), ...paged([at(90), at(80)]) }, 'counts 2 transactions'],
    ['all', TWO, { [path]: stats(1), ...paged([at(90)], []) }, gone(80)],
    ['all, and nothing is new', TWO, { [path]: stats(0), ...paged([]) }, gone(80)],
    ['one, and shows another in its place', TWO, { [path]: stats(2), ...paged([at(80), at(60)]) }, gone(70)],
    [
      'one in the middle of a page, and counts it all the same',
      THIRTY,
      {
        [path]: stats(30),
        ...paged(
          heights
            .slice(0, 26)
            .filter((n) => n !== 66)
            .map((n) => at(n)),
        ),
      },
      gone(66),
    ],
    [
      'one of a page that is not read',
      THIRTY,
      { [path]: stats(30), ...paged([at(90), ...heights.slice(0, 24).map((n) => at(n))]) },
      `counts 30 transactions of ${ADDRESS}, of which 31 are known`,
    ],
  ])(
    'is asked for again when the server drops %s, and then an error that names it',
    (_, subject, script, problem) =>
      withExplorer(script, async (source, { received }) => {
        const error = await failureOf(() => source.expand(subject, TIP, 100));
        expect(error.code).toBe('PROVIDER_UNAVAILABLE');
        expect(error.message).toContain(problem);
        expect(received.filter((url) => url === path)).toHaveLength(2);
      }),
  );

  test('is complete when the second reading is', () =>
    withExplorer(
      { ...paged([at(90), at(80), at(70)]), [path]: new Sequence(stats(2), stats(3)) },
      async (source) => {
        expect(txidsOf(await source.expand(TWO, TIP, 100))).toEqual([hash('at 90')]);
      },
    ));

  const { known: _, ...whole } = TWO;
  test.each<[string, HistorySubject, Script, number[]]>([
    [
      'on the page that is read',
      TWO,
      { [path]: stats(4), ...paged([at(90), at(80), at(75), at(70)]) },
      [70, 75, 80, 90],
    ],
    [
      'although it does not count it',
      TWO,
      { [path]: stats(3), ...paged([at(90), at(80), at(75), at(70)], []) },
      [70, 75, 80, 90],
    ],
    [
      'on a later page',
      THIRTY,
      {
        [path]: stats(31),
        ...paged(
          heights.slice(0, 25).map((n) => at(n)),
          [...heights.slice(25).map((n) => at(n)), at(20)],
        ),
      },
      [20, ...heights.toReversed()],
    ],
  ])('is read whole when the server lists more of the known part: %s', (_, subject, script, expected) =>
    withExplorer(script, async (source) => {
      const found = await source.expand(subject, TIP, 100);
      expect(found).toMatchObject({ subject: whole, status: 'complete', count: expected.length });
      expect(found.subject).not.toHaveProperty('known');
      expect(found.transactions.map(({ block }) => block.height)).toEqual(expected);
    }),
  );

  test('that lists more, and drops what was known, is an error', () =>
    withExplorer({ [path]: stats(4), ...paged([at(90), at(80), at(60), at(50)], []) }, async (source) => {
      const error = await failureOf(() => source.expand(TWO, TIP, 100));
      expect(error.message).toContain(gone(70));
    }));
});

describe('outputs, when others of the transaction are known to be spent', () => {
  const outspends = `/tx/${hash('funding')}/outspends`;
  const subject: SpendsSubject = {
    kind: 'spends',
    chain: 'bitcoin',
    txid: hash('funding'),
    vouts: [1],
    spent: [{ vout: 0, txid: hash('x') }],
  };
  const spentBy = (label: string, height: number | null) => ({
    spent: true,
    txid: hash(label),
    vin: 0,
    status: statusAt(height),
  });
  const UNSPENT = { spent: false };

  test('take no request more', () =>
    withExplorer({ [outspends]: [spentBy('x', 90), UNSPENT] }, async (source, { received }) => {
      expect(await source.expand(subject, TIP, 1)).toMatchObject({ status: 'complete', count: 0 });
      expect(received).toEqual([outspends]);
    }));

  test.each<[string, unknown[]]>([
    ['are unspent now', [UNSPENT, UNSPENT]],
    ['are spent by another', [spentBy('y', 90), UNSPENT]],
    ['wait for a block again', [spentBy('x', null), UNSPENT]],
    ['are not there', []],
  ])('that %s are asked for again, and then an error', (_, answer) =>
    withExplorer({ [outspends]: answer }, async (source, { received }) => {
      const error = await failureOf(() => source.expand(subject, TIP, 1));
      expect(error.code).toBe('PROVIDER_UNAVAILABLE');
      expect(error.message).toContain(`does not tell any more that ${hash('x')} spends ${hash('funding')}:0`);
      expect(received).toEqual([outspends, outspends]);
    }),
  );
});
