/** An Ethereum node over the hand-made dataset: methods, batches, what is refused, and faults. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import { FAULT_KINDS, faultFor } from '../../../src/replay/faults.ts';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { A, B, C, K, T, TX } from './etherscan-client.ts';
import { withReplay } from './get.ts';
import { SMALL } from './made-up-dataset.ts';

const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const word = (address: string) => `0x${address.slice(2).padStart(64, '0')}`;
const placeholder = (height: number) => `0x${height.toString(16).padStart(64, '0')}`;
/** Blocks of the data. */
const [EARLY, FIRST, SECOND, THIRD] = [4_000_000, 15_000_000, 15_000_001, 15_000_002];

let replay: Replay;
beforeAll(async () => {
  replay = await startReplay({ dir: SMALL });
});
afterAll(() => replay.close());

async function post(body: unknown, url = replay.url) {
  const answer = await fetch(`${url}/rpc`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  return JSON.parse(await answer.text());
}
const call = (method: string, ...params: unknown[]) => ({ jsonrpc: '2.0', id: 7, method, params });
const ask = async (method: string, ...params: unknown[]) => {
  const { id, result, error } = await post(call(method, ...params));
  expect(id).toBe(7);
  return error === undefined ? result : error;
};

describe('blocks and transactions', () => {
  test('who and where', async () => {
    expect(await ask('eth_chainId')).toBe('0x1');
    expect(await ask('net_version')).toBe('1');
    expect(await ask('eth_blockNumber')).toBe('0xe4e1ca');
    expect(await ask('web3_clientVersion')).toBe('coinhound-replay');
  });

  test('by number and by hash, and nothing above the tip', async () => {
    const tip = await ask('eth_getBlockByNumber', 'latest', false);
    expect(tip).toMatchObject({ number: '0xe4e1ca', timestamp: '0x62b12d28' });
    expect(await ask('eth_getBlockByNumber', 'finalized', false)).toEqual(tip);
    expect(await ask('eth_getBlockByHash', tip.hash, false)).toEqual(tip);
    const second = await ask('eth_getBlockByNumber', '0xe4e1c1', false);
    expect(second.hash).toBe(placeholder(SECOND));
    expect(await ask('eth_getBlockByHash', placeholder(SECOND), false)).toEqual(second);
    expect(await ask('eth_getBlockByNumber', '0xe4e1cb', false)).toBeNull();
    expect(await ask('eth_getBlockByHash', `0x${'9'.repeat(64)}`, false)).toBeNull();
  });

  test('are those that Etherscan passes on', async () => {
    const passedOn = async (action: string) => {
      const query = `chainid=1&module=proxy&action=${action}&txhash=${TX.contract}`;
      return (await axios.get(`${replay.url}/v2/api?${query}`)).data.result;
    };
    for (const method of ['eth_getTransactionByHash', 'eth_getTransactionReceipt']) {
      const shown = await ask(method, TX.contract);
      expect(shown).toEqual(await passedOn(method));
      expect(shown.blockNumber).toBe('0xe4e1c1');
      expect(await ask(method, `0x${'9'.repeat(64)}`)).toBeNull();
    }
  });

  test('what runs code uses more gas than a plain transfer', async () => {
    const gasOf = async (hash: string) => Number((await ask('eth_getTransactionByHash', hash)).gas);
    expect(await gasOf(TX.paid)).toBe(21_000);
    expect(await gasOf(TX.contract)).toBe(42_000);
  });
});

describe('logs', () => {
  const found = async (filter: object) => {
    const logs = await ask('eth_getLogs', filter);
    return Array.isArray(logs)
      ? logs.map((log: Record<string, string>) => [Number(log.blockNumber), log.address, log.logIndex])
      : logs;
  };
  const all = [
    [SECOND, T, '0x0'],
    [SECOND, T, '0x1'],
    [THIRD, `0x${'6'.repeat(40)}`, '0x0'],
  ];

  test('by block, contract and topic, those of unknown transactions too', async () => {
    expect(await found({})).toEqual(all);
    expect(await found({ fromBlock: '0xe4e1c2' })).toEqual(all.slice(2));
    expect(await found({ toBlock: '0xe4e1c1' })).toEqual(all.slice(0, 2));
    expect(await found({ address: T.toUpperCase().replace('X', 'x') })).toEqual(all.slice(0, 2));
    expect(await found({ topics: [TRANSFER, word(B)] })).toEqual(all.slice(0, 2));
    expect(await found({ topics: [TRANSFER, null, word(B)] })).toEqual(all.slice(2));
    expect(await found({ topics: [TRANSFER, [word(A), word(B)]] })).toEqual(all);
    expect(await found({ topics: [word(A)] })).toEqual([]);
    expect(await found({ topics: [TRANSFER, word(C)] })).toEqual([]);
  });

  test('are those of the receipt', async () => {
    const { logs } = await ask('eth_getTransactionReceipt', TX.contract);
    expect(await ask('eth_getLogs', { topics: [TRANSFER, word(B)] })).toEqual(logs);
  });

  test('more than allowed are refused', () =>
    withReplay({ dir: SMALL, rowsPerCall: 2 }, async ({ url }) => {
      const refused = await post(call('eth_getLogs', {}), url);
      expect(refused.error).toEqual({ code: -32005, message: 'query returned more than 2 results' });
      expect((await post(call('eth_getLogs', { fromBlock: '0xe4e1c2' }), url)).result).toHaveLength(1);
    }));

  test.each([{ fromBlock: '15' }, { fromBlock: 15 }, { blockHash: placeholder(1) }])(
    '%j is refused',
    async (filter) => {
      expect(await ask('eth_getLogs', filter)).toMatchObject({ code: -32602 });
    },
  );
});

describe('traces', () => {
  test('a tree of calls, with what failed', async () => {
    expect(await ask('debug_traceTransaction', TX.contract, { tracer: 'callTracer' })).toMatchObject({
      type: 'CALL',
      from: B,
      to: K,
      value: '0x0',
      calls: [
        { type: 'CALL', from: K, to: A, value: '0xde0b6b3a7640000' },
        { type: 'CALL', from: K, to: C, value: '0x1bc16d674ec80000', error: 'execution reverted' },
      ],
    });
    const failed = await ask('debug_traceTransaction', TX.failed, { tracer: 'callTracer' });
    expect([failed.error, failed.calls.length]).toEqual(['execution reverted', 1]);
    expect(await ask('debug_traceTransaction', TX.paid, { tracer: 'callTracer' })).not.toHaveProperty(
      'calls',
    );
  });

  test('a list of calls', async () => {
    const rows = await ask('trace_transaction', TX.contract);
    expect(rows.map((row: Record<string, unknown>) => [row.traceAddress, row.error])).toEqual([
      [[], undefined],
      [[0], undefined],
      [[1], 'Reverted'],
    ]);
    expect(rows[0]).toMatchObject({ subtraces: 2, blockNumber: SECOND, transactionPosition: 3 });
    expect(await ask('trace_transaction', `0x${'9'.repeat(64)}`)).toEqual([]);
  });

  test('of an address: what it sent, or got', async () => {
    const found = async (filter: object) =>
      (await ask('trace_filter', filter)).map(({ blockNumber, traceAddress }: Record<string, unknown>) => [
        blockNumber,
        traceAddress,
      ]);
    const sent = [
      [FIRST, []],
      [FIRST, []],
      [THIRD, []],
    ];
    const got = [
      [EARLY, []],
      [SECOND, [0]],
      [THIRD, []],
    ];
    expect(await found({ fromAddress: [A] })).toEqual(sent);
    expect(await found({ toAddress: [A] })).toEqual(got);
    const both = [
      [EARLY, []],
      [FIRST, []],
      [FIRST, []],
      [SECOND, [0]],
      [THIRD, []],
    ];
    expect(await found({ fromAddress: [A], toAddress: [A] })).toEqual(both);
    expect(await found({ fromAddress: [A], toAddress: [A], after: 1, count: 2 })).toEqual(both.slice(1, 3));
    expect(await found({ toAddress: [A], fromBlock: '0xe4e1c0', toBlock: '0xe4e1c1' })).toEqual([
      [SECOND, [0]],
    ]);
    expect(await ask('trace_filter', {})).toMatchObject({ code: -32602 });
  });

  test('transfers inside, of what took place', async () => {
    expect(await ask('ots_getInternalOperations', TX.contract)).toEqual([
      { type: 0, from: K, to: A, value: '0xde0b6b3a7640000' },
    ]);
    expect(await ask('ots_getInternalOperations', TX.failed)).toEqual([]);
  });

  test('not of what is unknown, nor by other tracers', async () => {
    const unknown = `0x${'9'.repeat(64)}`;
    expect(await ask('debug_traceTransaction', unknown, { tracer: 'callTracer' })).toEqual({
      code: -32000,
      message: 'transaction not found',
    });
    expect(await ask('debug_traceTransaction', TX.paid, {})).toMatchObject({ code: -32000 });
  });
});

describe('the search of Otterscan', () => {
  const pageOf = async (method: string, ...params: unknown[]) => {
    const { txs, receipts, firstPage, lastPage } = await ask(method, ...params);
    expect(receipts.map(({ transactionHash }: Record<string, string>) => transactionHash)).toEqual(
      txs.map(({ hash }: Record<string, string>) => hash),
    );
    return [txs.map(({ blockNumber }: Record<string, string>) => Number(blockNumber)), firstPage, lastPage];
  };
  const forth = (block: number, size: number) => pageOf('ots_searchTransactionsAfter', A, block, size);
  const back = (block: number, size: number) => pageOf('ots_searchTransactionsBefore', A, block, size);

  test('goes forward and back, the newest first, never cut inside a block', async () => {
    expect(await forth(0, 25)).toEqual([[THIRD, SECOND, FIRST, FIRST, EARLY], true, true]);
    expect(await forth(0, 2)).toEqual([[FIRST, FIRST, EARLY], false, true]);
    expect(await forth(FIRST, 1)).toEqual([[SECOND], false, false]);
    expect(await forth(SECOND, 1)).toEqual([[THIRD], true, false]);
    expect(await forth(THIRD, 1)).toEqual([[], true, false]);
    expect(await back(0, 1)).toEqual([[THIRD], true, false]);
    expect(await back(SECOND, 1)).toEqual([[FIRST, FIRST], false, false]);
    expect(await back(FIRST, 5)).toEqual([[EARLY], false, true]);
  });

  test('tells the time with the receipt', async () => {
    const { receipts } = await ask('ots_searchTransactionsAfter', A, SECOND, 1);
    expect(receipts[0]).toMatchObject({ timestamp: 1655778525, status: '0x1' });
    expect(await ask('ots_getApiLevel')).toBe(8);
  });

  test('refuses what it cannot tell: a history with a transaction of which nobody knows the sender', async () => {
    expect(await ask('ots_searchTransactionsAfter', B, 0, 25)).toMatchObject({
      code: -32000,
      message: expect.stringContaining('nobody knows who sent it'),
    });
    expect(await ask('ots_searchTransactionsAfter', A, 0, 26)).toMatchObject({
      message: 'max allowed page size: 25',
    });
    expect(await ask('ots_searchTransactionsAfter', A, '0x0', 25)).toMatchObject({ code: -32602 });
    expect(await ask('ots_searchTransactionsAfter', 'A', 0, 25)).toMatchObject({ code: -32602 });
  });
});

describe('requests', () => {
  test('a batch is answered call by call, refusals included', async () => {
    const calls = [
      call('eth_chainId'),
      { ...call('eth_getBalance', A), id: 8 },
      5,
      { jsonrpc: '2.0', id: 9 },
    ];
    expect(await post(calls)).toEqual([
      { jsonrpc: '2.0', id: 7, result: '0x1' },
      {
        jsonrpc: '2.0',
        id: 8,
        error: { code: -32601, message: 'the method eth_getBalance does not exist/is not available' },
      },
      { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'invalid request' } },
      { jsonrpc: '2.0', id: 9, error: { code: -32600, message: 'invalid request' } },
    ]);
    expect(await post([])).toMatchObject({ error: { code: -32600 } });
    expect(await post('{')).toMatchObject({ id: null, error: { code: -32700 } });
  });

  test('a node may have some modules only', () =>
    withReplay({ dir: SMALL, rpcModules: ['eth'] }, async ({ url }) => {
      expect((await post(call('eth_chainId'), url)).result).toBe('0x1');
      for (const method of [
        'trace_filter',
        'ots_getApiLevel',
        'debug_traceTransaction',
        'web3_clientVersion',
      ]) {
        expect((await post(call(method), url)).error.code).toBe(-32601);
      }
    }));

  test('which of them fail follows from what they ask, not from when they come', () =>
    withReplay({ dir: SMALL, faults: { rate: 0.5, kinds: ['500'] } }, async ({ url }) => {
      const questions = Array.from({ length: 40 }, (_, n) =>
        JSON.stringify({ ...call('eth_chainId'), id: n }),
      );
      const fails = await Promise.all(
        questions.map((question) =>
          post(question, url).then(
            () => false,
            () => true,
          ),
        ),
      );
      const expected = questions.map(
        (question) => faultFor({ rate: 0.5, kinds: ['500'] }, 'POST', `/rpc ${question}`, 1) !== null,
      );
      expect(fails).toEqual(expected);
      expect(new Set(fails).size).toBe(2);
    }));

  test('a rate limit may come as an answer with status 200', () =>
    withReplay({ dir: SMALL, faults: { rate: 1, kinds: ['429'] } }, async ({ url }) => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, id) =>
          axios.post(`${url}/rpc`, { ...call('eth_chainId'), id }, { validateStatus: () => true }),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
      for (const { status, data } of answers) {
        if (status === 200)
          expect(data.error).toEqual({ code: -32005, message: 'request rate limit exceeded' });
      }
      expect(FAULT_KINDS).toContain('429');
    }));
});
