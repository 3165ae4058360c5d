/** An address with 25,000 transactions: read to the last one, or stopped with a number. Never cut silently. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Tip } from '../../src/core/chain.ts';
import type { HistorySubject } from '../../src/core/graph/subject.ts';
import { createBlockscoutSource } from '../../src/explorers/blockscout/client.ts';
import { createEtherscanSource } from '../../src/explorers/etherscan/client.ts';
import { createTransport } from '../../src/explorers/transport/transport.ts';
import { type Replay, startReplay } from '../../src/replay/server.ts';
import { madeUpHash, manifest, utc, withFolder } from './world.ts';

const BUSY = `0x${'5'.repeat(40)}`;
const PAYER = `0x${'9'.repeat(40)}`;
const TRANSACTIONS = 25_000;
const FIRST_BLOCK = 15_000_000;
const TIP: Tip = { height: 15_100_000, hash: `0x${madeUpHash('tip')}`, time: 1_660_000_000 };

/** Most blocks hold one to five transactions; every three hundredth holds 150. */
const blocks = (() => {
  const counts: number[] = [];
  for (let left = TRANSACTIONS; left > 0; ) {
    const count = Math.min(left, counts.length % 300 === 299 ? 150 : 1 + (counts.length % 5));
    counts.push(count);
    left -= count;
  }
  return counts;
})();
const txids: string[] = [];
const rows = blocks.flatMap((count, n) =>
  Array.from({ length: count }, (_, index) => {
    const txid = `0x${madeUpHash(`payment ${txids.length}`)}`;
    const height = FIRST_BLOCK + n;
    txids.push(txid);
    return `${height},${utc(1_655_000_000 + n * 12)},${index},${txid},0,call,ETH,${PAYER},${BUSY},1,true`;
  }),
);
const files = {
  'dataset.json': manifest('ethereum', TIP),
  'ethereum.csv': `block,time,tx_index,tx_hash,seq,kind,asset,from,to,value,success\n${rows.join('\n')}\n`,
};

const subject = (fromHeight: number): HistorySubject => ({
  kind: 'history',
  chain: 'ethereum',
  address: BUSY,
  fromHeight,
});

let replays: readonly [Replay, Replay];
beforeAll(() =>
  withFolder(files, async (dir) => {
    replays = [await startReplay({ dir }), await startReplay({ dir, rowsPerCall: 500 })];
  }),
);
afterAll(() => Promise.all(replays.map((replay) => replay.close())));

const ETHERSCAN = { path: '/v2/api', createSource: createEtherscanSource };
const BLOCKSCOUT = { path: '/blockscout/api/v2', createSource: createBlockscoutSource };

async function expandBusy(max: number, asked = subject(0), replay = replays[0], explorer = ETHERSCAN) {
  const transport = createTransport({
    provider: 'test',
    baseUrl: `${replay.url}${explorer.path}`,
    concurrency: 4,
  });
  const expansion = await explorer.createSource(transport, { finality: 64 }).expand(asked, TIP, max);
  return { expansion, requests: transport.traffic().requests };
}

describe('25,000 transactions', () => {
  test('below a limit of 30,000 are all there, in order, each once', async () => {
    const { expansion, requests } = await expandBusy(30_000);
    expect(expansion).toMatchObject({ status: 'complete', count: TRANSACTIONS });
    expect(expansion.transactions.map(({ txid }) => txid)).toEqual(txids);
    // 25 pages would do if no block were cut; two more for the other lists.
    expect(requests).toBeLessThanOrEqual(25 + 5 + 2);
  });

  test('are all there when an explorer gives only 500 rows a call', async () => {
    const { expansion } = await expandBusy(30_000, subject(0), replays[1]);
    expect(expansion.transactions.map(({ txid }) => txid)).toEqual(txids);
  });

  test('above a limit of 10,000 are stopped with the number counted, without reading on', async () => {
    const { expansion, requests } = await expandBusy(10_000);
    expect(expansion).toMatchObject({ status: 'too-active', transactions: [] });
    expect(expansion.count).toBeGreaterThan(10_000);
    expect(expansion.count).toBeLessThanOrEqual(11_000);
    // The first pages of the two other lists are asked for at once with the first.
    expect(requests).toBeLessThanOrEqual(12 + 2);
  });

  test.each([
    ['few after the taint, too many before', FIRST_BLOCK + blocks.length - 100, 10_000],
    ['too many after the taint', FIRST_BLOCK + 10, 20_000],
  ])('%s', async (_, fromHeight, max) => {
    const { expansion } = await expandBusy(max, subject(fromHeight));
    expect(expansion.status).toBe('too-active');
    expect(expansion.count).toBeGreaterThan(max);
  });

  test('half before and half after the taint, both below the limit', async () => {
    const { expansion } = await expandBusy(13_000, subject(FIRST_BLOCK + Math.floor(blocks.length / 2)));
    expect(expansion).toMatchObject({ status: 'complete', count: TRANSACTIONS });
    expect(expansion.transactions.map(({ txid }) => txid)).toEqual(txids);
  });
});

describe('25,000 transactions, from a Blockscout', () => {
  const expandDown = (max: number, fromHeight = 0, known?: HistorySubject['known']) =>
    expandBusy(
      max,
      { ...subject(fromHeight), ...(known === undefined ? {} : { known }) },
      replays[0],
      BLOCKSCOUT,
    );

  test('above what is known are all there, in order, each once', async () => {
    const known = FIRST_BLOCK + blocks.length - 1000;
    const newer = blocks.slice(-999).reduce((sum, count) => sum + count, 0);
    const { expansion, requests } = await expandDown(5000, FIRST_BLOCK, { height: known, active: 0 });
    expect(expansion).toMatchObject({ status: 'complete', count: newer });
    expect(expansion.transactions.map(({ txid }) => txid)).toEqual(txids.slice(-newer));
    // Pages of 100, one for each other list, the count, and what is indexed.
    expect(requests).toBeLessThanOrEqual(Math.ceil(newer / 100) + 2 + 1 + 2);
  });

  test('above the limit are stopped where the limit is', async () => {
    const { expansion, requests } = await expandDown(10_000);
    expect(expansion).toMatchObject({ status: 'too-active', transactions: [], count: 10_001 });
    expect(requests).toBeLessThanOrEqual(101 + 1 + 2);
  });

  test('far above the limit are known to be so by the first page and the count', async () => {
    const { expansion, requests } = await expandDown(5000);
    expect(expansion).toMatchObject({ status: 'too-active', transactions: [], count: 5001 });
    expect(requests).toBe(4);
  });
});
