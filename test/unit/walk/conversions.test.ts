/** Stolen coins that change into other assets on their way: outcomes stay in units of what was stolen. */
import { describe, expect, test } from '@jest/globals';
import { sum } from '../../../src/core/amount.ts';
import { addressOf } from '../../support/courses.ts';
import { walkOffline } from '../../support/offline-walk.ts';
import { asked, endedBySeed, resting, seedAt, tagOf, told, tx, underEach } from '../../support/tale.ts';

const ROUTER = tagOf('R', 'Uniswap', 'defi_dex', 'dex-router');
const WETH = tagOf('W', 'WETH9', 'defi', 'wrapper');
const EXCHANGE = tagOf('E', 'Huobi', 'exchange');
const tags = [ROUTER, WETH, EXCHANGE];

describe('a swap at a tagged exchange', () => {
  const transactions = [
    tx(1, ['call V S 400']),
    tx(2, ['call V U 100']),
    tx(3, ['call S U 400']),
    tx(4, ['call U R 500', 'internal R P 500', 'T P U 1000']),
    tx(5, ['T U E 700']),
  ];
  const offline = { seeds: [seedAt('S')], transactions, tags };

  // U holds [100c, 400X] ETH; all of it becomes [200c, 800X] T. Of 700 T paid, 500 are stolen; of the 300 left, all are.
  // 400 wei over 500 and 300 T: 250 and 150.
  test('fifo: the proceeds at the exchange and what is left count in ETH', () => {
    const { report } = walkOffline(offline);
    expect(report.stolen).toMatchObject([{ asset: 'ETH', amount: 400n }]);
    expect(told(report)).toEqual(['exchange / Huobi: 250', 'unspent: 150']);
    expect(resting(report)).toEqual(['E 250 as 500 T', 'U 150 as 300 T']);
    expect(report.outcomes.map(({ asset }) => asset)).toEqual(['ETH', 'ETH']);
  });

  // 700 of 1000 T with 800 stolen: 560 stolen, 240 left. 400 wei over 560 and 240: 280 and 120.
  test('haircut', () => {
    const haircut = underEach(offline).find(({ method }) => method.name === 'haircut');
    expect(haircut && told(haircut.walk.report)).toEqual(['exchange / Huobi: 280', 'unspent: 120']);
    expect(haircut && resting(haircut.walk.report)).toEqual(['E 280 as 560 T', 'U 120 as 240 T']);
  });

  // libr spends the 200 clean T first, as fifo does here.
  test('libr', () => {
    const libr = underEach(offline).find(({ method }) => method.name === 'libr');
    expect(libr && told(libr.walk.report)).toEqual(['exchange / Huobi: 250', 'unspent: 150']);
  });

  test('every method adds up to the wei', () => {
    for (const { walk } of underEach(offline)) {
      expect(sum(walk.report.outcomes.map(({ amount }) => amount))).toBe(400n);
    }
  });

  test('the exchange is flagged in the asset that arrived there', () => {
    const { report } = walkOffline(offline);
    expect(report.flags).toMatchObject([
      { kind: 'cash-out', address: addressOf('U'), asset: addressOf('T'), amount: 500n, hops: 2 },
    ]);
  });

  // A step is a movement: S pays U, then U's ETH becomes U's T.
  test('the path goes through the conversion', () => {
    const [flag] = walkOffline(offline).report.flags;
    expect(flag?.path.map(({ to, asset, amount }) => [to, asset, amount])).toEqual([
      [addressOf('U'), 'ETH', 400n],
      [addressOf('U'), addressOf('T'), 800n],
    ]);
  });

  test('the transaction of the swap is asked for in whole, that of a payment is not', () => {
    expect(asked(walkOffline(offline), transactions)).toEqual(['S', 'U', 'tx 4']);
  });
});

test('several seeds: each victim gets back units of what was stolen', () => {
  // U holds [300X, 100Y] ETH, 1000 T for it: [750X, 250Y]. It pays 800: 750X + 50Y. 200Y are left: 100 wei over 50 and 200.
  const transactions = [
    tx(1, ['call V S 300']),
    tx(2, ['call V Q 100']),
    tx(3, ['call S U 300']),
    tx(4, ['call Q U 100']),
    tx(5, ['call U R 400', 'internal R P 400', 'T P U 1000']),
    tx(6, ['T U E 800']),
  ];
  const offline = { seeds: [seedAt('S'), seedAt('Q')], transactions, tags };
  expect(told(walkOffline(offline).report)).toEqual([
    'exchange / Huobi: 320 (300 of 1, 20 of 2)',
    'unspent: 80 (80 of 2)',
  ]);
  // haircut: 400 wei over 800 and 200 T are 320 and 80; three quarters of each are of seed 1.
  const haircut = underEach(offline).find(({ method }) => method.name === 'haircut');
  expect(haircut && told(haircut.walk.report)).toEqual([
    'exchange / Huobi: 320 (240 of 1, 80 of 2)',
    'unspent: 80 (60 of 1, 20 of 2)',
  ]);
  for (const { walk } of underEach(offline)) {
    expect([...endedBySeed(walk.report)].sort(([a], [b]) => a - b)).toEqual([
      [1, 300n],
      [2, 100n],
    ]);
  }
});

test('a stolen token that is swapped counts in the token', () => {
  const token = addressOf('A');
  const transactions = [tx(1, ['A V S 90']), tx(2, ['A S R 90', 'internal R S 7']), tx(3, ['call S E 3'])];
  const { report } = walkOffline({ seeds: [seedAt('S', { asset: token })], transactions, tags });
  // 90 A became 7 wei; 3 of them went on. 90 over 3 and 4: 38.57 and 51.43, so 39 and 51.
  expect(told(report)).toEqual(['exchange / Huobi: 39', 'unspent: 51']);
  expect(report.outcomes.map(({ asset }) => asset)).toEqual([token, token]);
  expect(resting(report)).toEqual(['E 39 as 3 ETH', 'S 51 as 4 ETH']);
});

test('a swap and back again: what it cost is in no outcome, what was stolen is', () => {
  const transactions = [
    tx(1, ['call V S 400']),
    tx(2, ['call S R 400', 'internal R P 400', 'T P S 1000']),
    tx(3, ['T S R 1000', 'internal R S 360']),
    tx(4, ['call S E 90']),
  ];
  const { report } = walkOffline({ seeds: [seedAt('S', { until: 12 })], transactions, tags });
  // 400 wei became 360; 90 of them are a quarter.
  expect(told(report)).toEqual(['exchange / Huobi: 100', 'unspent: 300']);
});

describe('wraps', () => {
  // TAINT C4: ETH [400X, 600c]; 500 wrapped: WETH [400X, 100c]; 300 unwrapped: ETH [500c, 300X], WETH [100X, 100c].
  const transactions = [
    tx(1, ['call V S 400']),
    tx(2, ['call S U 400']),
    tx(3, ['call V U 600']),
    tx(4, ['call U W 500']),
    tx(5, ['call U W 0', 'internal W U 300']),
  ];
  const offline = { seeds: [seedAt('S')], transactions, tags };

  test('carry lots on unchanged, there and back', () => {
    const walk = walkOffline(offline);
    expect(told(walk.report)).toEqual(['unspent: 400']);
    const [ledger] = walk.settlement.ledgers;
    const at = (asset: string) => {
      const holding = walk.settlement.tape.find(`${addressOf('U')}/${asset}`) ?? -1;
      const lots = ledger?.lotsAt(holding);
      return [lots?.value, lots?.tainted];
    };
    expect([at('ETH'), at(addressOf('W'))]).toEqual([
      [800n, 300n],
      [200n, 100n],
    ]);
    expect(resting(walk.report)).toEqual(['U 300', 'U 100 as 100 W']);
  });

  test('are asked for in whole by nobody', () => {
    expect(asked(walkOffline(offline), transactions)).toEqual(['S', 'U']);
  });

  test('the wrapper is nobody’s account: another one’s unwrap is clean', () => {
    const more = [...transactions, tx(6, ['call Y W 0', 'internal W Y 100']), tx(7, ['call Y E 100'])];
    expect(told(walkOffline({ ...offline, transactions: more }).report)).toEqual(['unspent: 400']);
  });
});

describe('a swap too small to convert', () => {
  // Lots 1X and 999Y for 10 T: 0.01 and 9.99 are 0 and 10. The one unit stays with the router.
  const transactions = [
    tx(1, ['call V S 1']),
    tx(2, ['call V Q 999']),
    tx(3, ['call S U 1']),
    tx(4, ['call Q U 999']),
    tx(5, ['call U R 1000', 'internal R P 1000', 'T P U 10']),
  ];
  const offline = { seeds: [seedAt('S'), seedAt('Q')], transactions, tags };

  test('ends at the exchange with its amount', () => {
    const { report } = walkOffline(offline);
    expect(told(report)).toEqual(['contract / Uniswap: 1 (1 of 1)', 'unspent: 999 (999 of 2)']);
    expect(resting(report)).toEqual(['R 1', 'U 999 as 10 T']);
    expect(report.outcomes[0]?.holdings[0]?.reason).toContain('not understood');
    expect(report.outcomes[0]?.range).toEqual({ min: 0n, max: 1n });
  });

  test('a clean lot takes the unit of a stolen one', () => {
    const { report } = walkOffline({ ...offline, seeds: [seedAt('S')] });
    expect(told(report)).toEqual(['contract / Uniswap: 1']);
  });
});

test('who else was paid in a swap is seen in the whole of it', () => {
  // U's list alone: 100 A for 6 B. The whole: Y gives nothing, so 95 A went to Y, and 5 A became 6 B.
  const token = addressOf('A');
  const transactions = [tx(1, ['A V S 100']), tx(2, ['A S Y 95', 'A S R 5', 'A R P 5', 'B P S 6'])];
  const walk = walkOffline({ seeds: [seedAt('S', { asset: token })], transactions, tags });
  expect(resting(walk.report)).toEqual(['Y 95', 'S 5 as 6 B']);
  expect(asked(walk, transactions)).toEqual(['S', 'tx 2', 'Y']);
});

test('what a router got for two assets is not understood and stays there', () => {
  const transactions = [tx(1, ['call V S 10']), tx(2, ['call S R 10', 'A P S 4', 'B P S 5'])];
  const { report } = walkOffline({ seeds: [seedAt('S')], transactions, tags });
  expect(told(report)).toEqual(['contract / Uniswap: 10']);
  expect(report.outcomes[0]?.holdings[0]?.reason).toContain('what it gave in exchange is not understood');
});
