/** Every recorded Etherscan answer that we hold: read as what it is, or refused for the right reason. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { EthereumTransaction } from '../../../src/core/transaction.ts';
import { seenIn, tellsAllTransfers } from '../../../src/explorers/ethereum/receipt.ts';
import { normalizeRows } from '../../../src/explorers/etherscan/normalize.ts';
import {
  type InternalRow,
  readInnerCallRows,
  readInternalRows,
  readPlace,
  readReceipt,
  readTokenRows,
  readTransaction,
  readTransactionRows,
  type TokenRow,
  type TransactionRow,
} from '../../../src/explorers/etherscan/wire.ts';
import type { Body } from '../../../src/explorers/transport/body.ts';
import { answered, failureOf } from './local-server.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/explorers/etherscan');
const ORIGIN = { provider: 'etherscan', url: 'http://explorer/recorded', path: '/recorded' };

/** The recordings of pcko1 hold the result without what stands around it; those of ape are whole. */
function bodyOf(name: string): Body {
  const content = readFileSync(join(FOLDER, name), 'utf8');
  const isWhole = name.startsWith('ape/');
  return answered(ORIGIN, isWhole ? content : `{"status":"1","message":"OK","result":${content}}`);
}

type Rows<R> = (body: Body) => R[] | 'too-wide';
function rowsOf<R>(read: Rows<R>, name: string): R[] {
  const rows = read(bodyOf(name));
  if (rows === 'too-wide') throw new Error('too wide');
  return rows;
}

const NONE = { transactions: [], internals: [], tokens: [] };
const transactionsOf = (
  rows: Partial<{ transactions: TransactionRow[]; internals: InternalRow[]; tokens: TokenRow[] }>,
) => normalizeRows({ ...NONE, ...rows }, ORIGIN);
const find = (transactions: readonly EthereumTransaction[], txid: string) =>
  transactions.find((transaction) => transaction.txid === txid);

const READ = {
  'pcko1/get_normal_txs_by_address.json': [readTransactionRows, 41],
  'pcko1/get_normal_txs_by_address_paginated.json': [readTransactionRows, 10],
  'pcko1/get_internal_txs_by_address.json': [readInternalRows, 66],
  'pcko1/get_internal_txs_by_address_paginated.json': [readInternalRows, 10],
  'pcko1/get_erc20_token_transfer_events_by_address.subset.json': [readTokenRows, 46],
  'pcko1/get_erc20_token_transfer_events_by_address_and_contract_paginated.json': [readTokenRows, 35],
  'ape/get_account_transactions.json': [readTransactionRows, 1],
  'ape/get_account_transactions_with_ctor_args.json': [readTransactionRows, 1],
} as const;

/** Answers to other questions, read as the list that they resemble. */
const REFUSED: Readonly<Record<string, readonly [Rows<unknown>, string]>> = {
  'pcko1/get_internal_txs_by_txhash.json': [readInternalRows, 'result[0].hash is missing'],
  'pcko1/get_erc721_token_transfer_events_by_address_and_contract_paginated.json': [
    readTokenRows,
    'result[0].value is missing',
  ],
  'pcko1/get_erc721_token_transfer_events_by_contract_address_paginated.json': [
    readTokenRows,
    'result[0].value is missing',
  ],
  'pcko1/get_eth_balance_multiple.json': [readTokenRows, 'is missing'],
  'pcko1/get_acc_balance_by_token_and_contract_address.json': [
    readTokenRows,
    'result is "135499"; expected a list of rows',
  ],
  'pcko1/get_block_number_by_timestamp.json': [readTokenRows, 'result is "9251482"; expected a list of rows'],
  'pcko1/get_contract_execution_status.json': [readTokenRows, 'expected a list of rows'],
  'pcko1/get_tx_receipt_status.json': [readTokenRows, 'expected a list of rows'],
  'pcko1/get_proxy_transaction_receipt.json': [readTransactionRows, 'expected a list of rows'],
  'ape/get_contract_response_not_verified.json': [readTransactionRows, 'is missing'],
};

test('every recording is accounted for', () => {
  const all = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') && !name.endsWith('.meta.json'))
    .sort();
  const known = [...Object.keys(READ), ...Object.keys(REFUSED), 'pcko1/get_proxy_transaction_by_hash.json'];
  expect(all).toEqual(known.sort());
});

test.each(Object.entries(READ))('%s', (name, [read, count]) => {
  expect(rowsOf<unknown>(read, name)).toHaveLength(count);
});

test.each(Object.entries(REFUSED))('%s is refused', async (name, [read, problem]) => {
  const error = await failureOf(() => read(bodyOf(name)));
  expect(error.code).toBe('BAD_PROVIDER_DATA');
  expect(error.message).toContain(problem);
});

test('the place of a transaction', () => {
  expect(readPlace(bodyOf('pcko1/get_proxy_transaction_by_hash.json'))).toMatchObject({
    hash: '0x1e2910a262b1008d0616a0beb24c1a491d78771baa54a33e66065e03b1f46bc1',
    blockNumber: '0x70839',
    transactionIndex: '0x0',
  });
});

test('inner calls of a transaction, a transaction, and its receipt', () => {
  expect(rowsOf(readInnerCallRows, 'pcko1/get_internal_txs_by_txhash.json')).toMatchObject([
    { from: '0x2cac6e4b11d6b58f6d3c1c9d5fe8faa89f60e5a2', value: '7106740000000000', isError: '0' },
  ]);
  const transaction = readTransaction(bodyOf('pcko1/get_proxy_transaction_by_hash.json'));
  const receipt = readReceipt(bodyOf('pcko1/get_proxy_transaction_receipt.json'));
  if (transaction === null || receipt === null) throw new Error('nothing was read');
  const mined = { transaction, receipt, time: 1440000000 };
  expect(seenIn(mined, false, ORIGIN)).toEqual({
    txid: '0x1e2910a262b1008d0616a0beb24c1a491d78771baa54a33e66065e03b1f46bc1',
    block: {
      height: 460857,
      hash: '0xf64a12502afc36db3d29931a2148e5d6ddaa883a2a3c968ca2fb293fa9258c68',
      time: 1440000000,
    },
    position: 0,
    sender: '0xc80fb22930b303b55df9b89901889126400add38',
    // Of before London: 30,165 gas at 50 gwei, which the transaction alone tells.
    fee: 30_165n * 50_000_000_000n,
    call: {
      from: '0xc80fb22930b303b55df9b89901889126400add38',
      to: '0x03fca6077d38dd99d0ce14ba32078bd2cda72d74',
      value: 0n,
      moved: true,
    },
    tokens: [],
  });
  expect(receipt).not.toHaveProperty('status');
  expect(tellsAllTransfers(receipt)).toBe(true);
});

/** Numbers read off the recordings by hand. */
describe('what they say', () => {
  const own = transactionsOf({
    transactions: rowsOf(readTransactionRows, 'pcko1/get_normal_txs_by_address.json'),
  });
  const inner = transactionsOf({
    internals: rowsOf(readInternalRows, 'pcko1/get_internal_txs_by_address.json'),
  });

  test('an allocation of the genesis block comes from nowhere and costs nothing', () => {
    expect(own[0]).toEqual({
      chain: 'ethereum',
      txid: 'GENESIS_ddbd2b932c763ba5b1b7ae3b362eac3e8d40121a',
      block: { height: 0, hash: null, time: 1438269973 },
      position: 0,
      sender: null,
      fee: null,
      transfers: [
        {
          id: 'call',
          kind: 'call',
          asset: 'ETH',
          from: '0x0000000000000000000000000000000000000000',
          to: '0xddbd2b932c763ba5b1b7ae3b362eac3e8d40121a',
          value: 10000n * 10n ** 18n,
          moved: true,
        },
      ],
      views: [['call']],
    });
  });

  test('a plain payment: 5 ETH, 21612 gas at 400 gwei', () => {
    const payment = find(own, '0xad1c27dd8d0329dbc400021d7477b34ac41e84365bd54b45a4019a15deb10c0d');
    expect(payment).toMatchObject({
      block: {
        height: 47884,
        hash: '0xf2988b9870e092f2898662ccdbc06e0e320a08139e9c6be98d0ce372f8611f22',
        time: 1438947953,
      },
      sender: '0xddbd2b932c763ba5b1b7ae3b362eac3e8d40121a',
      fee: 8_644_800_000_000_000n,
    });
    expect(payment?.transfers[0]).toMatchObject({ value: 5n * 10n ** 18n, moved: true });
  });

  test('a creation pays the new contract', () => {
    const creations = own.filter(
      ({ transfers }) => transfers[0]?.to === '0x1bb0ac60363e320bc45fdb15aed226fb59c88e44',
    );
    expect(creations.length).toBeGreaterThan(0);
  });

  test('22 of 66 inner calls failed with a value that did not move', () => {
    const transfers = inner.flatMap((transaction) => transaction.transfers);
    const failed = transfers.filter(({ moved }) => !moved);
    expect([transfers.length, failed.length]).toEqual([66, 22]);
    expect(failed.every(({ value }) => value > 0n)).toBe(true);
    expect(
      inner.every(
        ({ position, sender, fee, block }) =>
          position === null && sender === null && fee === null && block.hash === null,
      ),
    ).toBe(true);
  });

  test('an inner creation pays the new contract', () => {
    const creation = find(inner, '0x8a1a9989bda84f80143181a68bc137ecefa64d0d4ebde45dd94fc0cf49e70cb6');
    expect(creation?.transfers[0]).toMatchObject({
      id: 'internal:0x20d42f2e99a421147acf198d775395cac2e8b03d:0x2c1ba59d6f58433fb1eaee7d20b26ed83bda51a3:0:0',
      to: '0x2c1ba59d6f58433fb1eaee7d20b26ed83bda51a3',
      moved: true,
    });
  });

  test('token transfers are told apart by contract, never by symbol', () => {
    const tokens = transactionsOf({
      tokens: rowsOf(readTokenRows, 'pcko1/get_erc20_token_transfer_events_by_address.subset.json'),
    });
    const first = find(tokens, '0x5f2cd76fd3656686e356bc02cc91d8d0726a16936fd08e67ed30467053225a86');
    expect(first).toMatchObject({ position: 10, sender: null, fee: null });
    expect(first?.transfers).toHaveLength(2);
    expect(first?.transfers[0]).toEqual({
      id: 'token:0xecf8f87f810ecf450940c9f60066b4a7a501d6a7:0x4e83362442b8d1bec281594cea3050c8eb01311c:0xac75b73394c329376c214663d92156afa864a77f:101000000000000000000:0',
      kind: 'token',
      asset: '0xecf8f87f810ecf450940c9f60066b4a7a501d6a7',
      from: '0x4e83362442b8d1bec281594cea3050c8eb01311c',
      to: '0xac75b73394c329376c214663d92156afa864a77f',
      value: 101_000_000_000_000_000_000n,
      moved: true,
    });
  });

  test('mixed-case addresses become lower case', () => {
    const [transaction] = transactionsOf({
      transactions: rowsOf(readTransactionRows, 'ape/get_account_transactions.json'),
    });
    expect(transaction?.sender).toBe('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266');
    expect(transaction?.transfers[0]?.to).toBe('0xe7f1725e7734ce288f8367e1bb143e90bb3f0512');
  });
});
