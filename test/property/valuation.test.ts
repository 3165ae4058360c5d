/** Values of random cases: every unit is valued once, at a known hour, so at one price all sums agree to the cent. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum } from '../../src/core/amount.ts';
import { PriceBook } from '../../src/core/prices/price-book.ts';
import { methodsFor } from '../../src/core/taint/methods.ts';
import type { Seed } from '../../src/core/trace/seed.ts';
import type { Transaction } from '../../src/core/transaction.ts';
import { pricesNeeded } from '../../src/core/valuation/needs.ts';
import type { Portion } from '../../src/core/valuation/portion.ts';
import { portionsOf } from '../../src/core/valuation/portions.ts';
import { valuationOf } from '../../src/core/valuation/valuation.ts';
import { NO_LIMITS, walkOffline } from '../support/offline-walk.ts';
import { ACCOUNTS, bitcoinGraphs, ethereumGraphs } from '../support/random-graphs.ts';

const USD = '31415.926535';
const NO_TAGS = () => [];

const accountSeeds = (): Seed[] =>
  [
    { address: ACCOUNTS[0] ?? '', since: 0 },
    { address: ACCOUNTS[2] ?? '', since: 60, amountCap: 1_000n },
  ].map((seed) => ({
    kind: 'address',
    chain: 'ethereum',
    asset: 'ETH',
    until: Number.POSITIVE_INFINITY,
    ...seed,
  }));

const outputSeeds = (transactions: readonly Transaction[]): Seed[] =>
  transactions
    .filter((_, index) => index % 3 === 0)
    .map(({ txid }) => ({ kind: 'transaction', chain: 'bitcoin', txid, asset: 'BTC' }));

/** Cents, rounded half up, by another way than that of the core. */
function centsOf(amount: bigint, decimals: bigint): string {
  const thousandths = (amount * 31_415_926_535n * 2n) / 10n ** (6n + decimals - 3n);
  const cents = (thousandths + 10n) / 20n;
  return `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`;
}

describe.each([
  ['Bitcoin', bitcoinGraphs, outputSeeds, 8n],
  ['Ethereum', ethereumGraphs, accountSeeds, 18n],
] as const)('%s', (_, graphs, seedsOf, decimals) => {
  test.each(['fifo', 'lifo', 'haircut', 'libr'] as const)('under %s', (method) => {
    fc.assert(
      fc.property(graphs as fc.Arbitrary<Transaction[]>, (transactions) => {
        const seeds = seedsOf(transactions);
        if (seeds.length === 0) return;
        const methods = methodsFor(
          method,
          seeds.map(({ chain }) => chain),
        );
        const { settlement, graph, report } = walkOffline({
          seeds,
          transactions,
          methods,
          limits: NO_LIMITS,
        });
        const { outcomes } = report;
        const portions = portionsOf({ settlement, seeds, graph, outcomes });
        const expectWhole = ({ amount, parts }: Portion) =>
          expect(sum(parts.map((part) => part.amount))).toBe(amount);
        for (const portion of portions.stolen) expectWhole(portion);
        for (const { places, rest } of portions.outcomes) {
          for (const { amount } of places) expectWhole(amount);
          if (rest !== null) expectWhole(rest);
        }
        const book = new PriceBook();
        for (const { asset, times } of pricesNeeded(portions, book, NO_TAGS)) {
          const said = times.map((time) => {
            return { time, answer: { usd: USD, at: time, source: 'paper', decimals: null } };
          });
          book.note(asset, times, said);
        }
        expect(pricesNeeded(portions, book, NO_TAGS)).toEqual([]);
        const { stolenTotal, endedTotal, unknown } = valuationOf(portions, book, NO_TAGS);
        const usd = centsOf(sum(report.stolen.map(({ amount }) => amount)), decimals);
        expect(unknown).toEqual([]);
        expect([stolenTotal, endedTotal]).toEqual(Array(2).fill({ usd, known: usd }));
      }),
      { numRuns: 40 },
    );
  });
});
