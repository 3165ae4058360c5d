/** The naive accounting on random movements: what holds for every case, and that the cases are what they promise. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NaiveMethodName } from '../support/naive/case.ts';
import { kindOf } from '../support/naive/holding.ts';
import { type NaiveOutcome, replayNaively } from '../support/naive/replay.ts';
import type { RandomCase } from '../support/random-case.ts';
import {
  bitcoinCases,
  ethereumCases,
  seededBitcoinCase,
  seededEthereumCase,
} from '../support/random-movements.ts';

const RUNS = { numRuns: 60 };
const CONSERVING = ['fifo', 'lifo', 'haircut', 'libr'] as const;
const CHAINS: [string, fc.Arbitrary<RandomCase>, NaiveMethodName[]][] = [
  ['Bitcoin', bitcoinCases, [...CONSERVING, 'tiho']],
  ['Ethereum', ethereumCases, [...CONSERVING]],
];

const stolenTotal = ({ stolen }: NaiveOutcome) =>
  [...stolen.values()].flatMap((byAsset) => [...byAsset.values()]).reduce((sum, amount) => sum + amount, 0n);

describe.each(CHAINS)('%s', (_, cases, methods) => {
  // The replay itself throws when a unit is made or lost, also per seed; here it is only run.
  test('every method replays every case, and no holding holds more stolen units than units', () => {
    fc.assert(
      fc.property(cases, (random) => {
        for (const method of methods) {
          const outcome = replayNaively({ ...random, method });
          for (const { value, stolen } of outcome.holdings.values()) {
            expect(stolen >= 0n && stolen <= value).toBe(true);
          }
          const all = outcome.bySeed(() => 'all').reduce((sum, { amount }) => sum + amount, 0n);
          expect(all).toBe(stolenTotal(outcome));
        }
      }),
      RUNS,
    );
  });

  // Where a lot that is too small to convert stays behind, poison may leave nothing: it converts all as one lot.
  test('poison reaches all that another method reaches, in full (I6)', () => {
    fc.assert(
      fc.property(cases, (random) => {
        const reach = replayNaively({ ...random, method: 'poison' }).holdings;
        for (const [holding, { stolen, value }] of reach) {
          const isWhole = stolen === 0n || stolen === value;
          expect(isWhole || random.followedUntil.has(holding)).toBe(true);
        }
        const leftovers = new Set(random.movements.map(({ conversion }) => conversion?.leftover));
        for (const method of methods) {
          for (const [holding, { stolen }] of replayNaively({ ...random, method }).holdings) {
            if (stolen === 0n || leftovers.has(holding)) continue;
            expect((reach.get(holding)?.stolen ?? 0n) >= stolen).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });

  test('what is followed holds what came in and did not go out (I7), and conduits hold nothing', () => {
    fc.assert(
      fc.property(cases, (random) => {
        const { holdings } = replayNaively({ ...random, method: 'fifo' });
        const balances = balancesOf(random);
        for (const [holding, { value }] of holdings) {
          expect(kindOf(holding)).not.toBe('conduit');
          if (!random.followedUntil.has(holding) && !spentInMix(random).has(holding)) {
            expect(value).toBe(balances.get(holding));
          }
        }
        for (const balance of balances.values()) expect(balance >= 0n).toBe(true);
      }),
      RUNS,
    );
  });

  test('without marks nothing is stolen', () => {
    fc.assert(
      fc.property(cases, (random) => {
        const none = { outpointMarks: new Map(), accountMarks: new Map(), transferMarks: new Map() };
        for (const method of methods) {
          const outcome = replayNaively({ ...random, ...none, method });
          expect([stolenTotal(outcome), outcome.sources]).toEqual([0n, [{ kind: 'clean' }]]);
        }
      }),
      RUNS,
    );
  });

  test('the methods agree where everything is stolen (I8)', () => {
    fc.assert(
      fc.property(cases, (random) => {
        const everything = markEverything(random);
        const reach = ({ holdings }: NaiveOutcome) =>
          [...holdings].map(([holding, { value, stolen }]) => [holding, value, stolen]);
        const [first, ...others] = methods.map((method) => reach(replayNaively({ ...everything, method })));
        for (const other of others) expect(other).toEqual(first);
      }),
      RUNS,
    );
  });
});

/** Openings and movements added up; holdings that are not tracked from the start can be below zero. */
function balancesOf({ openings, movements, followedUntil }: RandomCase): Map<string, bigint> {
  const made = new Set(movements.flatMap(({ puts }) => puts.map(({ holding }) => holding)));
  const balances = new Map(openings);
  for (const { takes, puts } of movements) {
    for (const [legs, sign] of [
      [takes, -1n],
      [puts, 1n],
    ] as const) {
      for (const { holding, amount } of legs) {
        const untracked = followedUntil.get(holding) === -1;
        if (untracked || (kindOf(holding) === 'outpoint' && !made.has(holding))) continue;
        balances.set(holding, (balances.get(holding) ?? 0n) + sign * amount);
      }
    }
  }
  return balances;
}

const spentInMix = ({ movements, mixes }: RandomCase) =>
  new Set(
    movements.flatMap(({ txid, takes }) => (mixes.has(txid) ? takes.map(({ holding }) => holding) : [])),
  );

/** One seed takes every opening and every put, without limits; a conversion is a sale and a purchase. */
function markEverything(random: RandomCase): RandomCase {
  const movements = random.movements.flatMap(({ conversion, ...movement }) =>
    conversion === undefined
      ? [movement]
      : [
          { ...movement, puts: movement.takes.map(({ amount }) => ({ holding: 'buyer/any', amount })) },
          { ...movement, takes: [] },
        ],
  );
  const puts = movements.flatMap(({ puts: legs }) => legs.map(({ holding }) => holding));
  const holdings = [...puts, ...random.openings.keys()];
  const always = [{ seed: 1, since: 0, until: Number.POSITIVE_INFINITY }];
  const outpoints = holdings.filter((holding) => kindOf(holding) === 'outpoint');
  const others = holdings.filter((holding) => kindOf(holding) !== 'outpoint');
  return {
    ...random,
    movements,
    caps: new Map(),
    transferMarks: new Map(),
    outpointMarks: new Map(outpoints.map((holding) => [holding, { seed: 1 }])),
    accountMarks: new Map(others.map((holding) => [holding, always])),
  };
}

describe('the cases from seeds', () => {
  const seeds = Array.from({ length: 200 }, (_, seed) => seed);
  const bitcoin = seeds.map((seed) => seededBitcoinCase(seed, 40));
  const ethereum = seeds.map((seed) => seededEthereumCase(seed, 40));
  const outcomes = (cases: RandomCase[], method: NaiveMethodName) =>
    cases.map((random) => ({ random, outcome: replayNaively({ ...random, method }) }));

  test('the same seed gives the same case, another seed another', () => {
    for (const make of [seededBitcoinCase, seededEthereumCase]) {
      expect(make(7, 50).movements).toEqual(make(7, 50).movements);
      expect(make(7, 50).movements).not.toEqual(make(8, 50).movements);
    }
  });

  /** How many of the cases show a trait, under a method. */
  const showing = (
    cases: RandomCase[],
    method: NaiveMethodName,
    trait: (shown: { random: RandomCase; outcome: NaiveOutcome }) => boolean,
  ) => outcomes(cases, method).filter(trait).length;
  const blendsOf = ({ sources }: NaiveOutcome, kind: string) =>
    sources.some(
      (source) =>
        source.kind === 'blend' && source.components.some((part) => sources[part.source]?.kind === kind),
    );

  test('Bitcoin: seeds meet, pots are taken, mixes and ends hold stolen coins, caps are reached', () => {
    const count = (trait: Parameters<typeof showing>[2]) => showing(bitcoin, 'haircut', trait);
    const counts = {
      seedsMeet: count(({ outcome }) => blendsOf(outcome, 'seed')),
      blendsMeet: count(({ outcome }) => blendsOf(outcome, 'blend')),
      stolenPotTaken: count(({ random, outcome }) =>
        random.movements.some(
          ({ txid, takes }) =>
            takes[0]?.holding.startsWith('fees:') === true &&
            (outcome.holdings.get(`${txid}:0`)?.stolen ?? 0n) > 0n,
        ),
      ),
      stolenPotLeft: count(({ outcome }) =>
        [...outcome.holdings].some(([name, { stolen }]) => name.startsWith('fees:') && stolen > 0n),
      ),
      stolenUnclaimed: count(({ outcome }) =>
        [...outcome.holdings].some(([name, { stolen }]) => name.startsWith('unclaimed:') && stolen > 0n),
      ),
      stolenInMix: count(({ random, outcome }) =>
        [...spentInMix(random)].some((name) => (outcome.holdings.get(name)?.stolen ?? 0n) > 0n),
      ),
      stolenAtEnd: count(({ random, outcome }) =>
        [...random.followedUntil.keys()].some((name) => (outcome.holdings.get(name)?.stolen ?? 0n) > 0n),
      ),
      capReached: count(({ random, outcome }) =>
        [...random.caps].some(([seed, cap]) => cap > 0n && outcome.stolen.get(seed)?.get('BTC') === cap),
      ),
      zeroPut: count(({ random }) => random.movements.some(({ puts }) => puts[0]?.amount === 0n)),
    };
    expect(Object.entries(counts).filter(([, shown]) => shown < 10)).toEqual([]);
  });

  test('Ethereum: conversions round and are too small, conduits are shared, marks open at the tip', () => {
    const count = (trait: Parameters<typeof showing>[2], method: NaiveMethodName = 'haircut') =>
      showing(ethereum, method, trait);
    const heldBy = (outcome: NaiveOutcome, digit: string) =>
      [...outcome.holdings].some(
        ([name, { stolen }]) => name.startsWith(`0x${digit}${digit}`) && stolen > 0n,
      );
    const counts = {
      seedsMeet: count(({ outcome }) => blendsOf(outcome, 'seed')),
      blendsMeet: count(({ outcome }) => blendsOf(outcome, 'blend')),
      convertedMeet: count(({ outcome }) => blendsOf(outcome, 'conversion')),
      convertedTwice: count(
        ({ outcome: { sources } }) =>
          sources.some(
            (source) => source.kind === 'conversion' && sources[source.source]?.kind === 'conversion',
          ),
        'fifo',
      ),
      blendConverted: count(({ outcome: { sources } }) =>
        sources.some((source) => source.kind === 'conversion' && sources[source.source]?.kind === 'blend'),
      ),
      tooSmall: count(({ outcome }) => heldBy(outcome, 'd'), 'fifo'),
      stolenOutside: count(({ outcome }) => heldBy(outcome, 'e')),
      sharedConduit: count(({ random }) => {
        const into = random.movements.flatMap(({ puts }) =>
          puts.filter(({ holding }) => kindOf(holding) === 'conduit').map(({ holding }) => holding),
        );
        return new Set(into).size < into.length;
      }),
      markedAtTip: count(({ random, outcome }) => {
        const early = replayNaively({ ...random, tipTime: -1, method: 'haircut' });
        return stolenTotal(early) < stolenTotal(outcome);
      }),
      capReached: count(({ random, outcome }) =>
        [...random.caps].some(
          ([seed, cap]) =>
            cap > 0n && [...(outcome.stolen.get(seed)?.values() ?? [])].reduce((a, b) => a + b, 0n) === cap,
        ),
      ),
      opening: count(({ random }) => [...random.openings.values()].some((amount) => amount > 0n)),
    };
    expect(Object.entries(counts).filter(([, shown]) => shown < 10)).toEqual([]);
  });
});
