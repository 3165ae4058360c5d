/** Reading a list whole: full pages, blocks that fill pages, ranges that are too wide, limits we do not know of. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LargestPage } from '../../../src/explorers/ethereum/largest-page.ts';
import { type Blocks, type Pages, readBatches } from '../../../src/explorers/ethereum/paging.ts';
import { failureOf } from './local-server.ts';

interface Row {
  readonly block: number;
  readonly n: number;
}

interface Limits {
  /** Rows that the explorer gives in a call at most, whatever it is asked for. */
  readonly perCall?: number;
  /** Ranges with more blocks are refused. */
  readonly maxBlocks?: number;
  /** Ranges with more rows run into the time limit. */
  readonly maxRows?: number;
}

/** What is known of an explorer that has already given a page of so many rows. */
function knowing(rows: number): LargestPage {
  const largest = new LargestPage();
  largest.mayGoOn('list', rows);
  return largest;
}

/** An explorer's list in memory: pages as Etherscan cuts them. */
function listOf(
  rows: readonly Row[],
  { perCall = 1000, maxBlocks = Infinity, maxRows = Infinity }: Limits = {},
  largest = knowing(perCall),
) {
  const calls: (Blocks & { page: number; size: number })[] = [];
  const pages: Pages<Row> = {
    origin: { provider: 'test', url: 'http://explorer/list', path: '/list' },
    blockOf: ({ block }) => block,
    mayGoOn: (length) => largest.mayGoOn('list', length),
    read: async (blocks, page, size) => {
      calls.push({ ...blocks, page, size });
      expect(page * size).toBeLessThanOrEqual(10_000);
      const inRange = rows.filter(({ block }) => block >= blocks.start && block <= blocks.end);
      if (blocks.end - blocks.start + 1 > maxBlocks || inRange.length > maxRows) return 'too-wide';
      const from = (page - 1) * size;
      return { rows: inRange.slice(from, from + Math.min(size, perCall)), through: null };
    },
  };
  return { pages, calls };
}

/** `counts[i]` rows in block i + 1. */
function rowsIn(counts: readonly number[]): Row[] {
  let n = 0;
  return counts.flatMap((count, index) =>
    Array.from({ length: count }, () => ({ block: index + 1, n: n++ })),
  );
}

async function readAll(pages: Pages<Row>, blocks: Blocks): Promise<Row[]> {
  const rows: Row[] = [];
  let isLast = false;
  for await (const batch of readBatches(pages, blocks)) {
    expect(isLast).toBe(false);
    rows.push(...batch.rows);
    isLast = batch.isLast;
  }
  return rows;
}

describe('calls', () => {
  test.each<[string, number[], number]>([
    ['nothing', [], 1],
    ['a few rows', [3, 4], 1],
    ['one row less than a page', [999], 1],
    ['a page, and the next one', [999, 1], 2],
    ['two pages and a bit: the last block of a page is read again', [600, 399, 600, 399, 10], 3],
    ['a block that fills a page: its second page, then the blocks after it', [1000], 3],
    ['a block of 2,500 rows, then others', [1, 2500, 7], 5],
    ['a block of 9,999 rows', [9999], 11],
  ])('%s: every row once, in order', async (_, counts, expected) => {
    const rows = rowsIn(counts);
    const { pages, calls } = listOf(rows);
    expect(await readAll(pages, { start: 0, end: 100 })).toEqual(rows);
    expect(calls).toHaveLength(expected);
  });

  test('the first page asks for everything, 1,000 rows', async () => {
    const { pages, calls } = listOf([]);
    await readAll(pages, { start: 0, end: 15_000_000 });
    expect(calls).toEqual([{ start: 0, end: 15_000_000, page: 1, size: 1000 }]);
  });

  test('a full page is followed from its last block on', async () => {
    const { pages, calls } = listOf(rowsIn([601, 601]));
    await readAll(pages, { start: 0, end: 9 });
    expect(calls.map(({ start, page }) => [start, page])).toEqual([
      [0, 1],
      [2, 1],
    ]);
  });

  test('only the range is read, and an empty range not at all', async () => {
    const rows = rowsIn([5, 5, 5, 5]);
    expect(await readAll(listOf(rows).pages, { start: 2, end: 3 })).toEqual(rows.slice(5, 15));
    const { pages, calls } = listOf(rows);
    expect(await readAll(pages, { start: 4, end: 3 })).toEqual([]);
    expect(calls).toEqual([]);
  });
});

describe('what cannot be read whole is an error, never silence', () => {
  test.each([10_000, 10_001, 25_000])('a block of %i rows', async (count) => {
    const { pages, calls } = listOf(rowsIn([3, count, 3]));
    const error = await failureOf(() => readAll(pages, { start: 0, end: 9 }));
    expect(error.code).toBe('BAD_PROVIDER_DATA');
    expect(error.message).toContain('incomplete: block 2 holds more than 10000 rows');
    expect(calls.length).toBeLessThanOrEqual(12);
  });

  test.each([
    ['empty', 0, 0],
    ['without the block that it begins with', 1000, 0],
    ['with a part of that block', 999, 1],
  ])('a page that comes back %s', async (_, skipped, shown) => {
    // The first page ends with two rows of block 3, which are read again.
    const rows = rowsIn([499, 499, 2, 400]);
    const { pages } = listOf(rows);
    const read: typeof pages.read = async (blocks, page, size) =>
      blocks.start === 0
        ? pages.read(blocks, page, size)
        : { rows: skipped === 0 ? [] : rows.slice(skipped), through: null };
    const error = await failureOf(() => readAll({ ...pages, read }, { start: 0, end: 9 }));
    expect(error.code).toBe('BAD_PROVIDER_DATA');
    expect(error.message).toContain(`shows ${shown} rows of block 3, after it had shown 2`);
  });

  test('a block that alone runs into the time limit', async () => {
    const { pages, calls } = listOf(rowsIn([1, 1, 1, 5]), { maxRows: 4 });
    const error = await failureOf(() => readAll(pages, { start: 0, end: 1_000_000 }));
    expect(error.code).toBe('PROVIDER_UNAVAILABLE');
    expect(error.message).toContain('block 4');
    expect(calls.length).toBeLessThan(60);
  });
});

describe('ranges that are too wide are halved', () => {
  test('until they are answered, and no further', async () => {
    const rows = rowsIn([1, 1, 1, 1]);
    const { pages, calls } = listOf(rows, { maxBlocks: 10_000_000 });
    expect(await readAll(pages, { start: 0, end: 23_999_999 })).toEqual(rows);
    expect(calls.map(({ start, end }) => [start, end])).toEqual([
      [0, 23_999_999],
      [0, 11_999_999],
      [0, 5_999_999],
      [6_000_000, 11_999_999],
      [12_000_000, 17_999_999],
      [18_000_000, 23_999_999],
    ]);
  });

  test('a full page in a narrow range', async () => {
    const rows = rowsIn(Array.from({ length: 16 }, () => 300));
    const { pages } = listOf(rows, { maxRows: 1500 });
    expect(await readAll(pages, { start: 0, end: 31 })).toEqual(rows);
  });
});

describe('an explorer that gives fewer rows a call than asked for', () => {
  // 700 rows: in 100 blocks of one to 13, and in a single block.
  const many = rowsIn(Array.from({ length: 100 }, (_, n) => 1 + ((n * 5) % 13)).with(99, 6));
  const single = rowsIn([700]);

  test.each([50, 51, 99, 100, 333, 699, 700, 701, 999, 1000])('%i rows: nothing is lost', async (perCall) => {
    for (const rows of [many, single]) {
      // Nothing known yet, then what was learned by that, then what another list has shown.
      const largest = new LargestPage();
      expect(await readAll(listOf(rows, { perCall }, largest).pages, { start: 0, end: 199 })).toEqual(rows);
      expect(await readAll(listOf(rows, { perCall }, largest).pages, { start: 0, end: 199 })).toEqual(rows);
      expect(await readAll(listOf(rows, { perCall }).pages, { start: 0, end: 199 })).toEqual(rows);
    }
  });

  test.each([5, 7, 10, 25, 49])('%i rows, of a server of which nothing is known', async (perCall) => {
    for (const rows of [rowsIn([perCall]), rowsIn([1, perCall]), many, single]) {
      const largest = new LargestPage(5);
      const { pages } = listOf(rows, { perCall }, largest);
      expect(await readAll(pages, { start: 0, end: 199 })).toEqual(rows);
      expect(await readAll(pages, { start: 0, end: 199 })).toEqual(rows);
    }
  });

  test('its shortest lists, and such as are shorter than others, take a call as ever', async () => {
    const largest = new LargestPage(5);
    const callsFor = async (...counts: number[]) => {
      const { pages, calls } = listOf(rowsIn(counts), {}, largest);
      await readAll(pages, { start: 0, end: 9 });
      return calls.length;
    };
    expect(await callsFor(1, 3)).toBe(1);
    expect(await callsFor(1, 4)).toBe(2);
    expect(await callsFor(20, 10)).toBe(2);
    expect(await callsFor(20, 9)).toBe(1);
    // Nothing tells a list of so many rows from one that was cut after so many.
    expect(await callsFor(20, 10)).toBe(2);
    expect(await callsFor(20, 11)).toBe(2);
    expect(await callsFor(20, 10)).toBe(1);
  });

  test.each([
    ['49 rows, nothing known', [20, 29], new LargestPage(), 1],
    ['50 rows, nothing known', [20, 30], new LargestPage(), 2],
    ['53 rows of an explorer that gave 54', [20, 33], knowing(54), 1],
    ['500 rows of an explorer that gave 1,000', [499, 1], knowing(1000), 2],
    ['50 rows of an explorer that gave 50', [20, 30], knowing(50), 2],
    ['999 rows of an explorer that gave 1,000', [500, 499], knowing(1000), 1],
  ])('%s: calls', async (_, counts, largest, expected) => {
    const { pages, calls } = listOf(rowsIn(counts), {}, largest);
    await readAll(pages, { start: 0, end: 9 });
    expect(calls).toHaveLength(expected);
  });

  test.each([50, 100, 250, 500])(
    'or lowers its limit to %i while it is read: nothing is lost',
    async (perCall) => {
      const rows = rowsIn(Array.from({ length: 99 }, () => 30));
      const largest = new LargestPage();
      const [before, after] = [listOf(rows, {}, largest).pages, listOf(rows, { perCall }, largest).pages];
      let calls = 0;
      const read: typeof after.read = (...asked) => (calls++ === 0 ? before : after).read(...asked);
      expect(await readAll({ ...after, read }, { start: 0, end: 199 })).toEqual(rows);
    },
  );

  test('each list is learned for itself', () => {
    const largest = knowing(1000);
    expect(largest.mayGoOn('list', 333)).toBe(false);
    expect(largest.mayGoOn('other', 333)).toBe(true);
  });

  test('a block that fills such pages', async () => {
    const rows = rowsIn([20, 999, 20]);
    expect(await readAll(listOf(rows, { perCall: 100 }).pages, { start: 0, end: 99 })).toEqual(rows);
  });
});

test('any list, any limits: every row once, in order', async () => {
  const counts = fc.array(fc.oneof(fc.nat(3), fc.nat(120), fc.integer({ min: 900, max: 2600 })), {
    maxLength: 12,
  });
  const limits = fc.record(
    { perCall: fc.integer({ min: 50, max: 1000 }), maxBlocks: fc.integer({ min: 1, max: 20 }) },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(counts, limits, async (blocks, given) => {
      const rows = rowsIn(blocks);
      const largest = new LargestPage();
      expect(await readAll(listOf(rows, given, largest).pages, { start: 0, end: 14 })).toEqual(rows);
      expect(await readAll(listOf(rows, given, largest).pages, { start: 0, end: 14 })).toEqual(rows);
    }),
    { numRuns: 300 },
  );
});

test('any list, a server that gives any few rows a call: every row once, in order', async () => {
  const counts = fc.array(fc.oneof(fc.nat(3), fc.nat(60)), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(counts, { maxLength: 3 }),
      fc.integer({ min: 5, max: 60 }),
      async (lists, perCall) => {
        const largest = new LargestPage(5);
        for (const rows of lists.map(rowsIn)) {
          expect(await readAll(listOf(rows, { perCall }, largest).pages, { start: 0, end: 14 })).toEqual(
            rows,
          );
        }
      },
    ),
    { numRuns: 200 },
  );
});
