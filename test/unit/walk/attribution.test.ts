/** Whose coins ended where, with the 483 victims of one theft whose coins come together. */
import { describe, expect, test } from '@jest/globals';
import { addressOfScript } from '../../../src/core/address.ts';
import type { Tag } from '../../../src/core/tags/tag.ts';
import { METHODS } from '../../../src/core/taint/methods.ts';
import type { Seed } from '../../../src/core/trace/seed.ts';
import type { Transaction } from '../../../src/core/transaction.ts';
import { addressOf } from '../../support/courses.ts';
import { walkOffline } from '../../support/offline-walk.ts';
import { endedBySeed, tagOf, tx } from '../../support/tale.ts';
import { bitcoinTransaction, id, p2wpkh } from '../../support/transactions.ts';

const VICTIMS = 483;
const indexes = Array.from({ length: VICTIMS }, (_, index) => index);
/** Victim n lost 1000 + n units. */
const lost = indexes.map((index) => 1000n + BigInt(index));
const total = lost.reduce((sum, amount) => sum + amount, 0n);

/** In the order of the victims, what of `paid` units is theirs when the first ones pay first. */
function firstPay(paid: bigint): Map<number, bigint> {
  const parts = new Map<number, bigint>();
  let left = paid;
  for (const [index, amount] of lost.entries()) {
    const part = amount < left ? amount : left;
    if (part > 0n) parts.set(index + 1, part);
    left -= part;
  }
  return parts;
}

interface Consolidation {
  readonly seeds: readonly Seed[];
  readonly transactions: readonly Transaction[];
  readonly tags: readonly Tag[];
}

/** Of all that was stolen a third goes to a mixer, then 7 to an exchange; the rest stays. */
const toMixer = total / 3n;
const toExchange = 7n;

function ethereum(): Consolidation {
  const thefts = indexes.map((index) =>
    tx(index + 1, [`call V${index} H ${lost[index]}`], { txid: `theft ${index}` }),
  );
  return {
    seeds: thefts.map(({ txid }, index) => ({
      kind: 'transaction',
      chain: 'ethereum',
      txid,
      asset: 'ETH',
      receiver: addressOf('H'),
      victim: `victim ${index}`,
    })),
    transactions: [...thefts, tx(1000, [`call H M ${toMixer}`]), tx(1001, [`call H E ${toExchange}`])],
    tags: [tagOf('M', 'Tornado', 'mixing_service'), tagOf('E', 'Huobi', 'exchange')],
  };
}

function bitcoin(): Consolidation {
  const scripts = ['aa', 'bb', 'cc', 'dd'].map(p2wpkh) as [string, string, string, string];
  const [held, mixer, exchange, rest] = scripts;
  const theft = bitcoinTransaction({
    txid: 'theft',
    height: 1,
    inputs: [],
    outputs: lost.map((value) => ({ value, script: held })),
  });
  const consolidation = bitcoinTransaction({
    txid: 'all',
    height: 1000,
    inputs: indexes.map((index) => ['theft', index, lost[index] ?? 0n, held] as const),
    outputs: [
      { value: toMixer, script: mixer },
      { value: toExchange, script: exchange },
      { value: total - toMixer - toExchange - 11n, script: rest },
    ],
  });
  return {
    seeds: indexes.map((index) => ({
      kind: 'outpoint',
      chain: 'bitcoin',
      txid: id('theft'),
      vout: index,
      victim: `victim ${index}`,
    })),
    transactions: [theft, consolidation],
    tags: [
      { ...tagOf('M', 'Mixer', 'mixing_service'), chain: 'bitcoin', address: addressOfScript(mixer) },
      { ...tagOf('E', 'Huobi', 'exchange'), chain: 'bitcoin', address: addressOfScript(exchange) },
    ],
  };
}

describe.each([
  ['ethereum', ethereum],
  ['bitcoin', bitcoin],
] as const)('483 victims on %s', (chain, make) => {
  const offline = make();
  const methods = METHODS.filter(({ conserves, chains }) => conserves && chains.includes(chain));
  const reports = new Map(
    methods.map((method) => [method.name, walkOffline({ ...offline, methods: [method] }).report]),
  );

  test.each([...reports])('%s: every victim’s units are found, and no more', (_, report) => {
    expect(report.stolen).toMatchObject([{ amount: total, seeds: VICTIMS }]);
    expect(report.stolen[0]?.origins).toEqual(
      indexes.map((index) => ({ seed: index + 1, victim: `victim ${index}`, amount: lost[index] })),
    );
    const ended = [...endedBySeed(report)].sort(([a], [b]) => a - b);
    expect(ended).toEqual(indexes.map((index) => [index + 1, lost[index]]));
  });

  test.each([...reports])('%s: an outcome is the sum of its victims', (_, report) => {
    const [mixer, exchange] = report.outcomes;
    expect([mixer?.amount, exchange?.amount]).toEqual([toMixer, toExchange]);
    for (const { amount, origins } of report.outcomes) {
      expect(origins.reduce((sum, part) => sum + part.amount, 0n)).toBe(amount);
      expect(origins.map(({ seed }) => seed)).toEqual(
        origins.map(({ seed }) => seed).toSorted((a, b) => a - b),
      );
    }
  });

  test('fifo: the first victims’ coins went first', () => {
    const [mixer, exchange] = reports.get('fifo')?.outcomes ?? [];
    const parts = (outcome: typeof mixer) =>
      new Map(outcome?.origins.map(({ seed, amount }) => [seed, amount]) ?? []);
    expect(parts(mixer)).toEqual(firstPay(toMixer));
    const both = firstPay(toMixer + toExchange);
    for (const [seed, amount] of firstPay(toMixer)) both.set(seed, (both.get(seed) ?? 0n) - amount);
    expect(parts(exchange)).toEqual(new Map([...both].filter(([, amount]) => amount > 0n)));
  });

  test('haircut: everybody shares in the mixer, none off by a whole unit', () => {
    const [mixer] = reports.get('haircut')?.outcomes ?? [];
    expect(mixer?.origins).toHaveLength(VICTIMS);
    for (const { seed, amount } of mixer?.origins ?? []) {
      // amount is within one unit of toMixer x lost / total.
      const difference = amount * total - toMixer * (lost[seed - 1] ?? 0n);
      expect(difference < total && -difference < total).toBe(true);
    }
  });
});
