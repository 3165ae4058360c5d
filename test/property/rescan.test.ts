/** Whatever the blocks at which a case was looked at before: the last run ends like one that starts from nothing. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addressOfScript } from '../../src/core/address.ts';
import { Graph } from '../../src/core/graph/graph.ts';
import type { Seed } from '../../src/core/trace/seed.ts';
import type { Transaction } from '../../src/core/transaction.ts';
import { type OfflineWalk, tipsAt, walkOffline } from '../support/offline-walk.ts';
import { ACCOUNTS, bitcoinGraphs, ethereumGraphs } from '../support/random-graphs.ts';
import { ethereumTransaction, p2wpkh } from '../support/transactions.ts';

const RUNS = { numRuns: 120 };
const cuts = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 4 });
const LAST = 1_000;

/** The last of several runs, each of which goes on from the one before. */
function walkInSteps(
  seeds: readonly Seed[],
  transactions: readonly Transaction[],
  heights: readonly number[],
) {
  const base = new Graph();
  let walk: OfflineWalk | null = null;
  for (const tip of [...new Set([...heights].sort((a, b) => a - b)), LAST]) {
    walk = walkOffline({ seeds, transactions, tip, base });
    base.endRun(tipsAt(tip));
  }
  if (walk === null) throw new Error('no run');
  return walk;
}

function expectSame(
  seeds: readonly Seed[],
  transactions: readonly Transaction[],
  heights: readonly number[],
) {
  const fresh = walkOffline({ seeds, transactions, tip: LAST });
  const walk = walkInSteps(seeds, transactions, heights);
  expect(walk.report.resultDigest).toBe(fresh.report.resultDigest);
}

const addressSeed = (chain: 'bitcoin' | 'ethereum', address: string, since: number, until: number): Seed => {
  const asset = chain === 'bitcoin' ? 'BTC' : 'ETH';
  return { kind: 'address', chain, address, asset, since, until };
};

test('Ethereum', () => {
  const seeds = [
    addressSeed('ethereum', ACCOUNTS[0] ?? '', 0, Number.POSITIVE_INFINITY),
    addressSeed('ethereum', ACCOUNTS[2] ?? '', 60, 200),
  ];
  fc.assert(
    fc.property(ethereumGraphs, cuts, (transactions, heights) => expectSame(seeds, transactions, heights)),
    RUNS,
  );
});

test('Bitcoin, from a transaction', () => {
  fc.assert(
    fc.property(bitcoinGraphs, cuts, (transactions, heights) => {
      // A seed must be in the chain when the case is opened.
      const [first] = transactions;
      const txid = first?.txid ?? '';
      expectSame(
        [{ kind: 'transaction', chain: 'bitcoin', txid, asset: 'BTC' }],
        transactions,
        heights.map((height) => height + 1),
      );
    }),
    RUNS,
  );
});

test('Bitcoin, from addresses', () => {
  const seeds = ['00', '01'].map((byte) =>
    addressSeed('bitcoin', addressOfScript(p2wpkh(byte)), 0, Number.POSITIVE_INFINITY),
  );
  fc.assert(
    fc.property(bitcoinGraphs, cuts, (transactions, heights) => expectSame(seeds, transactions, heights)),
    RUNS,
  );
});

test('an account that was passed through before is not taken for known afterwards', () => {
  const [thief = '', between = '', second = '', end = '', stranger = ''] = ACCOUNTS;
  const seeds = [thief, second].map((address) =>
    addressSeed('ethereum', address, 0, Number.POSITIVE_INFINITY),
  );
  const pay = (height: number, from: string, to: string, value: bigint) =>
    ethereumTransaction({
      txid: `p${height}`,
      height,
      sender: from,
      fee: 0n,
      transfers: [{ from, to, value }],
    });
  const bank = `0x${'e'.repeat(40)}`;
  const transactions = [
    pay(1, bank, thief, 200n),
    pay(2, thief, between, 100n),
    pay(3, between, end, 100n),
    // Later; the first of these is in no history but that of the account between and of the stranger.
    pay(11, stranger, between, 100n),
    pay(12, thief, between, 100n),
    pay(13, between, second, 100n),
  ];
  expectSame(seeds, transactions, [10]);
});

test('a look-up is not made again when no block came', () => {
  fc.assert(
    fc.property(ethereumGraphs, (transactions) => {
      const seeds = [addressSeed('ethereum', ACCOUNTS[0] ?? '', 0, Number.POSITIVE_INFINITY)];
      const base = new Graph();
      walkOffline({ seeds, transactions, tip: LAST, base });
      base.endRun(tipsAt(LAST));
      expect(walkOffline({ seeds, transactions, tip: LAST, base }).asked).toEqual([]);
    }),
    RUNS,
  );
});
