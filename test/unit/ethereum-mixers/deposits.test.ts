/** Deposits read from transfers: direct, through router and relay, seen in full or in part, and what is none. */
import { describe, expect, test } from '@jest/globals';
import { countDeposits, depositsIn } from '../../../src/core/ethereum-mixers/deposit.ts';
import {
  ETH,
  GOVERNANCE,
  MIXERS,
  POOL_10,
  POOL_100,
  RAILGUN,
  ROUTER,
  TORN,
  USDC,
} from '../../support/shipped-mixers.ts';
import { ethereumTransaction, type TransferSketch } from '../../support/transactions.ts';

const A = `0x${'a'.repeat(40)}`;
const B = `0x${'b'.repeat(40)}`;
const USDC_100 = '0xd96f2b1c14db8458374d9aca76e26c3d18364307';
const RELAY_ADAPT = '0xac9f360ae85469b27aeddeafc579ef2d052ad405';

const read = (transfers: TransferSketch[], more: { whole?: true; sender?: string } = {}) => {
  const { whole, ...sketch } = more;
  const tx = ethereumTransaction({ txid: 't', height: 1, transfers, ...sketch });
  return depositsIn(whole === undefined ? tx : { ...tx, whole }, MIXERS).map(
    ({ pool, depositor, via, denomination }) => ({ pool, depositor, via, denomination }),
  );
};
const direct = { from: A, to: POOL_100, value: 100n * ETH };

describe('a deposit', () => {
  test('is a transfer of exactly the denomination to a pool', () => {
    expect(read([direct])).toEqual([{ pool: POOL_100, depositor: A, via: null, denomination: 100n * ETH }]);
  });

  test('is one for each transfer', () => {
    expect(read([direct, direct, { from: A, to: POOL_10, value: 10n * ETH }]).length).toBe(3);
  });

  test('through the router is one, by who paid the router', () => {
    const through = [
      { from: A, to: ROUTER, value: 100n * ETH },
      { from: ROUTER, to: POOL_100, value: 100n * ETH },
    ];
    const found = [{ pool: POOL_100, depositor: A, via: ROUTER, denomination: 100n * ETH }];
    expect(read(through)).toEqual(found);
    expect(read(through, { whole: true })).toEqual(found);
  });

  test('of which only the way to the router was seen is told by its denomination', () => {
    expect(read([{ from: A, to: ROUTER, value: 10n * ETH }])).toEqual([
      { pool: POOL_10, depositor: A, via: ROUTER, denomination: 10n * ETH },
    ]);
  });

  test('of which only the way from the router was seen is the sender’s', () => {
    const [from] = read([{ from: ROUTER, to: POOL_100, value: 100n * ETH, kind: 'internal' }], { sender: B });
    expect(from?.depositor).toBe(B);
  });

  test('of a token is in its own units', () => {
    const [usdc] = read([{ asset: USDC, from: A, to: USDC_100, value: 100_000_000n, kind: 'token' }]);
    expect(usdc).toEqual({ pool: USDC_100, depositor: A, via: null, denomination: 100_000_000n });
  });

  test('where any amount is taken has no denomination', () => {
    expect(
      read([
        { asset: USDC, from: A, to: RELAY_ADAPT, value: 7n, kind: 'token' },
        { asset: USDC, from: RELAY_ADAPT, to: RAILGUN, value: 7n, kind: 'token' },
      ]),
    ).toEqual([{ pool: RAILGUN, depositor: A, via: RELAY_ADAPT, denomination: null }]);
  });

  test('by a contract that keeps nothing is the one’s who paid it', () => {
    const pays = (value: bigint) => [
      { from: A, to: B, value },
      { from: B, to: POOL_10, value: 10n * ETH },
      { from: B, to: POOL_10, value: 10n * ETH },
    ];
    expect(read(pays(20n * ETH)).map(({ depositor }) => depositor)).toEqual([A, A]);
    expect(read(pays(20n * ETH + 1n)).map(({ depositor }) => depositor)).toEqual([B, B]);
  });

  test.each([
    ['the same pool', [{ from: POOL_100, to: B, value: 100n * ETH }]],
    ['a smaller pool', Array.from({ length: 10 }, () => ({ from: POOL_10, to: B, value: 10n * ETH }))],
  ])('of what was just withdrawn from %s is the contract’s, and no pool’s', (_, withdrawn) => {
    const found = read([...withdrawn, { from: B, to: POOL_100, value: 100n * ETH }]);
    expect(found).toEqual([{ pool: POOL_100, depositor: B, via: null, denomination: 100n * ETH }]);
  });

  test('two depositors through one router keep their own', () => {
    const found = read([
      { from: A, to: ROUTER, value: 10n * ETH },
      { from: B, to: ROUTER, value: 100n * ETH },
      { from: ROUTER, to: POOL_100, value: 100n * ETH },
      { from: ROUTER, to: POOL_10, value: 10n * ETH },
    ]);
    expect(found.map(({ depositor, pool }) => [depositor, pool])).toEqual([
      [B, POOL_100],
      [A, POOL_10],
    ]);
  });
});

describe('no deposit', () => {
  test.each<[string, TransferSketch[], { whole?: true }]>([
    ['one wei less', [{ ...direct, value: 100n * ETH - 1n }], {}],
    ['one wei more', [{ ...direct, value: 100n * ETH + 1n }], {}],
    ['what did not move', [{ ...direct, moved: false }], {}],
    ['another token of the same number', [{ ...direct, asset: USDC, kind: 'token' }], {}],
    ['a payment out of a pool', [{ from: POOL_100, to: A, value: 100n * ETH }], {}],
    ['TORN sent to a pool', [{ ...direct, asset: TORN, kind: 'token' }], {}],
    ['a denomination sent to governance', [{ ...direct, to: GOVERNANCE }], {}],
    ['an odd amount to the router', [{ from: A, to: ROUTER, value: 3n * ETH }], {}],
    [
      'a denomination to the router that is known to stay there',
      [{ from: A, to: ROUTER, value: 10n * ETH }],
      { whole: true },
    ],
  ])('%s', (_, transfers, more) => {
    expect(read(transfers, more)).toEqual([]);
  });
});

test('deposits are counted by pool, the larger first', () => {
  const of = (pool: string, denomination: bigint) => ({
    txid: 't',
    pool,
    entity: 'E',
    asset: 'ETH',
    denomination,
    depositor: A,
    via: null,
  });
  expect(countDeposits([of(POOL_10, 10n), of(POOL_100, 100n), of(POOL_10, 10n)])).toEqual([
    { pool: POOL_100, asset: 'ETH', denomination: 100n, count: 1 },
    { pool: POOL_10, asset: 'ETH', denomination: 10n, count: 2 },
  ]);
});
