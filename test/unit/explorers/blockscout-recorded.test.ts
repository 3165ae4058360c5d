/** Every recorded Blockscout answer that we hold, read as what it is; and its errors, as far as they are quoted. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { EthereumTransaction } from '../../../src/core/transaction.ts';
import { ask } from '../../../src/explorers/blockscout/ask.ts';
import { isAmount, minedOf } from '../../../src/explorers/blockscout/mined.ts';
import { isTold, normalizeRows, type Rows } from '../../../src/explorers/blockscout/normalize.ts';
import {
  readInnerCallPage,
  readTokenTransferPage,
  readTransactionPage,
} from '../../../src/explorers/blockscout/wire.ts';
import { answered, failureOf, quickTransport, withServer } from './local-server.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/explorers');
const ORIGIN = { provider: 'blockscout', url: 'http://explorer/recorded', path: '/recorded' };
const NONE: Rows = { transactions: [], calls: [], tokens: [] };

/** Cursors were not recorded. */
const bodyOf = (name: string) => {
  const recorded = JSON.parse(readFileSync(join(FOLDER, 'blockscout', name), 'utf8'));
  const page = 'items' in recorded ? recorded : { items: [recorded] };
  return answered(ORIGIN, JSON.stringify({ ...page, next_page_params: null }));
};

const TRANSACTIONS = bodyOf('address-transactions.subset4.json');
const CALLS = bodyOf('address-internal-transactions.subset8.json');
const TOKENS = bodyOf('address-token-transfers.subset4.json');
const DECIMALS_0 = bodyOf('token-transfer-decimals0.json');

const only = (transactions: readonly EthereumTransaction[]) => transactions[0] as EthereumTransaction;

test('every recording is accounted for', () => {
  const all = readdirSync(join(FOLDER, 'blockscout')).filter((name) => !name.endsWith('.meta.json'));
  expect(all.sort()).toEqual([
    'address-internal-transactions.subset8.json',
    'address-token-transfers.subset4.json',
    'address-transactions.subset4.json',
    'token-transfer-decimals0.json',
  ]);
});

/** Numbers read off the recordings by hand. */
describe('what they say', () => {
  test('transactions: fee, place and outcome; an account with an EIP-7702 delegation is one like others', () => {
    const mined = readTransactionPage(TRANSACTIONS).items.map((row) => minedOf(row, TRANSACTIONS));
    const transactions = normalizeRows({ ...NONE, transactions: mined }, ORIGIN);
    expect(transactions.map(({ block, position, fee }) => [block.height, position, fee])).toEqual([
      [25_646_756, 247, 200_568_876_401_520n],
      [25_649_024, 68, 3_047_242_537_440n],
      [25_677_292, 42, 54_392_914_614_600n],
      [25_700_693, 441, 2_904_772_027_520n],
    ]);
    expect(transactions[0]).toMatchObject({
      txid: '0xf9f921961591b20e799a1b4255b0a0b517ed31e2353e6b54e4f2767903837bd8',
      block: { hash: null, time: 1_785_427_547 },
      sender: '0x6b418a0a93532a660fcfdfcbc74078dae1e43dec',
    });
    expect(transactions[1]?.transfers).toEqual([
      {
        id: 'call',
        kind: 'call',
        asset: 'ETH',
        from: '0xa5b9737dcc2f6a792bc4bca0caad80c8db595470',
        to: '0x200e710acaa6a93bbc77146026328c40f1d60fb1',
        value: 10_000_000_000_000n,
        moved: true,
      },
    ]);
  });

  test('inner calls: of eight, two moved something, in the order of their numbers', () => {
    const rows = readInnerCallPage(CALLS).items;
    expect([rows.length, rows.filter(isTold).length]).toEqual([8, 2]);
    const calls = rows.filter(isTold).map((call) => ({ call, undone: false }));
    const [one] = normalizeRows({ ...NONE, calls: calls.reverse() }, ORIGIN);
    expect(one).toMatchObject({ block: { height: 25_828_050, hash: null }, position: 62, sender: null });
    expect(one?.transfers.map(({ to, value, moved }) => [to, value, moved])).toEqual([
      ['0xd34a99bc0f67ae1bbd63c660e6d0b0dd03e263b7', 27_646_331_857_556n, true],
      ['0xe5b1275fb926613d983da33fbfe1f331b7f64f2a', 22_353_668_142_444n, true],
    ]);
  });

  test('token transfers: mints come from the zero address, whatever it is tagged as', () => {
    const rows = readTokenTransferPage(TOKENS).items;
    expect(rows.every((row) => isAmount(row, TOKENS))).toBe(true);
    const transactions = normalizeRows({ ...NONE, tokens: rows }, ORIGIN);
    expect(transactions.map(({ transfers: [first] }) => [first?.from.slice(0, 6), first?.value])).toEqual([
      ['0xe764', 15_745_000_000_000_000_000_000n],
      ['0x0000', 10_000_000_000_000_000_000_000n],
      ['0x0000', 114_366_899_256_000_000_000_000n],
      ['0xe764', 124_365_999_999_999_999_998_965n],
    ]);
    expect(only(transactions).block.hash).toBe(
      '0xe974e913f11ccf61f334ad90cec1f80da67c9d49fa4a8ca67a9bf8f8566dbd28',
    );
  });

  test('a token without decimals is an amount; the token itself may receive it', () => {
    const [transaction] = normalizeRows({ ...NONE, tokens: readTokenTransferPage(DECIMALS_0).items }, ORIGIN);
    expect(transaction?.transfers).toMatchObject([
      {
        asset: '0x7373dbc24dcd785896e8ac3d5372c6ced9b75a8a',
        to: '0xdac17f958d2ee523a2206206994597c13d831ec7',
        value: 1n,
      },
    ]);
  });

  test.each([
    ['inner calls', () => readTransactionPage(CALLS), 'items[0].hash is missing'],
    ['transactions', () => readInnerCallPage(TRANSACTIONS), 'items[0].transaction_hash is missing'],
    ['transactions', () => readTokenTransferPage(TRANSACTIONS), 'items[0].transaction_hash is missing'],
  ])('%s read as another list are refused', async (_, read, problem) => {
    const error = await failureOf(read);
    expect(error).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
    expect(error.message).toContain(problem);
  });
});

describe('quoted errors', () => {
  interface Quoted {
    readonly provider: string;
    readonly case: string;
    readonly http_status: number;
    readonly body: object;
  }
  const all = JSON.parse(readFileSync(join(FOLDER, 'errors-quoted/errors-quoted.json'), 'utf8')) as Quoted[];
  const quoted = all.filter(({ provider }) => provider === 'blockscout');
  const expected: Readonly<Record<string, readonly [code: string, says: string]>> = {
    'v1 rate limit': ['RATE_LIMITED', 'rate limit'],
    'v2 invalid address': [
      'BAD_PROVIDER_DATA',
      'refused with status 422 ("{"message":"Invalid parameter(s)"}")',
    ],
    'v2 not found': ['BAD_PROVIDER_DATA', 'check the base URL'],
  };

  test.each(quoted.map((entry): [string, Quoted] => [entry.case, entry]))('%s', (name, quotation) =>
    withServer(
      (_, reply) => reply.code(quotation.http_status).send(quotation.body),
      async ({ url }) => {
        const error = await failureOf(() => ask(quickTransport(url, { attempts: 1 }), '/any'));
        const [code, says] = expected[name] ?? [];
        expect(error.code).toBe(code);
        expect(error.message).toContain(says);
      },
    ),
  );
});
