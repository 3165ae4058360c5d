/** Flags of mixers on Ethereum: exact counts over the three cases, roles that do not mix, and the dates of the sanction. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { mixerContracts, NO_CONTRACTS } from '../../../src/core/ethereum-mixers/contracts.ts';
import type { EthereumTransaction } from '../../../src/core/transaction.ts';
import { madeUpTag } from '../../support/made-up-tag.ts';
import { type OfflineCase, walkOffline } from '../../support/offline-walk.ts';
import {
  ETH,
  GOVERNANCE,
  MIXER_TAGS,
  MIXERS,
  POOL_10,
  POOL_100,
  ROUTER,
  TORN,
} from '../../support/shipped-mixers.ts';
import { ethereumTransaction, type TransferSketch } from '../../support/transactions.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const CRYPTO_COM_THIEF = '0x6e1218c55f1acb588fc5e55b721f1183d7d29d3d';
const THIEF = `0x${'7'.repeat(40)}`;
const A = `0x${'a'.repeat(40)}`;

const walk = (transactions: EthereumTransaction[], address: string, more: Partial<OfflineCase> = {}) =>
  walkOffline({
    seeds: [
      {
        kind: 'address',
        chain: 'ethereum',
        address,
        asset: 'ETH',
        since: 0,
        until: Number.POSITIVE_INFINITY,
      },
    ],
    transactions,
    tags: MIXER_TAGS,
    mixers: MIXERS,
    ...more,
  }).report;

/** The thief gets coins, and one transaction follows. */
const stolenThen = (transfers: TransferSketch[], time = 1_650_000_000, asset = 'ETH') =>
  walk(
    [
      ethereumTransaction({
        txid: 'theft',
        height: 1,
        time: time - 60,
        transfers: [{ asset, from: A, to: THIEF, value: 10_000n * ETH }],
      }),
      { ...ethereumTransaction({ txid: 'next', height: 2, time, transfers, sender: THIEF }) },
    ],
    THIEF,
    {
      seeds: [
        {
          kind: 'address',
          chain: 'ethereum',
          address: THIEF,
          asset,
          since: 0,
          until: Number.POSITIVE_INFINITY,
        },
      ],
    },
  );
const kinds = ({ flags }: ReturnType<typeof stolenThen>) =>
  flags.map(({ kind, address }) => `${kind} ${address}`);

/** Deposits of a source, as calls of the depositors to the pool, or to the router. */
function depositsOf(file: string, sender: string, to: string | null): EthereumTransaction[] {
  const rows: Readonly<Record<string, string>>[] = parse(readFileSync(join(ROOT, file)), { columns: true });
  return rows.map((row, index) => {
    const value = BigInt(row.pool_eth ?? '') * ETH;
    const pool = row.pool_eth === '10' ? POOL_10 : POOL_100;
    // The events of the 10 ETH pool carry no sender; the source infers it.
    const from = (row[sender] || CRYPTO_COM_THIEF).toLowerCase();
    const tx = ethereumTransaction({
      txid: `d${index}`,
      height: Number(row.block_number),
      position: index,
      time: Date.parse(`${row.timestamp_utc?.replace(' ', 'T')}Z`) / 1000,
      transfers: [{ from, to: to ?? pool, value }],
    });
    return { ...tx, txid: row.tx_hash ?? '' };
  });
}

describe('the deposits of a case are exact', () => {
  test('Crypto.com: 48 of 100 ETH and 3 of 10 ETH', () => {
    const deposits = depositsOf('data/sources/crypto-com-2022/tornado_deposits.csv', 'tx_from', null);
    const { flags, outcomes } = walk(deposits, CRYPTO_COM_THIEF);
    const counted = [
      { pool: POOL_100, asset: 'ETH', denomination: 100n * ETH, count: 48 },
      { pool: POOL_10, asset: 'ETH', denomination: 10n * ETH, count: 3 },
    ];
    expect(outcomes.map(({ kind, deposits: made }) => [kind, made])).toEqual([['mixer', counted]]);
    expect(flags.find(({ kind }) => kind === 'mixer-depositor')?.deposits).toEqual(counted);
    expect(flags.find(({ address }) => address === POOL_10)?.deposits).toEqual([counted[1]]);
  });

  test.each([
    ['Ronin', 'data/sources/ronin-2022/ronin_joined_tornado_deposits.csv', 'depositor', null, 47, 1734],
    ['Harmony', 'test/fixtures/harmony-2022/tornado_deposits.csv', 'tx_from', null, 14, 857],
    [
      'Harmony through the router',
      'test/fixtures/harmony-2022/tornado_deposits.csv',
      'tx_from',
      ROUTER,
      14,
      857,
    ],
  ])('%s', (_, file, sender, to, addresses, total) => {
    const transactions = depositsOf(file, sender, to);
    const perAddress = new Map<string, number>();
    for (const { transfers } of transactions) {
      const from = transfers[0]?.from ?? '';
      perAddress.set(from, (perAddress.get(from) ?? 0) + 1);
    }
    expect(perAddress.size).toBe(addresses);
    const { flags, outcomes } = walkOffline({
      seeds: [...perAddress.keys()].map((address) => ({
        kind: 'address',
        chain: 'ethereum',
        address,
        asset: 'ETH',
        since: 0,
        until: Number.POSITIVE_INFINITY,
      })),
      transactions,
      tags: MIXER_TAGS,
      mixers: MIXERS,
    }).report;
    const counted = (count: number) => [{ pool: POOL_100, asset: 'ETH', denomination: 100n * ETH, count }];
    expect(outcomes.map(({ deposits }) => deposits)).toEqual([counted(total)]);
    const depositors = flags.filter(({ kind }) => kind === 'mixer-depositor');
    expect(new Map(depositors.map(({ address, deposits }) => [address, deposits]))).toEqual(
      new Map([...perAddress].map(([address, count]) => [address, counted(count)])),
    );
  });
});

describe('what does not mix raises no flag', () => {
  test('a deposit does', () => {
    expect(kinds(stolenThen([{ from: THIEF, to: POOL_100, value: 100n * ETH }]))).toEqual([
      `mixer-depositor ${THIEF}`,
      `mixer ${POOL_100}`,
    ]);
  });

  test.each<[string, TransferSketch[], string]>([
    ['TORN to somebody', [{ asset: TORN, from: THIEF, to: A, value: 5n, kind: 'token' }], TORN],
    ['TORN to governance', [{ asset: TORN, from: THIEF, to: GOVERNANCE, value: 5n, kind: 'token' }], TORN],
    ['TORN to a pool', [{ asset: TORN, from: THIEF, to: POOL_100, value: 5n, kind: 'token' }], TORN],
    ['TORN to the router', [{ asset: TORN, from: THIEF, to: ROUTER, value: 5n, kind: 'token' }], TORN],
    ['ETH to governance', [{ from: THIEF, to: GOVERNANCE, value: 100n * ETH }], 'ETH'],
    ['a donation', [{ from: THIEF, to: '0x8589427373d6d84e98730d7795d8f6f8731fda16', value: ETH }], 'ETH'],
    [
      'the relayer registry',
      [{ from: THIEF, to: '0x58e8dcc13be9780fc42e8723d8ead4cf46943df2', value: 100n * ETH }],
      'ETH',
    ],
  ])('%s', (_, transfers, asset) => {
    const { flags } = stolenThen(transfers, 1_650_000_000, asset);
    expect(flags.filter(({ kind }) => kind.startsWith('mixer'))).toEqual([]);
  });

  test('also where an imported list calls the token a mixer', () => {
    const tags = [madeUpTag(GOVERNANCE, 'Tornado Cash', ['mixing_service'])];
    const transactions = [
      ethereumTransaction({
        txid: 'x',
        height: 2,
        transfers: [{ from: THIEF, to: GOVERNANCE, value: 100n * ETH }],
      }),
    ];
    expect(walk(transactions, THIEF, { tags }).flags).toEqual([]);
    expect(walk(transactions, THIEF, { tags, mixers: NO_CONTRACTS }).flags.length).toBe(2);
  });

  test.each([
    ['in full', true],
    ['in part', false],
  ])('a call through the router that is seen %s is flagged at who made it', (_, isWhole) => {
    const part = ethereumTransaction({
      txid: 'n',
      height: 2,
      sender: THIEF,
      transfers: [
        { from: THIEF, to: ROUTER, value: 100n * ETH },
        { from: ROUTER, to: POOL_100, value: 100n * ETH },
      ],
    });
    const tx = isWhole ? ({ ...part, whole: true } as const) : part;
    const { flags } = walk([tx], THIEF, {
      answer: (subject) => ({
        subject,
        status: 'complete',
        count: 1,
        transactions: subject.kind === 'history' && subject.address === THIEF ? [tx] : [],
      }),
    });
    const depositors = flags.filter(({ kind }) => kind === 'mixer-depositor');
    expect(depositors.map(({ address, deposits }) => [address, deposits])).toEqual([
      [THIEF, [{ pool: POOL_100, asset: 'ETH', denomination: 100n * ETH, count: 1 }]],
    ]);
  });
});

describe('the sanction on Tornado Cash counts by the time of the transaction', () => {
  test.each([
    ['the day before the designation', '2022-08-07T23:59:59Z', false],
    ['the designation', '2022-08-08T00:00:00Z', true],
    ['in between', '2024-01-01T00:00:00Z', true],
    ['the last second before the day of the delisting', '2025-03-20T23:59:59Z', true],
    ['the midnight at which the day of the delisting begins', '2025-03-21T00:00:00Z', true],
    ['later on that day', '2025-03-21T00:00:01Z', false],
    ['a week after the delisting', '2025-03-28T00:00:00Z', false],
  ])('%s', (_, time, isSanctioned) => {
    const report = stolenThen([{ from: THIEF, to: POOL_100, value: 100n * ETH }], Date.parse(time) / 1000);
    expect(kinds(report).includes(`sanctioned ${POOL_100}`)).toBe(isSanctioned);
    expect(kinds(report)).toContain(`mixer ${POOL_100}`);
  });
});

test('the table is part of what a result follows from', () => {
  const transactions = [
    ethereumTransaction({
      txid: 'x',
      height: 2,
      transfers: [{ from: THIEF, to: POOL_100, value: 100n * ETH }],
    }),
  ];
  const digests = [MIXERS, mixerContracts([], 'other')].map(
    (mixers) => walk(transactions, THIEF, { mixers }).inputDigest,
  );
  expect(new Set(digests).size).toBe(2);
});
