/** The ledger against a second, naive implementation: the same figures to the unit, on thousands of random cases. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Movement } from '../../src/core/movement/movement.ts';
import type { Ledger } from '../../src/core/taint/ledger.ts';
import { forEachLot } from '../../src/core/taint/lots.ts';
import { METHODS } from '../../src/core/taint/methods.ts';
import type { RowAmounts } from '../../src/core/taint/provenance.ts';
import type { NaiveMovement } from '../support/naive/case.ts';
import { type NaiveOutcome, replayNaively } from '../support/naive/replay.ts';
import type { RandomCase } from '../support/random-case.ts';
import {
  bitcoinCases,
  ethereumCases,
  seededBitcoinCase,
  seededEthereumCase,
} from '../support/random-movements.ts';
import { replaySketch, type Sketch } from '../support/sketch.ts';

const RUNS = { numRuns: 400 };
const SEEDS = 100;

function movementOf({ txid, height, time, takes, puts, conversion }: NaiveMovement): Movement {
  const last = puts.at(-1);
  const isFee = last !== undefined && /^(fees|unclaimed)/.test(last.holding);
  const isBitcoin = [...takes, ...puts].every(({ holding }) => !holding.includes('/'));
  return {
    chain: isBitcoin ? 'bitcoin' : 'ethereum',
    txid,
    block: { height, hash: null, time },
    asset: 'as the takes',
    takes,
    puts: isFee ? puts.slice(0, -1) : puts,
    fee: isFee ? last.amount : 0n,
    ...(conversion === undefined ? {} : { conversion }),
  };
}

function sketchOf(random: RandomCase): Sketch {
  const { outpointMarks, accountMarks, transferMarks, caps, openings, follows, isMix, tipTime } = random;
  const record = <T, R>(map: ReadonlyMap<string | number, T>, value: (one: T) => R) =>
    Object.fromEntries([...map].map(([key, one]) => [key, value(one)]));
  const origin = <T extends { seed: number }>({ seed, ...mark }: T) => ({ ...mark, origin: seed });
  return {
    outpoints: record(outpointMarks, ({ seed }) => seed),
    accounts: record(accountMarks, (marks) => marks.map(origin)),
    transfers: record(transferMarks, (marks) => marks.map(origin)),
    caps: record(caps, (cap) => cap),
    openings: record(openings, (amount) => amount),
    seeds: SEEDS,
    follows: (key, height) => key.includes('@') || follows(key, height),
    isMix,
    tipTime,
  };
}

/** Rows as an outcome table has them: a few kinds, each of several holdings. */
const rowOf = (holding: string, asset: string) =>
  `${asset} ${holding.length % 3} ${holding.charCodeAt(3) % 4}`;

function bySeed(ledger: Ledger): string[] {
  const { tape } = ledger;
  const names = new Set<string>();
  const resting = ledger.taintedHoldings().map((holding) => {
    const key = tape.keyOf(holding);
    const name = rowOf(key, key.includes('/') ? (key.split('/')[1]?.split('@')[0] ?? '') : 'BTC');
    names.add(name);
    return { holding, name };
  });
  const rows = [...names].sort();
  const totals = new Map<number, RowAmounts>();
  for (const { holding, name } of resting) {
    forEachLot(ledger.lotsAt(holding), ({ tainted, source }) => {
      if (tainted === 0n) return;
      const amounts = totals.get(source) ?? new Map<number, bigint>();
      const row = rows.indexOf(name);
      totals.set(source, amounts.set(row, (amounts.get(row) ?? 0n) + tainted));
    });
  }
  return [...ledger.provenance.attribute(totals)]
    .flatMap(([seed, amounts]) => [...amounts].map(([row, amount]) => `${seed} ${rows[row]} ${amount}`))
    .sort();
}

/** Only what is stolen is compared, and values of what is followed: of the rest the ledger keeps nothing clean. */
function expectSame(
  ledger: Ledger,
  naive: NaiveOutcome,
  method: (typeof METHODS)[number],
  { followedUntil }: RandomCase,
): void {
  const shown = (key: string, value: bigint, stolen: bigint) =>
    `${key} ${followedUntil.has(key) ? 'not followed' : value} ${stolen}`;
  const { tape } = ledger;
  const held = ledger.taintedHoldings().map((holding) => {
    const { value, tainted } = ledger.lotsAt(holding);
    return shown(tape.keyOf(holding), value, tainted);
  });
  const expected = [...naive.holdings]
    .filter(([, { stolen }]) => stolen > 0n)
    .map(([key, { value, stolen }]) => shown(key, value, stolen));
  expect(held.sort()).toEqual(expected.sort());
  const stolen = [...ledger.stolen].flatMap(([seed, byAsset]) =>
    [...byAsset].map(([asset, amount]) => `${seed} ${asset} ${amount}`),
  );
  const marked = [...naive.stolen].flatMap(([seed, byAsset]) =>
    [...byAsset].map(([asset, amount]) => `${seed} ${asset} ${amount}`),
  );
  expect(stolen.sort()).toEqual(marked.sort());
  if (!method.conserves) return;
  const table = naive.bySeed(rowOf).map(({ seed, row, amount }) => `${seed} ${row} ${amount}`);
  expect(bySeed(ledger)).toEqual(table.sort());
}

/** As cases are: an account that no movement touches is not known to hold anything, and a seed is of one asset. */
function asCases(random: RandomCase): RandomCase {
  const holdings = new Set(
    random.movements.flatMap(({ takes, puts }) => [...takes, ...puts].map(({ holding }) => holding)),
  );
  const assets: string[] = [];
  const seedFor = (seed: number, asset: string) => {
    if (!assets.includes(asset)) assets.push(asset);
    return 1 + seed * 4 + assets.indexOf(asset);
  };
  const accountMarks = new Map(
    [...random.accountMarks]
      .filter(([holding]) => holdings.has(holding))
      .map(([holding, marks]) => {
        const asset = holding.split('/')[1] ?? '';
        return [holding, marks.map((mark) => ({ ...mark, seed: seedFor(mark.seed, asset) }))];
      }),
  );
  const transferMarks = new Map(
    [...random.transferMarks].map(([txid, marks]) => [
      txid,
      marks.map((mark) => ({ ...mark, seed: seedFor(mark.seed, mark.asset) })),
    ]),
  );
  const outpointMarks = new Map(
    [...random.outpointMarks].map(([key, { seed }]) => [key, { seed: seedFor(seed, 'BTC') }]),
  );
  const caps = new Map(
    [...random.caps].flatMap(([seed, cap]) => assets.map((asset) => [seedFor(seed, asset), cap] as const)),
  );
  return { ...random, accountMarks, transferMarks, outpointMarks, caps };
}

function check(made: RandomCase, method: (typeof METHODS)[number]): void {
  const random = asCases(made);
  const { ledger } = replaySketch(method, random.movements.map(movementOf), sketchOf(random));
  expectSame(ledger, replayNaively({ ...random, method: method.name }), method, random);
}

describe.each([
  ['bitcoin', bitcoinCases, seededBitcoinCase],
  ['ethereum', ethereumCases, seededEthereumCase],
] as const)('%s', (chain, cases, seeded) => {
  const methods = METHODS.filter(({ chains }) => chains.includes(chain));

  test.each(methods)('$name: equal to the unit, whose it is included', (method) => {
    fc.assert(
      fc.property(cases, (random) => check(random, method)),
      RUNS,
    );
  });

  test.each(methods)('$name: equal on longer cases', (method) => {
    for (const seed of [1, 2, 3, 4, 5]) check(seeded(seed, 300), method);
  });
});
