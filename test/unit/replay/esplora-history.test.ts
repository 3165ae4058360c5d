/**
 * Paging: whatever the length of a history and the size of a page, walking the pages gives every row once.
 */

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BitcoinChain } from '../../../src/replay/bitcoin-chain.ts';
import { readDataset } from '../../../src/replay/dataset.ts';
import { historyPage, scriptStats } from '../../../src/replay/esplora-history.ts';
import { chainOfPayments, RECEIVER, withDataset } from '../../integration/replay/made-up-dataset.ts';

async function chainOf(count: number): Promise<{ chain: BitcoinChain; newestFirst: string[] }> {
  const { files, txids } = chainOfPayments(count);
  const { bitcoin } = await withDataset({ ...files }, readDataset);
  if (bitcoin === null) throw new Error('the dataset covers Bitcoin');
  return { chain: bitcoin, newestFirst: txids.toReversed() };
}

function walk(chain: BitcoinChain, limit: number, shortPages: boolean): string[][] {
  const pages: string[][] = [];
  let after: string | null = null;
  for (;;) {
    const page: string[] = historyPage(chain, RECEIVER.script, { after, limit, shortPages }).map(
      (tx) => tx.txid,
    );
    const last = page.at(-1);
    if (last === undefined) return pages;
    pages.push(page);
    after = last;
  }
}

test('pages give every transaction once, newest first, short or not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 30 }),
      fc.boolean(),
      async (count, limit, short) => {
        const { chain, newestFirst } = await chainOf(count);
        const pages = walk(chain, limit, short);
        expect(pages.flat()).toEqual(newestFirst);
        expect(pages.every((page) => page.length <= limit)).toBe(true);
        if (!short) expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
        if (short && limit > 1) expect(pages.slice(0, -1).every((page) => page.length < limit)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test('totals are exact beyond 2^53: ten receipts of all 21 million coins', async () => {
  const { chain } = await chainOf(10);
  for (const output of chain.transactions.flatMap((tx) => tx.vout)) output.value = 2_100_000_000_000_000;
  expect(scriptStats(chain, RECEIVER.script).funded_txo_sum).toBe(21_000_000_000_000_000n);
});

test('a script that the chain has never seen has no history', async () => {
  const { chain } = await chainOf(2);
  expect(historyPage(chain, null, { after: null, limit: 25, shortPages: false })).toEqual([]);
  expect(scriptStats(chain, null).tx_count).toBe(0);
});
