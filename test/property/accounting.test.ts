/** What must hold for every graph: nothing is lost, nothing is invented, and order of arrival changes nothing. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compare, splitByLargestRemainder, sum } from '../../src/core/amount.ts';
import { accountKey } from '../../src/core/holding.ts';
import { fifo } from '../../src/core/taint/fifo.ts';
import { haircut } from '../../src/core/taint/haircut.ts';
import type { Ledger } from '../../src/core/taint/ledger.ts';
import { cleanLot, type Lots, lot, lotList } from '../../src/core/taint/lots.ts';
import type { Method } from '../../src/core/taint/method.ts';
import { METHODS } from '../../src/core/taint/methods.ts';
import { poison } from '../../src/core/taint/poison.ts';
import { Provenance } from '../../src/core/taint/provenance.ts';
import { attribute } from '../../src/core/trace/attribution.ts';
import { assetOfSeed, type Seed } from '../../src/core/trace/seed.ts';
import type { Transaction } from '../../src/core/transaction.ts';
import { type OfflineWalk, walkOffline } from '../support/offline-walk.ts';
import { ACCOUNTS, bitcoinGraphs, ethereumGraphs } from '../support/random-graphs.ts';

const RUNS = { numRuns: 120 };
const counting = METHODS.filter(({ conserves }) => conserves);

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

/** Per seed: what rests anywhere equals what was marked stolen (`attribute` throws where it does not). */
function expectConservation({ settlement }: OfflineWalk, seeds: readonly Seed[]): void {
  for (const ledger of settlement.ledgers.filter(({ method }) => method.conserves)) {
    const rows = attribute(ledger, settlement.ends, seeds.map(assetOfSeed));
    const found = new Map<number, bigint>();
    for (const { seed, amount } of rows) found.set(seed, (found.get(seed) ?? 0n) + amount);
    const stolen = new Map([...ledger.stolen].map(([seed, byAsset]) => [seed, sum(byAsset.values())]));
    expect(sorted(found)).toEqual(sorted(stolen));
    const resting = sum(ledger.taintedHoldings().map((holding) => ledger.taintedAt(holding)));
    expect(resting).toBe(sum(stolen.values()));
  }
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
        const seeds = bitcoinSeeds(transactions);
        const walk = walkOffline({ seeds, transactions });
        expectConservation(walk, seeds);
        expectOutcomesAddUp(walk);
      }),
      RUNS,
    );
  });

  test('Ethereum: per seed, under each method', () => {
    fc.assert(
      fc.property(ethereumGraphs, (transactions) => {
        const walk = walkOffline({ seeds: accountSeeds, transactions });
        expectConservation(walk, accountSeeds);
        expectOutcomesAddUp(walk);
      }),
      RUNS,
    );
  });

  test('0 <= stolen <= value, and a Bitcoin output holds what it was made with (I2)', () => {
    fc.assert(
      fc.property(bitcoinGraphs, (transactions) => {
        const { settlement, graph } = walkOffline({ seeds: bitcoinSeeds(transactions), transactions });
        for (const ledger of settlement.ledgers) {
          for (const holding of ledger.taintedHoldings()) {
            const { value, tainted } = ledger.lotsAt(holding);
            expect(tainted > 0n && tainted <= value).toBe(true);
            const [txid = '', vout = ''] = ledger.tape.keyOf(holding).split(':');
            if (txid !== 'fees') expect(value).toBe(graph.bitcoin.get(txid)?.outputs[Number(vout)]?.value);
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
        const address = ACCOUNTS[0] ?? '';
        const holding = settlement.tape.find(accountKey(address, 'ETH')) ?? -1;
        for (const ledger of settlement.ledgers) {
          expect(ledger.lotsAt(holding).value).toBe(balanceOf(address, transactions));
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
        const [first, ...others] = walkOffline({ seeds, transactions }).settlement.ledgers;
        for (const other of others) expect(tainted(other)).toEqual(tainted(first));
      }),
      RUNS,
    );
  });

  test.each([
    ['Bitcoin', bitcoinGraphs, bitcoinSeeds],
    ['Ethereum', ethereumGraphs, () => accountSeeds],
  ] as const)('%s: poison reaches whatever any method reaches, with no less (I6)', (_, graphs, seedsOf) => {
    fc.assert(
      fc.property(graphs as fc.Arbitrary<Transaction[]>, (transactions) => {
        const { ledgers } = walkOffline({ seeds: seedsOf(transactions), transactions }).settlement;
        const poisoned = ledgers.find(({ method }) => method.name === 'poison');
        for (const ledger of ledgers) {
          for (const holding of ledger.taintedHoldings()) {
            expect((poisoned?.taintedAt(holding) ?? 0n) >= ledger.taintedAt(holding)).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });

  test('poison is monotonic: another seed takes nothing from its reach', () => {
    fc.assert(
      fc.property(bitcoinGraphs, fc.nat(), (transactions, choice) => {
        const seeds = bitcoinSeeds(transactions);
        const fewer = seeds.filter((_, index) => index !== choice % seeds.length);
        const [less, more] = [fewer, seeds].map((some) => {
          const { ledgers } = walkOffline({ seeds: some, transactions, methods: [poison] }).settlement;
          return ledgers[0];
        });
        for (const holding of less?.taintedHoldings() ?? []) {
          const same = more?.tape.find(less?.tape.keyOf(holding) ?? '') ?? -1;
          expect((more?.taintedAt(same) ?? 0n) >= (less?.taintedAt(holding) ?? 0n)).toBe(true);
        }
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
  (ledger?.taintedHoldings() ?? [])
    .map((holding) => `${ledger?.tape.keyOf(holding)} ${ledger?.taintedAt(holding)}`)
    .sort();

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
      { numRuns: 80 },
    );
  });
});

describe('methods', () => {
  const segments = fc.array(
    fc.record({ source: fc.nat({ max: 3 }), amount: fc.bigInt({ min: 1n, max: 10n ** 21n }) }),
    { minLength: 1, maxLength: 8 },
  );
  const provenance = new Provenance(3);
  const blend = provenance.blend.bind(provenance);
  const lotsOf = (method: Method, list: readonly { source: number; amount: bigint }[]) =>
    method.join(
      list.map(({ source, amount }) => (source === 0 ? cleanLot(amount) : lot(amount, amount, source))),
      blend,
    );
  const partsOf = (pool: Lots, weights: readonly number[]) =>
    splitByLargestRemainder(pool.value, [...weights.map(BigInt), 1n]);

  test.each(counting)('$name: dividing keeps every part and every stolen unit (I1)', (method) => {
    fc.assert(
      fc.property(
        segments,
        fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 6 }),
        (list, weights) => {
          const pool = lotsOf(method, list);
          const parts = partsOf(pool, weights);
          const divided = method.divide(pool, parts);
          expect(divided.map(({ value }) => value)).toEqual(parts);
          expect(sum(divided.map(({ tainted }) => tainted))).toBe(pool.tainted);
          for (const { value, tainted } of divided) expect(tainted >= 0n && tainted <= value).toBe(true);
        },
      ),
      RUNS,
    );
  });

  test('fifo: what it deals out, put together again, is what there was (I5)', () => {
    fc.assert(
      fc.property(
        segments,
        fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 6 }),
        (list, weights) => {
          const pool = lotsOf(fifo, list);
          const again = fifo.join(fifo.divide(pool, partsOf(pool, weights)), blend);
          expect(lotList(again)).toEqual(lotList(pool));
        },
      ),
      RUNS,
    );
  });

  test('haircut: no part is off its exact share by a whole unit, and equal parts differ by one at most (I4)', () => {
    fc.assert(
      fc.property(segments, fc.nat({ max: 50 }), (list, extra) => {
        const pool = lotsOf(haircut, list);
        const parts = splitByLargestRemainder(pool.value, [1n, 1n, 1n, BigInt(extra)]);
        const shares = haircut.divide(pool, parts).map(({ tainted }) => tainted);
        for (const [index, share] of shares.entries()) {
          const difference = share * pool.value - pool.tainted * (parts[index] ?? 0n);
          expect(difference < pool.value && -difference < pool.value).toBe(true);
        }
        const equal = shares.filter((_, index) => parts[index] === parts[0]).sort(compare);
        expect((equal.at(-1) ?? 0n) - (equal[0] ?? 0n) <= 1n).toBe(true);
      }),
      RUNS,
    );
  });
});
