/**
 * Pages of Etherscan lists over one block with 1,001 transactions, and over the hand-made dataset.
 */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { get, withReplay } from './get.ts';
import { BUSY, busyBlock, SMALL, withDataset } from './made-up-dataset.ts';

const ROWS = 1001;
const ACTIONS = ['txlist', 'txlistinternal', 'tokentx'];
let busy: Replay;
let small: Replay;

beforeAll(async () => {
  await withDataset(busyBlock(ROWS), async (dir) => {
    busy = await startReplay({ dir });
  });
  small = await startReplay({ dir: SMALL });
});
afterAll(async () => {
  await busy.close();
  await small.close();
});

async function body(
  replay: Replay,
  query: string,
): Promise<{ status: string; message: string; result: unknown }> {
  return JSON.parse((await get(`${replay.url}/v2/api?chainid=1&module=account&${query}`)).data);
}

/** The values of the rows: transaction n of the busy block moves n wei. */
async function values(action: string, query: string, replay = busy): Promise<number[]> {
  const { result } = await body(replay, `action=${action}&address=${BUSY}${query}`);
  return (result as { value: string }[]).map((row) => Number(row.value));
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

describe.each(ACTIONS)('%s of a block with 1,001 transactions', (action) => {
  test('a call gives 1,000 rows at most, whatever offset asks', async () => {
    expect(await values(action, '')).toEqual(range(0, 1000));
    expect(await values(action, '&page=1&offset=0')).toEqual(range(0, 1000));
    expect(await values(action, '&page=1&offset=10000')).toEqual(range(0, 1000));
    expect(await values(action, '&page=1&offset=1001')).toEqual(range(0, 1000));
  });

  test('the next page has the rest, the one after is empty', async () => {
    expect(await values(action, '&page=2&offset=1000')).toEqual([1000]);
    const empty = { status: '0', message: 'No transactions found', result: [] };
    expect(await body(busy, `action=${action}&address=${BUSY}&page=3&offset=1000`)).toEqual(empty);
  });

  test('a bigger offset than the cap loses the rows between', async () => {
    expect(await values(action, '&page=2&offset=1001')).toEqual([]);
  });

  test('desc is the exact reverse', async () => {
    expect(await values(action, '&page=1&offset=3&sort=desc')).toEqual([1000, 999, 998]);
    expect(await values(action, '&page=2&offset=3&sort=asc')).toEqual([3, 4, 5]);
  });

  test('page x offset above 10,000 is refused, 10,000 is not', async () => {
    const text = 'Result window is too large, PageNo x Offset size must be less than or equal to 10000';
    const refused = { status: '0', message: text, result: null };
    const query = `action=${action}&address=${BUSY}`;
    expect(await body(busy, `${query}&page=11&offset=1000`)).toEqual(refused);
    expect(await body(busy, `${query}&page=1&offset=10001`)).toEqual(refused);
    expect(await body(busy, `${query}&page=11`)).toEqual(refused);
    expect((await body(busy, `${query}&page=10&offset=1000`)).message).toBe('No transactions found');
  });
});

describe('ranges of blocks', () => {
  const A = `0x${'1'.repeat(40)}`;
  async function blocks(query: string): Promise<string[]> {
    const { result } = await body(small, `action=txlist&address=${A}${query}`);
    return (result as { blockNumber: string }[]).map((row) => row.blockNumber);
  }

  test('both ends are included', async () => {
    expect(await blocks('&startblock=15000000&endblock=15000000')).toEqual(['15000000', '15000000']);
    expect(await blocks('&startblock=15000002')).toEqual(['15000002']);
    expect(await blocks('&startblock=0&endblock=14999999')).toEqual(['4000000']);
    expect(await blocks('&endblock=99999999')).toHaveLength(4);
  });

  test('a range without rows, or turned round, is empty', async () => {
    expect(await blocks('&startblock=15000003')).toEqual([]);
    expect(await blocks('&startblock=2&endblock=1')).toEqual([]);
  });

  test.each(['page', 'offset', 'startblock', 'endblock'])('%s must be a number', async (name) => {
    for (const value of ['x', '-1', '1.5', '1e3', 'latest']) {
      const refused = { status: '0', message: 'NOTOK', result: `Error! Invalid ${name} format` };
      expect(await body(small, `action=txlist&address=${A}&${name}=${value}`)).toEqual(refused);
    }
  });

  test('page 0 is page 1', async () => {
    expect(await blocks('&page=0&offset=2')).toEqual(['4000000', '15000000']);
  });
});

test('rowsPerCall is another tier', async () => {
  await withDataset(busyBlock(20), (dir) =>
    withReplay({ dir, rowsPerCall: 7 }, async (replay) => {
      expect(await values('txlist', '&page=1&offset=100', replay)).toEqual(range(0, 7));
      expect(await values('txlist', '&page=2&offset=7', replay)).toEqual(range(7, 14));
    }),
  );
});
