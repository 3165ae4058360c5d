/** What a run is worth, worked out on paper: at the time of the theft, and at the time of arrival. */
import { describe, expect, test } from '@jest/globals';
import { addressOfScript } from '../../../src/core/address.ts';
import { Graph } from '../../../src/core/graph/graph.ts';
import type { PriceAnswer } from '../../../src/core/prices/price.ts';
import { PriceBook } from '../../../src/core/prices/price-book.ts';
import { fifo } from '../../../src/core/taint/fifo.ts';
import { poison } from '../../../src/core/taint/poison.ts';
import { pricesNeeded } from '../../../src/core/valuation/needs.ts';
import { portionsOf } from '../../../src/core/valuation/portions.ts';
import { valuationOf } from '../../../src/core/valuation/valuation.ts';
import { addressOf } from '../../support/courses.ts';
import { type OfflineCase, walkOffline } from '../../support/offline-walk.ts';
import { seedAt, tagOf, tx } from '../../support/tale.ts';
import { bitcoinTransaction, id, p2wpkh } from '../../support/transactions.ts';

const HOUR = 3600;
const TORNADO = tagOf('M', 'Tornado Cash', 'mixing_service', 'pool');
const EXCHANGE = tagOf('E', 'Huobi', 'exchange');
/** 10^18 wei. */
const eth = (amount: number | bigint) => `${BigInt(amount) * 10n ** 18n}`;

/** Prices by asset and hour of the day 1970-01-01; a text is a price, an object as it is. */
type Prices = Readonly<Record<string, Readonly<Record<number, string | PriceAnswer>>>>;

function bookOf(prices: Prices): PriceBook {
  const book = new PriceBook();
  for (const [asset, byHour] of Object.entries(prices)) {
    const answers = Object.entries(byHour).map(([hour, said]) => {
      const time = Number(hour) * HOUR;
      const answer =
        typeof said === 'string' ? { usd: said, at: time, source: 'paper', decimals: null } : said;
      return { time, answer };
    });
    book.note(
      asset,
      answers.map(({ time }) => time),
      answers,
    );
  }
  return book;
}

function value(offline: OfflineCase, prices: Prices) {
  const { settlement, report, graph } = walkOffline(offline);
  const { outcomes } = report;
  const portions = portionsOf({ settlement, seeds: offline.seeds, graph, outcomes });
  const tags = (_: string, address: string) => (offline.tags ?? []).filter((tag) => tag.address === address);
  const book = bookOf(prices);
  const needed = pricesNeeded(portions, new PriceBook(), tags);
  const valuation = valuationOf(portions, book, tags);
  const told = valuation.outcomes.map(({ usd }, index) => `${outcomes[index]?.kind} ${usd}`);
  return { portions, needed, stillNeeded: pricesNeeded(portions, book, tags), valuation, told };
}

const hoursIn = (needed: readonly { asset: string; times: readonly number[] }[]) =>
  needed.map(({ asset, times }) => [asset, times.map((time) => time / HOUR)]);

describe('in the hours in which value was stolen and arrived', () => {
  // 1,000 ETH stolen in hour 1; 600 reach the mixer in hour 2 and 300 in hour 5; 100 stay.
  const offline: OfflineCase = {
    seeds: [seedAt('S', { since: 1 })],
    tags: [TORNADO],
    transactions: [
      tx(1, [`call V S ${eth(1000)}`], { time: HOUR + 100 }),
      tx(2, [`call S M ${eth(600)}`], { time: 2 * HOUR }),
      tx(3, [`call S M ${eth(300)}`], { time: 6 * HOUR - 1 }),
    ],
  };

  test('each hour of an asset is asked for once', () => {
    expect(hoursIn(value(offline, {}).needed)).toEqual([['ETH', [1, 2, 5]]]);
  });

  test('each part is valued at the price of its own hour', () => {
    const { valuation, told } = value(offline, { ETH: { 1: '10', 2: '20.5', 5: '1.115' } });
    // 600 x 20.5 + 300 x 1.115 = 12,634.50; what rests is worth what it was when it was stolen: 100 x 10.
    expect(told).toEqual(['mixer 12634.50', 'unspent 1000.00']);
    expect(valuation.seeds).toEqual(['10000.00']);
    expect(valuation.stolen.get('ETH')).toBe('10000.00');
    expect(valuation.stolenTotal).toEqual({ usd: '10000.00', known: '10000.00' });
    expect(valuation.endedTotal).toEqual({ usd: '13634.50', known: '13634.50' });
    expect(valuation.unknown).toEqual([]);
    expect(valuation.prices.map(({ hour, usd, decimals }) => [hour / HOUR, usd, decimals])).toEqual([
      [1, '10', 18],
      [2, '20.5', 18],
      [5, '1.115', 18],
    ]);
  });

  test('where one hour has no price, what it is part of is unknown, and the rest is not', () => {
    const { valuation, told } = value(offline, { ETH: { 1: '10', 2: '20', 5: { reason: 'nobody knows' } } });
    expect(told).toEqual(['mixer null', 'unspent 1000.00']);
    expect(valuation.endedTotal).toEqual({ usd: null, known: '1000.00' });
    expect(valuation.unknown).toEqual([{ asset: 'ETH', hour: 5 * HOUR, reason: 'nobody knows' }]);
  });

  test('an unusable price is none, whoever stored it', () => {
    const { told } = value(offline, { ETH: { 1: '10', 2: 'NaN', 5: '1' } });
    expect(told).toEqual(['mixer null', 'unspent 1000.00']);
  });

  test('what was asked for is not asked for again, whatever the answer', () => {
    const { stillNeeded } = value(offline, { ETH: { 1: '10', 2: { reason: 'nobody knows' } } });
    expect(hoursIn(stillNeeded)).toEqual([['ETH', [5]]]);
  });

  test('poison does not add up, so its outcomes have no total', () => {
    const { valuation } = value({ ...offline, methods: [poison, fifo] }, { ETH: { 1: '1', 2: '1', 5: '1' } });
    expect(valuation.endedTotal).toBeNull();
    expect(valuation.stolenTotal.usd).toBe('1000.00');
  });
});

describe('the time of a theft', () => {
  test('what an address held when its window began was stolen then', () => {
    // S pays 5 in hour 9 that no receipt explains: it held them when the window began, in hour 4. 3 come in hour 6.
    const offline: OfflineCase = {
      seeds: [seedAt('S', { since: 4 * HOUR + 7 })],
      tags: [TORNADO],
      transactions: [
        tx(1, [`call V S ${eth(3)}`], { time: 6 * HOUR }),
        tx(2, [`call S M ${eth(8)}`], { time: 9 * HOUR }),
      ],
    };
    const { valuation, needed, told } = value(offline, { ETH: { 4: '100', 6: '10', 9: '1' } });
    expect(hoursIn(needed)).toEqual([['ETH', [4, 6, 9]]]);
    expect(valuation.seeds).toEqual(['530.00']);
    expect(told).toEqual(['mixer 8.00']);
  });

  test('a Bitcoin coin that was older was stolen when the window began', () => {
    const [thief, next] = [p2wpkh('aa'), p2wpkh('bb')];
    const coin = (txid: string, height: number, value: bigint) =>
      bitcoinTransaction({
        txid,
        height,
        time: height * HOUR,
        inputs: [['x', height, value]],
        outputs: [{ value, script: thief }],
      });
    const both = bitcoinTransaction({
      txid: 'both',
      height: 9,
      time: 9 * HOUR,
      inputs: [
        ['old', 0, 200_000_000n, thief],
        ['new', 0, 100_000_000n, thief],
      ],
      outputs: [{ value: 299_000_000n, script: next }],
    });
    const offline: OfflineCase = {
      seeds: [
        {
          kind: 'address',
          chain: 'bitcoin',
          address: addressOfScript(thief),
          asset: 'BTC',
          since: 4 * HOUR,
          until: Number.POSITIVE_INFINITY,
        },
      ],
      transactions: [coin('old', 1, 200_000_000n), coin('new', 6, 100_000_000n), both],
    };
    const { valuation, told } = value(offline, { BTC: { 4: '1000', 6: '10', 9: '7' } });
    expect(valuation.seeds).toEqual(['2010.00']);
    // The fee of 0.01 BTC has a value, too.
    expect(told).toEqual(['unspent 20.93', 'fees 0.07']);
  });

  test('of an output it is the time of its block, and a cap divides what came', () => {
    const offline: OfflineCase = {
      seeds: [
        seedAt('S', { since: 1, amountCap: 10n * 10n ** 18n, victim: 'Ann' }),
        seedAt('S', { since: 1 }),
      ],
      transactions: [
        tx(1, [`call V S ${eth(8)}`], { time: HOUR }),
        tx(2, [`call V S ${eth(4)}`], { time: 2 * HOUR }),
      ],
    };
    // The first 8 and 2 of the next are the first seed's; the other 2 are the second one's.
    const { valuation } = value(offline, { ETH: { 1: '1', 2: '100' } });
    expect(valuation.seeds).toEqual(['208.00', '200.00']);
    expect(valuation.stolen.get('ETH')).toBe('408.00');
  });
});

describe('tokens', () => {
  const T = addressOf('T');
  const offline: OfflineCase = {
    seeds: [seedAt('S', { since: 1, asset: T })],
    tags: [EXCHANGE],
    transactions: [tx(1, ['T V S 5000000'], { time: HOUR }), tx(2, ['T S E 5000000'], { time: 2 * HOUR })],
  };
  const price = (usd: string, decimals: number | null): PriceAnswer => ({
    usd,
    at: 0,
    source: 'paper',
    decimals,
  });

  test('are valued by the decimals that the price source states', () => {
    const { told, valuation } = value(offline, { [T]: { 1: price('1.0001', 6), 2: '0.9' } });
    expect(told).toEqual(['exchange 4.50']);
    expect(valuation.seeds).toEqual(['5.00']);
  });

  test('are unknown without decimals', () => {
    const { told, valuation } = value(offline, { [T]: { 1: '1', 2: '1' } });
    expect(told).toEqual(['exchange null']);
    expect(valuation.unknown).toEqual([
      { asset: T, hour: null, reason: 'the decimals of the token are not known' },
    ]);
  });

  test('are unknown when sources disagree about decimals', () => {
    const { valuation } = value(offline, { [T]: { 1: price('1', 6), 2: price('1', 18) } });
    expect(valuation.seeds).toEqual([null]);
    expect(valuation.unknown.map(({ reason }) => reason)).toEqual([
      'price sources state different decimals of the token: 6 and 18',
    ]);
  });

  test('that are tagged as a scam are neither asked for nor valued, whatever their price', () => {
    const tags = [EXCHANGE, tagOf('T', 'Fake USD', 'scam', 'token')];
    const { told, needed, valuation } = value(
      { ...offline, tags },
      { [T]: { 1: price('1', 6), 2: price('1', 6) } },
    );
    expect(needed).toEqual([]);
    expect(told).toEqual(['exchange null']);
    expect(valuation.unknown).toEqual([
      { asset: T, hour: null, reason: expect.stringMatching(/^not valued: the token is tagged "Fake USD/) },
    ]);
  });

  test('of no units nothing is worth nothing, and needs no price', () => {
    const tags = [EXCHANGE];
    const none: OfflineCase = { seeds: [seedAt('S', { since: 1, asset: T })], tags, transactions: [] };
    const { needed, valuation } = value(none, {});
    expect([needed, valuation.seeds, valuation.stolenTotal]).toEqual([
      [],
      ['0.00'],
      { usd: '0.00', known: '0.00' },
    ]);
  });
});

test('what was converted is valued as what was stolen, and beside it as what it is now', () => {
  const [ROUTER, T] = [tagOf('R', 'Uniswap', 'defi_dex', 'dex-router'), addressOf('T')];
  const offline: OfflineCase = {
    seeds: [seedAt('U', { since: 1 })],
    tags: [ROUTER, EXCHANGE],
    transactions: [
      tx(1, [`call V U ${eth(2)}`], { time: HOUR }),
      tx(2, [`call U R ${eth(2)}`, `internal R P ${eth(2)}`, 'T P U 4000'], { time: 2 * HOUR }),
      tx(3, ['T U E 1000'], { time: 3 * HOUR }),
    ],
  };
  const token = (usd: string): PriceAnswer => ({ usd, at: 0, source: 'paper', decimals: 1 });
  const { valuation, needed, told } = value(offline, {
    ETH: { 1: '10', 2: '20', 3: '40' },
    [T]: { 2: token('0.7'), 3: token('0.5') },
  });
  expect(hoursIn(needed)).toEqual([
    [T, [2, 3]],
    ['ETH', [1, 2, 3]],
  ]);
  // 0.5 of 2 ETH at E in hour 3, as 100 coins of T; 1.5 rest at U since hour 2, as 300.
  expect(told).toEqual(['exchange 20.00', 'unspent 30.00']);
  expect(valuation.outcomes.map(({ places }) => places)).toEqual([
    [{ usd: '20.00', held: '50.00' }],
    [{ usd: '30.00', held: '210.00' }],
  ]);
});

test('what is too small to be converted came to the exchanger by the swap', () => {
  const offline: OfflineCase = {
    seeds: [seedAt('S', { since: 1 })],
    tags: [tagOf('R', 'Uniswap', 'defi_dex', 'dex-router')],
    transactions: [
      tx(1, ['call V S 1'], { time: HOUR }),
      tx(2, ['call V U 999'], { time: HOUR }),
      tx(3, ['call S U 1'], { time: 2 * HOUR }),
      tx(4, ['call U R 1000', 'internal R P 1000', 'T P U 10'], { time: 7 * HOUR }),
    ],
  };
  const { portions, needed } = value(offline, {});
  const places = portions.outcomes.flatMap((outcome) => outcome.places.map(({ amount }) => amount));
  expect(places).toEqual([{ asset: 'ETH', amount: 1n, parts: [{ hour: 7 * HOUR, amount: 1n }] }]);
  expect(hoursIn(needed)).toEqual([['ETH', [1, 7]]]);
});

test('what a mix spends arrived in it by the mix itself', () => {
  const [thief, pool] = [p2wpkh('aa'), 100_000n];
  const coin = bitcoinTransaction({
    txid: 'coin',
    height: 1,
    time: HOUR,
    inputs: [['x', 0, pool]],
    outputs: [{ value: pool, script: thief }],
  });
  const mix = bitcoinTransaction({
    txid: 'mix',
    height: 2,
    time: 5 * HOUR,
    inputs: [
      ['coin', 0, pool, thief],
      ['a', 0, pool],
      ['b', 0, pool],
      ['c', 0, pool],
      ['d', 0, pool + 300n],
    ],
    outputs: ['01', '02', '03', '04', '05'].map((byte) => ({ value: pool, script: p2wpkh(byte) })),
  });
  const seeds = [{ kind: 'outpoint', chain: 'bitcoin', txid: id('coin'), vout: 0 }] as const;
  const { told } = value({ seeds, transactions: [coin, mix] }, { BTC: { 1: '50000', 5: '30000' } });
  expect(told).toEqual(['mixer 30.00']);
});

test('an earlier run leaves no prices: each asks for its own', () => {
  const graph = new Graph();
  const subject = { kind: 'prices', chain: 'ethereum', asset: 'ETH', times: [HOUR] } as const;
  graph.add({ subject, status: 'failed', transactions: [], count: 0, reason: 'down' });
  expect(graph.prices.at('ETH', HOUR)).toEqual({ reason: 'down' });
  graph.endRun({});
  expect(graph.prices.at('ETH', HOUR)).toBeUndefined();
});

test('a look-up asks for a hundred hours at most', () => {
  const transactions = Array.from({ length: 101 }, (_, index) =>
    tx(index + 1, [`call V S ${eth(1)}`], { time: (index + 1) * HOUR }),
  );
  const { needed } = value({ seeds: [seedAt('S', { since: 1 })], transactions }, {});
  expect(needed.map(({ times }) => times.length)).toEqual([100, 1]);
  expect(needed.map(({ kind, chain, asset }) => [kind, chain, asset])).toEqual(
    Array(2).fill(['prices', 'ethereum', 'ETH']),
  );
});
