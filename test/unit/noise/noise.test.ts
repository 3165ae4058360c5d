/** Noise: address poisoning, zero-value transfers, tokens nobody asked for, and what must not be called so. */
import { describe, expect, test } from '@jest/globals';
import { areLookAlikes, looksOf } from '../../../src/core/noise/look-alike.ts';
import { noiseIn } from '../../../src/core/noise/noise.ts';
import type { EthereumTransaction } from '../../../src/core/transaction.ts';
import { walkOffline } from '../../support/offline-walk.ts';
import { ethereumTransaction, type TransferSketch } from '../../support/transactions.ts';

const A = `0x${'a1'.repeat(20)}`;
const FRIEND = '0xabc1000000000000000000000000000000001234';
/** Three first and four last digits of the friend. */
const TWIN = '0xabc9999999999999999999999999999999991234';
const STRANGER = `0x${'5'.repeat(40)}`;
const USDT = '0xdac17f958d2ee523a2206206994597c13d831ec7';
const FAKE = `0x${'f'.repeat(40)}`;
const HOUR = 3600;

let count = 0;
const tx = (sender: string | null, time: number, transfer: TransferSketch): EthereumTransaction => {
  count += 1;
  return ethereumTransaction({ txid: `n${count}`, height: time, time, sender, transfers: [transfer] });
};
const token = (asset: string, from: string, to: string, value: bigint) =>
  ({ asset, from, to, value, kind: 'token' }) as const;
const paid = tx(A, 0, token(USDT, A, FRIEND, 1_000_000n));
const scope = { addresses: new Set([A]), assets: new Set(['ETH', USDT]) };
const read = (...transactions: EthereumTransaction[]) =>
  noiseIn(transactions, scope).map(({ reason, resembles }) => [reason, resembles]);

describe('a look-alike', () => {
  test('has the same three first and four last digits', () => {
    expect(looksOf(FRIEND)).toBe('abc1234');
    expect(areLookAlikes(FRIEND, TWIN)).toBe(true);
    expect(areLookAlikes(FRIEND, FRIEND)).toBe(false);
    expect(areLookAlikes(FRIEND, '0xabd9999999999999999999999999999999991234')).toBe(false);
    expect(areLookAlikes(FRIEND, '0xabc9999999999999999999999999999999990234')).toBe(false);
  });

  test.each([
    ['takes nothing', token(USDT, A, TWIN, 0n)],
    ['sends dust', token(USDT, TWIN, A, 1000n)],
    ['takes a token of its own', token(FAKE, A, TWIN, 1_000_000n)],
    ['sends a token of its own', token(FAKE, TWIN, A, 1_000_000n)],
  ])('%s', (_, transfer) => {
    expect(read(paid, tx(STRANGER, HOUR, transfer))).toEqual([['look-alike', FRIEND]]);
  });

  test('of coins sends dust of coins', () => {
    const coins = tx(A, 0, { from: A, to: FRIEND, value: 5_000n });
    expect(read(coins, tx(TWIN, 1, { from: TWIN, to: A, value: 5n }))).toEqual([['look-alike', FRIEND]]);
  });

  test.each([
    ['pays more than dust', [paid, tx(TWIN, HOUR, token(USDT, TWIN, A, 1001n))]],
    ['was paid by the address itself', [paid, tx(A, HOUR, token(USDT, A, TWIN, 10n))]],
    ['came before the one it looks like', [tx(STRANGER, 0, token(USDT, TWIN, A, 1n)), paid]],
    ['came more than a week later', [paid, tx(STRANGER, 8 * 24 * HOUR, token(USDT, TWIN, A, 1n))]],
    ['is in a transaction of an unknown signer', [paid, tx(null, HOUR, token(USDT, TWIN, A, 1n))]],
  ])('is none that %s', (_, transactions) => {
    expect(read(...transactions)).toEqual([]);
  });
});

describe('without a look-alike', () => {
  test.each([
    ['nothing of a token', token(USDT, A, STRANGER, 0n), 'zero-value'],
    ['a token that was never got', token(FAKE, A, STRANGER, 9n), 'fake-token'],
    ['a token nobody asked for', token(FAKE, STRANGER, A, 9n), 'unasked-token'],
  ])('%s', (_, transfer, reason) => {
    expect(read(tx(STRANGER, 1, transfer))).toEqual([[reason, null]]);
  });

  test.each([
    ['a payment in a token of the case', [tx(STRANGER, 1, token(USDT, STRANGER, A, 9n))]],
    ['a call that carries no coins', [tx(STRANGER, 1, { from: STRANGER, to: A, value: 0n })]],
    ['an approval of nothing that it signed', [tx(A, 1, token(USDT, A, STRANGER, 0n))]],
    [
      'a token that it moved itself later',
      [tx(STRANGER, 1, token(FAKE, STRANGER, A, 9n)), tx(A, 2, token(FAKE, A, FRIEND, 9n))],
    ],
    ['what others do', [tx(STRANGER, 1, token(FAKE, STRANGER, FRIEND, 9n))]],
  ])('%s is no noise', (_, transactions) => {
    expect(read(...transactions)).toEqual([]);
  });
});

test('noise stands in the report and changes no path, no flag and no outcome', () => {
  const seed = {
    kind: 'address',
    chain: 'ethereum',
    address: A,
    asset: USDT,
    since: 0,
    until: 2 ** 40,
  } as const;
  const stolen = tx(STRANGER, 1, token(USDT, STRANGER, A, 1_000_000n));
  const moved = tx(A, 2, token(USDT, A, FRIEND, 1_000_000n));
  const poison = [
    tx(STRANGER, 3, token(USDT, A, TWIN, 0n)),
    tx(STRANGER, 4, token(FAKE, A, TWIN, 1_000_000n)),
  ];
  const plain = walkOffline({ seeds: [seed], transactions: [stolen, moved] }).report;
  const { report } = walkOffline({ seeds: [seed], transactions: [stolen, moved, ...poison] });
  expect(report.noise.map(({ reason, resembles }) => [reason, resembles])).toEqual([
    ['look-alike', FRIEND],
    ['look-alike', FRIEND],
  ]);
  expect(plain.noise).toEqual([]);
  expect([report.outcomes, report.flags, report.stolen]).toEqual([plain.outcomes, plain.flags, plain.stolen]);
  expect(report.resultDigest).not.toBe(plain.resultDigest);
});
