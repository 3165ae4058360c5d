/** What must hold for every graph: nothing is lost, nothing is invented, and order of arrival changes nothing. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compare, splitByLargestRemainder, sum } from '../../src/core/amount.ts';
import { accountKey } from '../../src/core/holding.ts';
import { fifo } from '../../src/core/taint/fifo.ts';
import { haircut } from '../../src/core/taint/haircut.ts';
import type { Ledger } from '../../src/core/taint/ledger.ts';
import { type Lot, taintedOf, totalOf } from '../../src/core/taint/lot.ts';
import type { Seed } from '../../src/core/trace/seed.ts';
import type { Transaction } from '../../src/core/transaction.ts';
import { type OfflineWalk, walkOffline } from '../support/offline-walk.ts';
import { ACCOUNTS, bitcoinGraphs, ethereumGraphs } from '../support/random-graphs.ts';

const RUNS = { numRuns: 300 };
const methods = [fifo, haircut];

/** Seeds on every third transaction's first outputs: several origins, also such that meet again later. */
function bitcoinSeeds(transactions: readonly Transaction[]): Seed[] {
  return transactions
    .filter((_, index) => index % 3 === 0)
    .map(({ txid }): Seed => ({ kind: 'transaction', chain: 'bitcoin', txid, asset: 'BTC' }));
}

const accountSeed = (address: string, since: number): Seed => ({
  kind: 'address',
  chain: 'ethereum',
  address,
  asset: 'ETH',
  since,
  until: Number.POSITIVE_INFINITY,
});
const accountSeeds = [accountSeed(ACCOUNTS[0] ?? '', 0), accountSeed(ACCOUNTS[2] ?? '', 60)];

/** Per origin: what rests in holdings and fees equals what was marked stolen. */
function expectConservation(ledger: Ledger): void {
  const found = new Map<number, bigint>();
  const add = (lots: readonly Lot[]) => {
    for (const { origin, amount } of lots) {
      if (origin > 0) found.set(origin, (found.get(origin) ?? 0n) + amount);
    }
  };
  for (const { holding } of ledger.taintedHoldings()) add(ledger.lotsAt(holding));
  for (const lots of ledger.fees.values()) add(lots);
  const stolen = new Map([...ledger.stolen].map(([origin, byAsset]) => [origin, sum(byAsset.values())]));
  expect(sorted(found)).toEqual(sorted(stolen));
}

const sorted = (map: ReadonlyMap<number, bigint>) => [...map].sort(([a], [b]) => a - b);

function expectOutcomesAddUp({ report }: OfflineWalk): void {
  for (const { asset, amount } of report.stolen) {
    expect(
      sum(report.outcomes.filter((outcome) => outcome.asset === asset).map((outcome) => outcome.amount)),
    ).toBe(amount);
  }
}

describe('conservation', () => {
  test('Bitcoin: per seed, under each method', () => {
    fc.assert(
      fc.property(bitcoinGraphs, (transactions) => {
        const walk = walkOffline({ seeds: bitcoinSeeds(transactions), transactions });
        for (const ledger of walk.settlement.ledgers) expectConservation(ledger);
        expectOutcomesAddUp(walk);
      }),
      RUNS,
    );
  });

  test('Ethereum: per seed, under each method', () => {
    fc.assert(
      fc.property(ethereumGraphs, (transactions) => {
        const walk = walkOffline({ seeds: accountSeeds, transactions });
        for (const ledger of walk.settlement.ledgers) expectConservation(ledger);
        expectOutcomesAddUp(walk);
      }),
      RUNS,
    );
  });

  test('no output holds more stolen value than value', () => {
    fc.assert(
      fc.property(bitcoinGraphs, (transactions) => {
        const { settlement, graph } = walkOffline({ seeds: bitcoinSeeds(transactions), transactions });
        for (const ledger of settlement.ledgers) {
          for (const { holding, amount } of ledger.taintedHoldings()) {
            const [txid = '', vout = ''] = holding.split(':');
            const value = graph.bitcoin.get(txid)?.outputs[Number(vout)]?.value ?? 0n;
            expect(amount <= value).toBe(true);
            expect(totalOf(ledger.lotsAt(holding))).toBe(value);
          }
        }
      }),
      RUNS,
    );
  });

  test('the lots of a followed account add up to its balance on the chain (I7)', () => {
    fc.assert(
      fc.property(ethereumGraphs, (transactions) => {
        const { settlement } = walkOffline({ seeds: accountSeeds, transactions });
        for (const ledger of settlement.ledgers) {
          const address = ACCOUNTS[0] ?? '';
          expect(totalOf(ledger.lotsAt(accountKey(address, 'ETH')))).toBe(balanceOf(address, transactions));
        }
      }),
      RUNS,
    );
  });

  test('the methods agree where everything is stolen (I8)', () => {
    fc.assert(
      fc.property(bitcoinGraphs, (transactions) => {
        const seeds = transactions
          .filter((tx) => tx.inputs.length === 0)
          .map(({ txid }): Seed => ({ kind: 'transaction', chain: 'bitcoin', txid, asset: 'BTC' }));
        const [first, second] = walkOffline({ seeds, transactions }).settlement.ledgers;
        expect(tainted(first)).toEqual(tainted(second));
      }),
      RUNS,
    );
  });
});

function balanceOf(address: string, transactions: readonly Transaction[]): bigint {
  let balance = 0n;
  for (const tx of transactions) {
    if (tx.chain !== 'ethereum') continue;
    if (tx.sender === address) balance -= tx.fee ?? 0n;
    for (const { from, to, value, moved } of tx.transfers) {
      if (!moved) continue;
      if (from === address) balance -= value;
      if (to === address) balance += value;
    }
  }
  return balance;
}

const tainted = (ledger: Ledger | undefined) =>
  [...(ledger?.taintedHoldings() ?? [])].map(({ holding, amount }) => `${holding} ${amount}`).sort();

describe('order of arrival', () => {
  test.each([
    ['Bitcoin', bitcoinGraphs, bitcoinSeeds],
    ['Ethereum', ethereumGraphs, () => accountSeeds],
  ] as const)('%s: permuting what was collected changes no digest', (_, graphs, seedsOf) => {
    fc.assert(
      fc.property(
        graphs as fc.Arbitrary<Transaction[]>,
        fc.infiniteStream(fc.nat()),
        (transactions, keys) => {
          const seeds = seedsOf(transactions);
          const shuffled = <T>(items: readonly T[]): T[] =>
            items
              .map((item) => ({ item, key: keys.next().value as number }))
              .sort((a, b) => a.key - b.key)
              .map(({ item }) => item);
          const plain = walkOffline({ seeds, transactions }).report;
          const other = walkOffline({
            seeds,
            transactions: shuffled(transactions),
            arrival: shuffled,
          }).report;
          expect([other.inputDigest, other.resultDigest]).toEqual([plain.inputDigest, plain.resultDigest]);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('methods', () => {
  const lots = fc.array(
    fc.record({ origin: fc.nat({ max: 3 }), amount: fc.bigInt({ min: 1n, max: 10n ** 21n }) }),
    {
      minLength: 1,
      maxLength: 8,
    },
  );

  test.each(methods)('$name: dividing keeps every part and every origin', (method) => {
    fc.assert(
      fc.property(lots, fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 6 }), (pool, weights) => {
        const parts = splitByLargestRemainder(totalOf(pool), [...weights.map(BigInt), 1n]);
        const divided = method.divide(pool, parts);
        expect(divided.map(totalOf)).toEqual(parts);
        expect(perOrigin(divided.flat())).toEqual(perOrigin(pool));
        for (const [index, share] of divided.entries())
          expect(taintedOf(share) <= (parts[index] ?? 0n)).toBe(true);
      }),
      RUNS,
    );
  });

  test('haircut: no part is off its exact share by a whole unit, and equal parts differ by one at most (I4)', () => {
    fc.assert(
      fc.property(lots, fc.nat({ max: 50 }), (pool, extra) => {
        const value = totalOf(pool);
        const parts = splitByLargestRemainder(value, [1n, 1n, 1n, BigInt(extra)]);
        const shares = haircut.divide(pool, parts).map(taintedOf);
        for (const [index, share] of shares.entries()) {
          const difference = share * value - taintedOf(pool) * (parts[index] ?? 0n);
          expect(difference < value && -difference < value).toBe(true);
        }
        const equal = shares.filter((_, index) => parts[index] === parts[0]).sort(compare);
        expect((equal.at(-1) ?? 0n) - (equal[0] ?? 0n) <= 1n).toBe(true);
      }),
      RUNS,
    );
  });
});

function perOrigin(lots: readonly Lot[]): [number, bigint][] {
  const totals = new Map<number, bigint>();
  for (const { origin, amount } of lots) totals.set(origin, (totals.get(origin) ?? 0n) + amount);
  return sorted(totals);
}
