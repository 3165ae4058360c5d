/** Deposit addresses on Ethereum, by Victor's rule: all of it goes on, to one exchange, nearly whole, within 3,200 blocks. */
import { describe, expect, test } from '@jest/globals';
import { depositAddresses } from '../../../src/core/detect/deposit-address.ts';
import type { EthereumTransaction } from '../../../src/core/transaction.ts';
import { ethereumTransaction, type TransferSketch } from '../../support/transactions.ts';

const address = (digit: string) => `0x${digit.repeat(40)}`;
const [CUSTOMER, OTHER, DEPOSIT, BINANCE, KRAKEN] = ['1', '2', 'd', 'b', 'c'].map(address) as [
  string,
  string,
  string,
  string,
  string,
];
const TOKEN = address('7');
const ETHER = 10n ** 18n;
const FEE = 21_000n * 50n * 10n ** 9n;

const exchangeOf = (of: string) => (of === BINANCE ? 'Binance' : of === KRAKEN ? 'Kraken' : null);

/** `[height, from, to, value, more]` of transactions with one transfer, in chain order. */
type Row = readonly [number, string, string, bigint, Partial<TransferSketch>?];
const transactions = (rows: readonly Row[]): EthereumTransaction[] =>
  rows.map(([height, from, to, value, more = {}], n) =>
    ethereumTransaction({ txid: `tx ${n}`, height, transfers: [{ from, to, value, ...more }] }),
  );
const found = (...rows: Row[]) =>
  depositAddresses(transactions(rows), { candidates: new Set([DEPOSIT]), exchangeOf });

const [IN, OUT] = [
  [100, CUSTOMER, DEPOSIT, ETHER],
  [200, DEPOSIT, BINANCE, ETHER - FEE],
] as const satisfies Row[];

describe('a deposit address', () => {
  test('hands on what it got', () => {
    const [, second] = transactions([IN, OUT]);
    expect(found(IN, OUT)).toEqual([
      { address: DEPOSIT, entity: 'Binance', forwardings: [second?.txid], longestBlocks: 100 },
    ]);
  });

  test.each<[string, Row[]]>([
    [
      'several payments in one go',
      [IN, [150, OTHER, DEPOSIT, ETHER], [300, DEPOSIT, BINANCE, 2n * ETHER - FEE]],
    ],
    ['each time anew', [IN, OUT, [9000, OTHER, DEPOSIT, ETHER], [9001, DEPOSIT, BINANCE, ETHER - FEE]]],
    ['0.01 ether stays, and 3,200 blocks pass', [IN, [3300, DEPOSIT, BINANCE, ETHER - 10n ** 16n]]],
    [
      'a token whole, whose fee the exchange sent',
      [
        [100, CUSTOMER, DEPOSIT, 500n, { asset: TOKEN }],
        [101, BINANCE, DEPOSIT, FEE],
        [102, DEPOSIT, BINANCE, 500n, { asset: TOKEN }],
      ],
    ],
    [
      'what stayed for the fee goes on with the next',
      [
        IN,
        [200, DEPOSIT, BINANCE, ETHER - 10n ** 16n],
        [9000, OTHER, DEPOSIT, ETHER],
        [9001, DEPOSIT, BINANCE, ETHER + 10n ** 16n - 2n * FEE],
      ],
    ],
    [
      'ether for a fee came long before the ether that goes on',
      [
        [100, BINANCE, DEPOSIT, FEE],
        [50_000, CUSTOMER, DEPOSIT, ETHER],
        [50_001, DEPOSIT, BINANCE, ETHER],
      ],
    ],
    ['the next payment still waits', [IN, OUT, [300, CUSTOMER, DEPOSIT, ETHER]]],
    [
      'ether that may stay waits for ever',
      [IN, OUT, [300, CUSTOMER, DEPOSIT, 10n ** 16n], [9000, CUSTOMER, DEPOSIT, 1n, { asset: TOKEN }]],
    ],
    ['a forged event in its name tells nothing', [IN, [110, DEPOSIT, OTHER, 500n, { asset: TOKEN }], OUT]],
    [
      'what failed or moved nothing tells nothing',
      [IN, [110, DEPOSIT, OTHER, ETHER, { moved: false }], [111, DEPOSIT, OTHER, 0n], OUT],
    ],
  ])('%s', (_, rows) => {
    expect(found(...rows)).toMatchObject([{ address: DEPOSIT, entity: 'Binance' }]);
  });

  test.each<[string, Row[]]>([
    ['it keeps a wei more than 0.01 ether', [IN, [200, DEPOSIT, BINANCE, ETHER - 10n ** 16n - 1n]]],
    ['a block more than 3,200 passes', [IN, [3301, DEPOSIT, BINANCE, ETHER - FEE]]],
    ['it sends more than came', [IN, [200, DEPOSIT, BINANCE, ETHER + 1n]]],
    [
      'it pays somebody else as well',
      [IN, OUT, [300, CUSTOMER, DEPOSIT, ETHER], [301, DEPOSIT, OTHER, ETHER]],
    ],
    [
      'it pays somebody else first',
      [[90, CUSTOMER, DEPOSIT, ETHER], [91, DEPOSIT, OTHER, ETHER - FEE], IN, OUT],
    ],
    [
      'it serves two exchanges',
      [IN, OUT, [300, CUSTOMER, DEPOSIT, ETHER], [301, DEPOSIT, KRAKEN, ETHER - FEE]],
    ],
    [
      'it keeps some of a token',
      [
        [100, CUSTOMER, DEPOSIT, 500n, { asset: TOKEN }],
        [101, DEPOSIT, BINANCE, 499n, { asset: TOKEN }],
      ],
    ],
    [
      'more goes on than stayed and came',
      [
        IN,
        [200, DEPOSIT, BINANCE, ETHER - 10n ** 16n],
        [300, OTHER, DEPOSIT, ETHER],
        [301, DEPOSIT, BINANCE, ETHER + 10n ** 16n + 1n],
      ],
    ],
    [
      'it keeps ether for more than 3,200 blocks',
      [
        [100, CUSTOMER, DEPOSIT, ETHER],
        [200, CUSTOMER, DEPOSIT, 500n, { asset: TOKEN }],
        [3301, DEPOSIT, BINANCE, 500n, { asset: TOKEN }],
      ],
    ],
    ['nothing is known to have come', [OUT]],
    ['nothing went on', [IN]],
  ])('is none when %s', (_, rows) => {
    expect(found(...rows)).toEqual([]);
  });

  test('is looked for among the candidates alone', () => {
    expect(
      depositAddresses(transactions([IN, OUT]), { candidates: new Set([CUSTOMER]), exchangeOf }),
    ).toEqual([]);
  });
});
