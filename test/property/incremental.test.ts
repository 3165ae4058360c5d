/** A graph that grew round by round, settled each time, tells the same as one that was filled at once. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Graph } from '../../src/core/graph/graph.ts';
import type { Expansion } from '../../src/core/graph/subject.ts';
import { methodsFor } from '../../src/core/taint/methods.ts';
import type { Seed } from '../../src/core/trace/seed.ts';
import { settle } from '../../src/core/trace/settle.ts';
import type { Transaction } from '../../src/core/transaction.ts';
import { NO_LIMITS, reportOn, tipsAt, walkOffline } from '../support/offline-walk.ts';
import { ACCOUNTS, bitcoinGraphs, ethereumGraphs } from '../support/random-graphs.ts';

const RUNS = { numRuns: 60 };
const TIP = 1000;
/** Ends and thresholds come into play. */
const LIMITS = { ...NO_LIMITS, maxHops: 6, minShareMillionths: 1000, maxTransactionsPerAddress: 1000 };

const accountSeeds: Seed[] = [
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

describe.each([
  ['Bitcoin', bitcoinGraphs, outputSeeds],
  ['Ethereum', ethereumGraphs, () => accountSeeds],
] as const)('%s', (_, graphs, seedsOf) => {
  const cases = fc.tuple(graphs as fc.Arbitrary<Transaction[]>, fc.infiniteStream(fc.nat()));

  test('round by round is the same as at once, whatever the order', () => {
    fc.assert(
      fc.property(cases, ([transactions, keys]) => {
        const seeds = seedsOf(transactions);
        const found: Expansion[] = [];
        const arrival = (round: Expansion[]) => {
          found.push(...round);
          return round;
        };
        const grown = walkOffline({ seeds, transactions, limits: LIMITS, tip: TIP, arrival });
        const filled = new Graph();
        const shuffled = found
          .map((expansion) => ({ expansion, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key);
        for (const { expansion } of shuffled) filled.add(expansion);
        const methods = methodsFor(
          'fifo',
          seeds.map(({ chain }) => chain),
        );
        const input = { seeds, graph: filled, tips: tipsAt(TIP), limits: LIMITS, methods, tags: () => [] };
        expect(settle(input).frontier).toEqual([]);
        const { report } = grown;
        const atOnce = reportOn(input);
        expect([atOnce.inputDigest, atOnce.resultDigest]).toEqual([report.inputDigest, report.resultDigest]);
        expect(atOnce).toEqual(report);
      }),
      RUNS,
    );
  });

  test('settling twice changes nothing', () => {
    fc.assert(
      fc.property(graphs as fc.Arbitrary<Transaction[]>, (transactions) => {
        const seeds = seedsOf(transactions);
        const { graph, report } = walkOffline({ seeds, transactions, limits: LIMITS, tip: TIP });
        const again = walkOffline({ seeds, transactions, limits: LIMITS, tip: TIP, base: graph });
        expect(again.asked).toEqual([]);
        expect(again.report.resultDigest).toBe(report.resultDigest);
      }),
      RUNS,
    );
  });
});
