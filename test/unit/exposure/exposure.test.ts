/** Exposure of addresses to mixers, exchanges and sanctioned parties, worked out by hand. */
import { describe, expect, test } from '@jest/globals';
import type { Exposure, ExposureTable } from '../../../src/core/exposure/exposure.ts';
import type { Tag } from '../../../src/core/tags/tag.ts';
import { methodNamed, methodsFor } from '../../../src/core/taint/methods.ts';
import { addressOf, nameOfAddress } from '../../support/courses.ts';
import { type OfflineCase, walkOffline } from '../../support/offline-walk.ts';
import { seedAt, tagOf, tx } from '../../support/tale.ts';

const mixer = tagOf('M', 'Tornado', 'mixing_service');
const exchange = tagOf('E', 'Binance', 'exchange');
const only = (name: 'fifo' | 'lifo' | 'haircut') => ({ methods: [methodNamed(name)] });

const tableOf = (offline: OfflineCase) => walkOffline(offline).report.exposure;

function told({ addresses }: ExposureTable): string[] {
  return addresses.map(lineOf);
}

/** `A 100: mixer / Tornado 60 direct 30 indirect (1 hop); unspent 10; 5 here`. */
function lineOf({ address, asset, outflow, parties, elsewhere, resting }: Exposure): string {
  const met = parties.map(({ kind, entity, direct, indirect, hops, wentOn }) => {
    const name = `${kind} / ${entity}${wentOn ? ' (went on)' : ''}`;
    return `${name} ${direct.amount} direct ${indirect.amount} indirect (${hops})`;
  });
  const rest = elsewhere.map(({ kind, amount }) => `${kind} ${amount}`);
  const name = `${nameOfAddress(address)}${asset === 'ETH' ? '' : `/${nameOfAddress(asset)}`}`;
  return `${name} ${outflow}: ${[...met, ...rest].join(', ')}; ${resting} here`;
}

function wayOf({ addresses, steps }: ExposureTable, name: string, entity: string): string {
  const at = addresses.find(({ address }) => address === addressOf(name));
  const told: string[] = [];
  let next = at?.parties.find((party) => party.entity === entity)?.path ?? null;
  while (next !== null) {
    const step = steps[next];
    if (step === undefined) throw new Error('a step that is not there');
    told.push(`${nameOfAddress(step.from)}>${nameOfAddress(step.to)} ${step.amount}`);
    next = step.next;
  }
  return told.join(', ');
}

describe('one theft, a mixer, an exchange, and what is left', () => {
  // S pays gas of 1, gives A 99; A gives B 60, the mixer 20; B gives the mixer 25, the exchange 30.
  const transactions = [
    tx(1, ['call V S 100']),
    tx(2, ['call S A 99'], { fee: 1n }),
    tx(3, ['call A B 60']),
    tx(4, ['call A M 20']),
    tx(5, ['call B M 25']),
    tx(6, ['call B E 30']),
  ];
  const table = tableOf({ seeds: [seedAt('S')], transactions, tags: [mixer, exchange] });

  test('direct, indirect, the rest, and what stays', () => {
    expect(told(table)).toEqual([
      'A 80: mixer / Tornado 20 direct 25 indirect (1), exchange / Binance 0 direct 30 indirect (2), unspent 5; 19 here',
      'S 100: mixer / Tornado 0 direct 45 indirect (2), exchange / Binance 0 direct 30 indirect (3), unspent 24, fees 1; 0 here',
      'B 55: mixer / Tornado 25 direct 0 indirect (1), exchange / Binance 30 direct 0 indirect (1); 5 here',
    ]);
  });

  test('shares are millionths of the outflow, rounded down', () => {
    const parts = table.addresses.map(({ parties }) =>
      parties.map((one) => [one.direct.share, one.indirect.share]),
    );
    expect(parts).toEqual([
      [
        [250_000, 312_500],
        [0, 375_000],
      ],
      [
        [0, 450_000],
        [0, 300_000],
      ],
      [
        [454_545, 0],
        [545_454, 0],
      ],
    ]);
  });

  test('first and last arrival, and the confidence of tag and hops', () => {
    const atS = table.addresses[1]?.parties ?? [];
    expect(atS.map(({ first, last, confidence }) => [first, last, confidence])).toEqual([
      [4 * 12, 5 * 12, 45],
      [6 * 12, 6 * 12, 40],
    ]);
    const web = tableOf({
      seeds: [seedAt('S')],
      transactions,
      tags: [{ ...mixer, confidence: 'web_crawl' }],
    });
    expect(web.addresses.map(({ parties }) => parties[0]?.confidence)).toEqual([20, 18, 20]);
  });

  test('the shortest way, each step once', () => {
    expect(wayOf(table, 'S', 'Tornado')).toBe('S>A 99, A>M 20');
    expect(wayOf(table, 'A', 'Tornado')).toBe('A>M 20');
    expect(wayOf(table, 'S', 'Binance')).toBe('S>A 99, A>B 60, B>E 30');
    const names = table.steps.map(({ txid, from, to }) => `${txid} ${from} ${to}`);
    expect(wayOf(table, 'B', 'Binance')).toBe('B>E 30');
    // S to A stands twice, as one goes on to the mixer and one to B; A to B once.
    expect(names).toHaveLength(6);
  });

  test('no party, no exposure', () => {
    expect(tableOf({ seeds: [seedAt('S')], transactions })).toEqual({
      addresses: [],
      steps: [],
      leftOut: [],
    });
  });
});

describe('what comes round is counted when it left last', () => {
  // A gives B 100, B gives back 100, A gives the mixer 70.
  const transactions = [
    tx(1, ['call V A 100']),
    tx(2, ['call A B 100']),
    tx(3, ['call B A 100']),
    tx(4, ['call A M 70']),
  ];

  test.each(['fifo', 'lifo', 'haircut'] as const)('%s', (method) => {
    expect(told(tableOf({ seeds: [seedAt('A')], transactions, tags: [mixer], ...only(method) }))).toEqual([
      'A 70: mixer / Tornado 70 direct 0 indirect (1); 30 here',
      'B 100: mixer / Tornado 0 direct 70 indirect (2), unspent 30; 0 here',
    ]);
  });
});

describe('methods differ', () => {
  // A holds 50 clean, then 50 stolen, and gives the mixer 60: 10, 50 or 30 of them are stolen.
  const transactions = [
    tx(1, ['call V A 50']),
    tx(2, ['call V S 50']),
    tx(3, ['call S A 50']),
    tx(4, ['call A M 60']),
  ];
  const offline = { seeds: [seedAt('S')], transactions, tags: [mixer] };

  test.each([
    ['fifo', 10n],
    ['lifo', 50n],
    ['haircut', 30n],
  ] as const)('%s counts, and the range is over all', (main, amount) => {
    const table = tableOf({ ...offline, methods: methodsFor(main, ['ethereum']) });
    const atA = table.addresses.find(({ address }) => address === addressOf('A'));
    expect(atA).toMatchObject({ method: main, outflow: amount, range: { min: 10n, max: 50n } });
    expect(atA?.parties[0]?.direct).toEqual({ amount, range: { min: 10n, max: 50n }, share: 1_000_000 });
  });

  test('poison counts no units: the first method that does is shown', () => {
    const table = tableOf({ ...offline, methods: methodsFor('poison', ['ethereum']) });
    expect(table.addresses.map(({ method }) => method)).toEqual(['fifo', 'fifo']);
  });

  test('an address that only another method knows', () => {
    // 40 of the 50 clean units are mixed first.
    const early = [...transactions.slice(0, 3), tx(4, ['call A M 40'])];
    const table = tableOf({ ...offline, transactions: early, methods: methodsFor('fifo', ['ethereum']) });
    const atA = table.addresses.find(({ address }) => address === addressOf('A'));
    expect(atA).toMatchObject({ outflow: 0n, range: { min: 0n, max: 40n }, resting: 0n });
    expect(atA?.parties[0]).toMatchObject({
      direct: { amount: 0n, range: { min: 0n, max: 40n }, share: 0 },
      hops: 1,
    });
  });
});

describe('sanctioned parties', () => {
  const transactions = [
    tx(1, ['call V S 100']),
    tx(2, ['call S A 100'], { time: 1000 }),
    tx(3, ['call A P 60'], { time: 2000 }),
    tx(4, ['call P M 50'], { time: 3000 }),
  ];
  const sanctioned = (validFrom: number | null, validTo: number | null = null): Tag => ({
    ...tagOf('P', 'Lazarus', 'sanction'),
    validFrom,
    validTo,
  });
  const linesWith = (tag: Tag) => told(tableOf({ seeds: [seedAt('S')], transactions, tags: [mixer, tag] }));

  test('coins that went on from there stand in both rows', () => {
    expect(linesWith(sanctioned(1500))).toEqual([
      'A 60: mixer / Tornado 0 direct 50 indirect (2), sanctioned / Lazarus (went on) 60 direct 0 indirect (1), unspent 10; 40 here',
      'P 50: mixer / Tornado 50 direct 0 indirect (1); 10 here',
      'S 100: mixer / Tornado 0 direct 50 indirect (3), sanctioned / Lazarus (went on) 0 direct 60 indirect (2), unspent 50; 0 here',
    ]);
  });

  test.each([
    ['not yet in force', 2001, null],
    ['no longer in force', null, 1999],
  ])('%s', (_, from, to) => {
    expect(linesWith(sanctioned(from, to)).join()).not.toContain('sanctioned');
  });

  test.each([
    ['from that second on', 2000, null],
    ['up to that second', null, 2000],
  ])('%s', (_, from, to) => {
    expect(linesWith(sanctioned(from, to)).join()).toContain('sanctioned / Lazarus (went on) 60 direct');
  });

  test('a custodial service under sanctions is an end', () => {
    const service = { ...tagOf('P', 'Suex', 'exchange'), concepts: ['exchange', 'sanction'] };
    expect(linesWith(service)).toEqual([
      'A 60: sanctioned / Suex 60 direct 0 indirect (1); 40 here',
      'S 100: sanctioned / Suex 0 direct 60 indirect (2), unspent 40; 0 here',
    ]);
  });
});

test('what was converted is counted in what left each address', () => {
  // A swaps 100 ETH for 500 T at R and gives the exchange 250 T.
  const router = tagOf('R', 'Dex', 'defi_dex', 'dex-router');
  const transactions = [
    tx(1, ['call V S 100']),
    tx(2, ['call S A 100']),
    tx(3, ['call A R 100', 'T R A 500']),
    tx(4, ['T A E 250']),
  ];
  const table = tableOf({ seeds: [seedAt('S')], transactions, tags: [exchange, router], ...only('fifo') });
  expect(told(table)).toEqual([
    'A/T 250: exchange / Binance 250 direct 0 indirect (1); 250 here',
    'S 100: exchange / Binance 0 direct 50 indirect (3), unspent 50; 0 here',
  ]);
});
