/**
 * Blocks and single transactions of Etherscan over the hand-made dataset, and calls that are refused.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { A, B, type Body, C, callAt, K, notOk, T, TX } from './etherscan-client.ts';
import { get, withReplay } from './get.ts';
import { chainOfPayments, SMALL, withDataset } from './made-up-dataset.ts';

const TIP = '0x5fa45b5b2c3a1f1f2b1d2f0e3c4d5a69788796a5b4c3d2e1f0fedcba98765432';

let replay: Replay;

beforeAll(async () => {
  replay = await startReplay({ dir: SMALL });
});
afterAll(() => replay.close());

const call = (query: string, chain?: string): Promise<Body> => callAt(replay.url, query, chain);

describe('proxy', () => {
  const rpc = (result: unknown): object => ({ jsonrpc: '2.0', id: 1, result });

  test('eth_blockNumber is the tip', async () => {
    expect(await call('module=proxy&action=eth_blockNumber')).toEqual(rpc('0xe4e1ca'));
  });

  test('eth_getBlockByNumber knows the tip and the blocks of the data', async () => {
    const tip = rpc({ number: '0xe4e1ca', hash: TIP, timestamp: '0x62b12d28' });
    for (const tag of ['latest', 'finalized', 'safe', '0xe4e1ca', '0xE4E1CA']) {
      expect(await call(`module=proxy&action=eth_getBlockByNumber&tag=${tag}&boolean=false`)).toEqual(tip);
    }
    const block = { number: '0xe4e1c1', hash: `0x${'0'.repeat(58)}e4e1c1`, timestamp: '0x62b12cd0' };
    expect(await call('module=proxy&action=eth_getBlockByNumber&tag=0xe4e1c1')).toEqual(rpc(block));
  });

  test('a block that is not in the data has a placeholder for its hash, and the time of the one before', async () => {
    const block = { number: '0xe4e1c3', hash: `0x${'0'.repeat(58)}e4e1c3`, timestamp: expect.any(String) };
    expect(await call('module=proxy&action=eth_getBlockByNumber&tag=0xe4e1c3')).toEqual(rpc(block));
  });

  test.each(['0xe4e1cb', 'earliest', 'pending'])('block %s is unknown: result null', async (tag) => {
    expect(await call(`module=proxy&action=eth_getBlockByNumber&tag=${tag}`)).toEqual(rpc(null));
  });

  test.each([
    ['15000000', 'hex string without 0x prefix'],
    ['', 'hex string without 0x prefix'],
    ['0x', 'hex string "0x"'],
    ['0xzz', 'invalid hex string'],
    ['0x0e4e1ca', 'hex number with leading zero digits'],
  ])('tag "%s" is refused as a node refuses it', async (tag, problem) => {
    const body = await call(`module=proxy&action=eth_getBlockByNumber&tag=${tag}`);
    expect(body).toEqual({
      jsonrpc: '2.0',
      id: 1,
      error: { code: -32602, message: `invalid argument 0: ${problem}` },
    });
  });

  test('eth_getTransactionByHash gives place and value', async () => {
    const expected = {
      blockHash: `0x${'0'.repeat(58)}e4e1c0`,
      blockNumber: '0xe4e1c0',
      from: A,
      gas: '0x1',
      gasPrice: '0xf4241',
      hash: TX.failed,
      input: '0x',
      nonce: '0x1',
      to: C,
      transactionIndex: '0x1',
      value: '0x6124fee993bc0000',
    };
    const upper = `0x${TX.failed.slice(2).toUpperCase()}`;
    for (const hash of [TX.failed, upper]) {
      expect(await call(`module=proxy&action=eth_getTransactionByHash&txhash=${hash}`)).toEqual(
        rpc(expected),
      );
    }
  });

  test('a transaction is unknown when the data has no call of it', async () => {
    for (const hash of [TX.withoutCall, `0x${'e'.repeat(64)}`]) {
      for (const action of ['eth_getTransactionByHash', 'eth_getTransactionReceipt']) {
        expect(await call(`module=proxy&action=${action}&txhash=${hash}`)).toEqual(rpc(null));
      }
    }
  });

  test('eth_getTransactionReceipt gives fee, outcome, and token rows as logs', async () => {
    const place = {
      blockHash: `0x${'0'.repeat(58)}e4e1c1`,
      blockNumber: '0xe4e1c1',
      transactionHash: TX.contract,
      transactionIndex: '0x3',
    };
    const word = (digits: string) => `0x${digits.padStart(64, '0')}`;
    const log = {
      ...place,
      address: T,
      topics: [
        '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
        word(B.slice(2)),
        word(C.slice(2)),
      ],
      data: word('64'),
      removed: false,
    };
    // 42,000 wei for 21,000 gas.
    expect(await call(`module=proxy&action=eth_getTransactionReceipt&txhash=${TX.contract}`)).toEqual(
      rpc({
        ...place,
        contractAddress: null,
        cumulativeGasUsed: '0xa410',
        effectiveGasPrice: '0x1',
        from: B,
        gasUsed: '0xa410',
        logs: [
          { ...log, logIndex: '0x0' },
          { ...log, logIndex: '0x1' },
        ],
        status: '0x1',
        to: K,
      }),
    );
  });

  test('a receipt tells a failure, without logs; before Byzantium it tells neither', async () => {
    const receipt = async (hash: string) =>
      (await call(`module=proxy&action=eth_getTransactionReceipt&txhash=${hash}`)).result;
    expect(await receipt(TX.failed)).toMatchObject({ status: '0x0', logs: [], gasUsed: '0x1' });
    expect(await receipt(TX.early)).not.toHaveProperty('status');
  });

  test.each([
    ['txhash=0x123', 'json: cannot unmarshal hex string of odd length into Go value of type common.Hash'],
    [
      `txhash=${'a'.repeat(64)}`,
      'json: cannot unmarshal hex string without 0x prefix into Go value of type common.Hash',
    ],
    ['txhash=0xzz', 'json: cannot unmarshal invalid hex string into Go value of type common.Hash'],
    ['txhash=0x1234', 'hex string has length 4, want 64 for common.Hash'],
    ['', 'json: cannot unmarshal empty string into Go value of type common.Hash'],
  ])('hash parameter "%s" is refused as a node refuses it', async (parameter, problem) => {
    for (const action of ['eth_getTransactionByHash', 'eth_getTransactionReceipt']) {
      expect(await call(`module=proxy&action=${action}&${parameter}`)).toEqual({
        jsonrpc: '2.0',
        id: 1,
        error: { code: -32602, message: `invalid argument 0: ${problem}` },
      });
    }
  });
});

describe('getblocknobytime', () => {
  const byTime = (time: number | string, closest: string): Promise<Body> =>
    call(`module=block&action=getblocknobytime&timestamp=${time}&closest=${closest}`);
  const ok = (result: string): Body => ({ status: '1', message: 'OK', result });

  test('before: the last known block at or before the time', async () => {
    expect(await byTime(1_655_778_512, 'before')).toEqual(ok('15000001'));
    expect(await byTime(1_655_778_511, 'before')).toEqual(ok('15000000'));
    expect(await byTime(2_000_000_000, 'before')).toEqual(ok('15000010'));
  });

  test('before the first known block stands the genesis block, before that nothing', async () => {
    expect(await byTime(1_438_269_973, 'before')).toEqual(ok('0'));
    expect(await byTime(1_438_269_972, 'before')).toEqual(notOk('Error! No closest block found'));
  });

  test('after: the first known block at or after the time', async () => {
    expect(await byTime(1_655_778_512, 'after')).toEqual(ok('15000001'));
    expect(await byTime(1_655_778_513, 'after')).toEqual(ok('15000002'));
    expect(await byTime(0, 'after')).toEqual(ok('4000000'));
    expect(await byTime(2_000_000_000, 'after')).toEqual(notOk('Error! No closest block found'));
  });

  test('a time that is no number is refused', async () => {
    expect(await byTime('2022-01-01', 'before')).toEqual(notOk('Error! Invalid timestamp format'));
    expect(await byTime('', 'before')).toEqual(notOk('Error! Invalid timestamp format'));
  });
});

describe('errors in status 200', () => {
  const UNSUPPORTED =
    'Missing or unsupported chainid parameter (required for v2 api), please see chainlist for the list of supported chainids';
  const query = `module=account&action=txlist&address=${A}`;

  test.each(['', 'chainid=&', 'chainid=56&', 'chainid=01&'])('chain "%s" is not served', async (chain) => {
    expect(await call(query, chain)).toEqual(notOk(UNSUPPORTED));
  });

  test('a dataset without Ethereum supports no chain', async () => {
    await withDataset(chainOfPayments(1).files, (dir) =>
      withReplay({ dir }, async ({ url }) => {
        expect(JSON.parse((await get(`${url}/v2/api?chainid=1&${query}`)).data)).toEqual(notOk(UNSUPPORTED));
      }),
    );
  });

  test('any key and no key are accepted', async () => {
    expect(await call(`${query}&apikey=whatever`)).toEqual(await call(query));
  });

  test.each(['balance', 'balancemulti', 'tokenbalance', 'tokennfttx', '', 'toString'])(
    'action "%s" is none',
    async (action) => {
      const body = await call(`module=account&action=${action}&address=${A}`);
      expect(body).toEqual(notOk('Error! Missing Or invalid Action name'));
    },
  );

  test('a module that is none', async () => {
    expect(await call('module=nope&action=txlist')).toEqual(notOk('Error! Missing Or invalid Module name'));
  });

  test.each([`${A}1`, A.slice(1), `${A.slice(0, -1)}g`, 'vitalik.eth', ''])(
    'address "%s" is none',
    async (address) => {
      for (const action of ['txlist', 'txlistinternal', 'tokentx']) {
        const body = await call(`module=account&action=${action}&address=${address}`);
        expect(body).toEqual(notOk('Error! Invalid address format'));
      }
    },
  );

  test('the texts are the quoted ones', async () => {
    const file = join(import.meta.dirname, '../../fixtures/explorers/errors-quoted/errors-quoted.json');
    const quoted: { provider: string; case: string; body: object }[] = JSON.parse(
      await readFile(file, 'utf8'),
    );
    const queries: Record<string, [string, string]> = {
      'bad chainid': [query, 'chainid=2&'],
      'bad action': ['module=account&action=nope', 'chainid=1&'],
      'page*offset>10000 (text is in message, result is null)': [
        `${query}&page=11&offset=1000`,
        'chainid=1&',
      ],
    };
    const found = quoted.filter(
      (entry) => entry.provider === 'etherscan' && queries[entry.case] !== undefined,
    );
    expect(found).toHaveLength(3);
    for (const entry of found) {
      const [text, chain] = queries[entry.case] ?? ['', ''];
      expect(await call(text, chain)).toEqual(entry.body);
    }
  });
});
