/**
 * Rows of the replay have the fields of recorded Etherscan answers: no more, no less, all strings.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { get, withReplay } from './get.ts';
import { SMALL } from './made-up-dataset.ts';

const RECORDED = join(import.meta.dirname, '../../fixtures/explorers/etherscan/pcko1');
/** Fields that API V2 documents and that did not exist yet when the samples were recorded (2020). */
const ADDED_SINCE = { txlist: ['methodId', 'functionName'], none: [] };
/** A recording of transfers holds no signatures. */
const SIGNATURE = ['v', 'r', 's'];
const A = `0x${'1'.repeat(40)}`;

async function recorded(name: string): Promise<Record<string, string>[]> {
  const sample: object = JSON.parse(await readFile(join(RECORDED, `${name}.json`), 'utf8'));
  return (Array.isArray(sample) ? sample : [sample]) as Record<string, string>[];
}

function served(query: string): Promise<Record<string, unknown>[]> {
  return withReplay({ dir: SMALL }, async ({ url }) => {
    const body = JSON.parse((await get(`${url}/v2/api?chainid=1&${query}`)).data) as { result: object };
    return (Array.isArray(body.result) ? body.result : [body.result]) as Record<string, unknown>[];
  });
}

const keys = (row: object | undefined): string[] => Object.keys(row ?? {}).sort();

test.each([
  ['get_normal_txs_by_address_paginated', `action=txlist&address=${A}`, ADDED_SINCE.txlist],
  ['get_internal_txs_by_address_paginated', `action=txlistinternal&address=${A}`, ADDED_SINCE.none],
  [
    'get_internal_txs_by_txhash',
    'action=txlistinternal&txhash=0x4004b192351fc6a31eab0b687944f9121e73cd4beccb4e4369c2887ab0cc9fc7',
    ADDED_SINCE.none,
  ],
  ['get_erc20_token_transfer_events_by_address.subset', `action=tokentx&address=${A}`, ADDED_SINCE.none],
])('%s', async (name, query, added) => {
  const sample = await recorded(name);
  const rows = await served(`module=account&${query}`);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    expect(keys(row)).toEqual([...keys(sample[0]), ...added].sort());
    expect(Object.values(row).every((value) => typeof value === 'string')).toBe(true);
  }
});

test('each field looks like the recorded one: digits, hash, address, or the same kind of text', async () => {
  const form = (text: string): string =>
    /^\d+$/.test(text)
      ? 'digits'
      : /^0x[0-9a-f]{64}$/.test(text)
        ? 'hash'
        : /^0x[0-9a-f]{40}$/.test(text)
          ? 'address'
          : text;
  const samples = (await recorded('get_normal_txs_by_address_paginated')).filter(({ hash = '' }) =>
    hash.startsWith('0x'),
  );
  const rows = await served(`module=account&action=txlist&address=${A}`);
  for (const row of rows) {
    for (const key of [
      'blockNumber',
      'blockHash',
      'timeStamp',
      'hash',
      'nonce',
      'transactionIndex',
      'from',
      'to',
      'value',
      'gas',
      'gasPrice',
      'cumulativeGasUsed',
      'gasUsed',
      'confirmations',
      'isError',
      'contractAddress',
    ]) {
      expect([key, form(String(row[key]))]).toEqual([key, form(samples[0]?.[key] ?? '')]);
    }
  }
});

test('get_proxy_transaction_by_hash, but for the signature', async () => {
  const [sample] = await recorded('get_proxy_transaction_by_hash');
  const hash = '0x3184d9dc1e4d460516147f41294617a8f03189ae200d5cc55d8884bc270d76a3';
  const [row] = await served(`module=proxy&action=eth_getTransactionByHash&txhash=${hash}`);
  expect(keys(row)).toEqual(keys(sample).filter((key) => !SIGNATURE.includes(key)));
});

test('get_proxy_transaction_receipt, but for what a recording of transfers does not hold', async () => {
  const [sample] = await recorded('get_proxy_transaction_receipt');
  const hash = '0x4004b192351fc6a31eab0b687944f9121e73cd4beccb4e4369c2887ab0cc9fc7';
  const [row] = await served(`module=proxy&action=eth_getTransactionReceipt&txhash=${hash}`);
  // The sample is from before Byzantium, and from before nodes told the price.
  const expected = [
    ...keys(sample).filter((key) => !['logsBloom', 'root'].includes(key)),
    'effectiveGasPrice',
    'status',
  ];
  expect(keys(row)).toEqual(expected.sort());
  const logs = (receipt: object | undefined) => (receipt as { logs: object[] }).logs;
  expect(keys(logs(row)[0])).toEqual(keys(logs(sample)[0]));
});

test('get_block_number_by_timestamp', async () => {
  const [sample] = await recorded('get_block_number_by_timestamp');
  const [row] = await served('module=block&action=getblocknobytime&timestamp=1655778512&closest=before');
  expect([typeof sample, typeof row]).toEqual(['string', 'string']);
});
