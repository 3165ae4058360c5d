/** The path of a flag is the way of the coins that it speaks of: in time, in one asset, from their own seed. */
import { expect, test } from '@jest/globals';
import type { Seed } from '../../src/core/trace/seed.ts';
import { madeUpTag } from '../support/made-up-tag.ts';
import { walkOffline } from '../support/offline-walk.ts';
import { ethereumTransaction } from '../support/transactions.ts';

const [S, X, A, B, C, M, V] = ['5', '6', 'a', 'b', 'c', 'e', '9'].map((digit) => `0x${digit.repeat(40)}`) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const TOKEN = `0x${'7'.repeat(40)}`;
const seed = (address: string, asset = 'ETH'): Seed => ({
  kind: 'address',
  chain: 'ethereum',
  address,
  asset,
  since: 0,
  until: Number.POSITIVE_INFINITY,
});
const tornado = madeUpTag(M, 'Tornado Cash', ['mixing_service'], {
  label: 'Tornado Cash: pool',
  role: 'pool',
  confidence: 'ledger_immanent',
});

const pay = (height: number, from: string, to: string, value: bigint, asset = 'ETH') =>
  ethereumTransaction({
    txid: `${height}`,
    height,
    sender: from,
    fee: 0n,
    transfers: [{ from, to, value, asset, kind: asset === 'ETH' ? 'call' : 'token' }],
  });

const way = (address: string, walk: ReturnType<typeof walkOffline>) => {
  const flag = walk.report.flags.find((one) => one.kind === 'mixer-depositor' && one.address === address);
  return {
    hops: flag?.hops,
    path: flag?.path.map(({ from, to }) => [from, to]),
    assets: flag?.path.map(({ asset }) => asset),
  };
};

test('a shorter way that came after the deposit is not its path', () => {
  const transactions = [
    pay(1, V, S, 200n),
    pay(2, S, A, 100n),
    pay(3, A, B, 100n),
    pay(4, B, M, 100n),
    pay(5, S, B, 100n),
  ];
  const walk = walkOffline({ seeds: [seed(S)], transactions, tags: [tornado] });
  expect(way(B, walk)).toMatchObject({
    hops: 2,
    path: [
      [S, A],
      [A, B],
    ],
  });
});

test('another asset that went to the same address is not its path', () => {
  const transactions = [
    pay(1, V, S, 100n),
    pay(2, S, A, 100n),
    pay(3, S, B, 9n, TOKEN),
    pay(4, A, B, 100n),
    pay(5, B, M, 100n),
  ];
  const walk = walkOffline({ seeds: [seed(S), seed(S, TOKEN)], transactions, tags: [tornado] });
  expect(way(B, walk)).toMatchObject({
    hops: 2,
    path: [
      [S, A],
      [A, B],
    ],
    assets: ['ETH', 'ETH'],
  });
});

test('under FIFO the path belongs to the seed whose coins were paid on', () => {
  const transactions = [
    pay(1, V, S, 100n),
    pay(2, V, X, 100n),
    pay(3, S, A, 100n),
    pay(4, A, B, 100n),
    pay(5, X, B, 100n),
    pay(6, B, C, 100n),
    pay(7, C, M, 100n),
  ];
  const walk = walkOffline({ seeds: [seed(S), seed(X)], transactions, tags: [tornado] });
  expect(way(C, walk)).toMatchObject({
    hops: 3,
    path: [
      [S, A],
      [A, B],
      [B, C],
    ],
  });
});
