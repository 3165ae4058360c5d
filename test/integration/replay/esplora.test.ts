/**
 * Every Esplora route of the replay over the hand-made dataset: valid, invalid and near miss.
 * Expected texts are those of mempool/electrs, src/rest.rs, as quoted in the fixtures.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { get, getJson, withReplay } from './get.ts';
import { busyBlock, madeUpHash, SMALL, withDataset } from './made-up-dataset.ts';

const A = '0f9953d2c55cd81d889bc0f758c9bd4f0a6c6b42d70fa8fc784d8e5d20bc0098';
const B = 'ca27083fd950a3e468ee0cf45ad6e37939452f93e38cc3c0911a580002fc7367';
const C = 'ce1caf5ee19b65153fbc95421611a4c187598cf853ab2dd3eec7cae8f3d5b87d';
const D = 'd0d54711a10d4deb7ba8fa3fc0e7075c8fba88fcfc3e00efbfe42eb46d373596';
const E = '6a0e8850a8be8818cfc1be924c45090731068f4028815bec335d237046e9d474';
const UNKNOWN = 'f'.repeat(64);
const BLOCK_101 = '0000000066c1c445b74d3282de3244d8e0e480f8f31b37e41f01ba9a48af7aaf';
const BLOCK_103 = '000000009373d7121a86a19a06c5274a25e21935e42dcba3d3a01d747595f5aa';
const TIP = '000000000798bb8237109473deb088e83f7821c1b3bdb0febc0e2682ededc5cb';
const ONE = 'bc1qaz5c07tmvzv9rfm7zrtdfqfcau89rr6xhl3p4t';
const STATUS_101 = { confirmed: true, block_height: 101, block_hash: BLOCK_101, block_time: 1_700_060_600 };
const STATUS_103 = { confirmed: true, block_height: 103, block_hash: BLOCK_103, block_time: 1_700_061_800 };
const YEARS = 'public, max-age=157784630';
const SECONDS = 'public, max-age=10';

let replay: Replay;
let api: string;

beforeAll(async () => {
  replay = await startReplay({ dir: SMALL });
  api = `${replay.url}/api`;
});
afterAll(() => replay.close());

async function refusal(path: string): Promise<[number, string, string]> {
  const answer = await get(api + path);
  return [answer.status, String(answer.headers['content-type']), answer.data];
}

describe('blocks', () => {
  test('the tip is plain text', async () => {
    const height = await get(`${api}/blocks/tip/height`);
    expect([height.status, height.headers['content-type'], height.data]).toEqual([200, 'text/plain', '113']);
    expect((await get(`${api}/blocks/tip/hash`)).data).toBe(TIP);
  });

  test('block-height gives the hash of blocks in the data and of the tip', async () => {
    expect((await get(`${api}/block-height/101`)).data).toBe(BLOCK_101);
    expect((await get(`${api}/block-height/113`)).data).toBe(TIP);
  });

  test('an answer about a block ten blocks deep may be cached for years, one less deep for seconds', async () => {
    for (const path of [`/block-height/103`, `/block/${BLOCK_103}`, `/tx/${D}`, `/tx/${B}/outspend/1`]) {
      expect((await get(api + path)).headers['cache-control']).toBe(YEARS);
    }
    for (const path of ['/block-height/105', `/tx/${E}`, `/tx/${E}/status`, `/tx/${D}/outspends`]) {
      expect((await get(api + path)).headers['cache-control']).toBe(SECONDS);
    }
  });

  test('block-height gives a placeholder for blocks that are not in the data', async () => {
    expect((await get(`${api}/block-height/102`)).data).toBe('66'.padStart(64, '0'));
  });

  test.each(['/block-height/114', `/block/${UNKNOWN}`])('%s is not found', async (path) => {
    expect(await refusal(path)).toEqual([404, 'text/plain', 'Block not found']);
  });

  test.each([
    ['/block-height/-1', 'Invalid number'],
    ['/block-height/1.5', 'Invalid number'],
    ['/block-height/0x65', 'Invalid number'],
    ['/block/zz', 'Invalid hex string'],
    [`/block/${TIP}0`, 'Invalid hex string'],
  ])('%s is refused', async (path, text) => {
    expect(await refusal(path)).toEqual([400, 'text/plain', text]);
  });

  test('a block holds what the data knows and nothing invented', async () => {
    const expected = { id: BLOCK_101, height: 101, timestamp: 1_700_060_600 };
    expect(await getJson(`${api}/block/${BLOCK_101}`)).toEqual(expected);
  });
});

describe('transactions', () => {
  test('every line of the data is served as it stands there', async () => {
    const lines = (await readFile(join(SMALL, 'bitcoin.ndjson'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      const recorded: { txid: string } = JSON.parse(line);
      expect(await getJson(`${api}/tx/${recorded.txid}`)).toEqual(recorded);
    }
  });

  test('an id in upper case is the same id', async () => {
    expect((await get(`${api}/tx/${B.toUpperCase()}`)).status).toBe(200);
  });

  test.each(['', '/outspends', '/hex', '/raw'])('unknown: /tx/…%s is not found', async (rest) => {
    expect(await refusal(`/tx/${UNKNOWN}${rest}`)).toEqual([404, 'text/plain', 'Transaction not found']);
  });

  test.each(['', '/status', '/outspends', '/outspend/0', '/hex', '/merkle-proof'])(
    'malformed: /tx/…%s is refused',
    async (rest) => {
      expect(await refusal(`/tx/zz${rest}`)).toEqual([400, 'text/plain', 'Invalid hex string']);
      expect(await refusal(`/tx/${B.slice(1)}${rest}`)).toEqual([400, 'text/plain', 'Invalid hex string']);
      expect(await refusal(`/tx/${'a'.repeat(1500)}${rest}`)).toEqual([
        400,
        'text/plain',
        'Invalid hex string',
      ]);
    },
  );

  test('status: of an unknown transaction it is unconfirmed, not an error', async () => {
    expect(await getJson(`${api}/tx/${D}/status`)).toEqual(STATUS_103);
    expect(await getJson(`${api}/tx/${UNKNOWN}/status`)).toEqual({ confirmed: false });
  });

  test('raw bytes are not served when the data cannot prove them', async () => {
    expect(await refusal(`/tx/${B}/hex`)).toEqual([404, 'text/plain', 'Transaction not found']);
    expect(await refusal(`/tx/${B}/raw`)).toEqual([404, 'text/plain', 'Transaction not found']);
  });

  test('there are no merkle proofs, not even of known transactions', async () => {
    const text = 'Transaction not found or is unconfirmed';
    expect(await refusal(`/tx/${B}/merkle-proof`)).toEqual([404, 'text/plain', text]);
  });
});

describe('spends', () => {
  const spentByC = { spent: true, txid: C, vin: 0, status: STATUS_101 };
  const spentByD = { spent: true, txid: D, vin: 0, status: STATUS_103 };

  test('outspends stand in the order of the outputs, with the input that spends', async () => {
    expect(await getJson(`${api}/tx/${B}/outspends`)).toEqual([spentByC, spentByD]);
    const secondInput = { spent: true, txid: D, vin: 1, status: STATUS_103 };
    expect(await getJson(`${api}/tx/${C}/outspends`)).toEqual([{ spent: false }, secondInput]);
    expect(await getJson(`${api}/tx/${E}/outspends`)).toEqual([{ spent: false }]);
  });

  test('outspend answers for one output, also of a transaction outside the data', async () => {
    expect(await getJson(`${api}/tx/${B}/outspend/1`)).toEqual(spentByD);
    expect(await getJson(`${api}/tx/${B}/outspend/2`)).toEqual({ spent: false });
    expect(await getJson(`${api}/tx/${UNKNOWN}/outspend/0`)).toEqual({ spent: false });
    const outside = (await getJson(`${api}/tx/${madeUpHash('tx outside')}/outspend/7`)) as { txid: string };
    expect(outside.txid).toBe(E);
    expect(await refusal(`/tx/${B}/outspend/x`)).toEqual([400, 'text/plain', 'Invalid number']);
    expect(await refusal(`/tx/${B}/outspend/4294967296`)).toEqual([400, 'text/plain', 'Invalid number']);
  });

  test('bulk outspends are aligned with the ids; unknown and malformed ones give an empty list', async () => {
    const bulk = await getJson(`${api}/txs/outspends?txids=${B},${UNKNOWN},zz,${E}`);
    expect(bulk).toEqual([[spentByC, spentByD], [], [], [{ spent: false }]]);
  });

  test('bulk outspends take 50 ids at most', async () => {
    const ids = (count: number): string => Array.from({ length: count }, () => A).join(',');
    expect(await getJson(`${api}/txs/outspends?txids=${ids(50)}`)).toHaveLength(50);
    expect(await refusal(`/txs/outspends?txids=${ids(51)}`)).toEqual([
      400,
      'text/plain',
      'Too many txids requested',
    ]);
    expect(await refusal('/txs/outspends')).toEqual([400, 'text/plain', 'No txids specified']);
  });
});

describe('addresses', () => {
  const zero = { funded_txo_count: 0, funded_txo_sum: 0, spent_txo_count: 0, spent_txo_sum: 0, tx_count: 0 };
  // Sums by hand from the fixture: 30 BTC + 19.99995 BTC received, both outputs spent again.
  const sums = {
    funded_txo_count: 2,
    funded_txo_sum: 4_999_995_000,
    spent_txo_count: 2,
    spent_txo_sum: 4_999_995_000,
  };
  const stats = { ...sums, tx_count: 3 };

  async function txids(path: string): Promise<string[]> {
    const page = (await getJson(api + path)) as { txid: string }[];
    return page.map(({ txid }) => txid);
  }

  test('stats are totals over the chain, and echo the address as it was asked for', async () => {
    expect(await getJson(`${api}/address/${ONE}`)).toEqual({
      address: ONE,
      chain_stats: stats,
      mempool_stats: zero,
    });
    const upper = ONE.toUpperCase();
    expect(await getJson(`${api}/address/${upper}`)).toMatchObject({ address: upper, chain_stats: stats });
  });

  test('an address that nothing touched has zeros and an empty history', async () => {
    const unused = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
    expect(await getJson(`${api}/address/${unused}`)).toMatchObject({ chain_stats: zero });
    expect(await getJson(`${api}/address/${unused}/txs`)).toEqual([]);
  });

  test('the history is newest first, within a block too, and names a self-paying transaction once', async () => {
    expect(await txids(`/address/${ONE}/txs`)).toEqual([D, C, B]);
    expect(await txids(`/address/${ONE}/txs/chain`)).toEqual([D, C, B]);
    expect(await txids(`/address/${ONE}/txs/chain/${C}`)).toEqual([B]);
    expect(await txids(`/address/${ONE}/txs?max_txs=2`)).toEqual([D, C]);
  });

  test('a cursor from another history looks like the end', async () => {
    for (const cursor of [A, E]) expect(await txids(`/address/${ONE}/txs/chain/${cursor}`)).toEqual([]);
    expect(await txids(`/address/${ONE}/txs?after_txid=${A}`)).toEqual([]);
  });

  test('a script without address is found by its scripthash', async () => {
    const p2pk = 'c1ce5272e645842c7011dc607dfb6f46af8562bcfb0b7382a04ecfa574aeef20';
    const received = { ...zero, funded_txo_count: 1, funded_txo_sum: 999_980_000, tx_count: 1 };
    const expected = { scripthash: p2pk, chain_stats: received, mempool_stats: zero };
    expect(await getJson(`${api}/scripthash/${p2pk}`)).toEqual(expected);
    expect(await txids(`/scripthash/${p2pk}/txs/chain`)).toEqual([D]);
    expect(await txids(`/scripthash/${UNKNOWN}/txs`)).toEqual([]);
    expect(await refusal('/scripthash/zz')).toEqual([400, 'text/plain', 'Invalid hex string']);
    expect(await refusal('/scripthash/00ff')).toEqual([400, 'text/plain', 'Invalid scripthash']);
  });

  test.each([
    ['nonsense', 'hello', 'Invalid Bitcoin address'],
    ['a wrong checksum', `${ONE.slice(0, -1)}q`, 'Invalid Bitcoin address'],
    ['mixed case', ONE.replace('bc1qa', 'bc1qA'), 'Invalid Bitcoin address'],
    ['an Ethereum address', `0x${'1'.repeat(40)}`, 'Invalid Bitcoin address'],
    [
      'the notation for a script',
      'script:0014e8a987f97b609851a77e10d6d48138ef0e518f46',
      'Invalid Bitcoin address',
    ],
    ['testnet bech32', 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', 'Address on invalid network'],
    ['testnet base58', 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn', 'Address on invalid network'],
    [
      'testnet with a wrong checksum',
      'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsq',
      'Invalid Bitcoin address',
    ],
  ])('%s is refused', async (_, address, text) => {
    for (const rest of ['', '/txs', '/txs/chain', `/txs/chain/${B}`]) {
      expect(await refusal(`/address/${address}${rest}`)).toEqual([400, 'text/plain', text]);
    }
  });
});

describe('what is not there', () => {
  test.each(['/nope', '/tx', '/address', `/address/${ONE}/utxo`, '/blocks/tip'])(
    '%s does not exist',
    async (path) => {
      expect(await refusal(path)).toEqual([404, 'text/plain', `endpoint does not exist "${path}"`]);
    },
  );

  test('a broken percent sign never reaches a route', async () => {
    const answer = await get(`${api}/tx/%zz`);
    expect([answer.status, answer.headers['content-type']]).toEqual([400, 'text/html']);
  });

  test('a dataset without Bitcoin has no Esplora at all', async () => {
    await withDataset(busyBlock(1), (dir) =>
      withReplay({ dir }, async ({ url }) => {
        const answer = await get(`${url}/api/blocks/tip/height`);
        expect([answer.status, answer.data]).toEqual([404, 'endpoint does not exist "/blocks/tip/height"']);
      }),
    );
  });

  test('the refusals are the quoted ones', async () => {
    const file = join(import.meta.dirname, '../../fixtures/explorers/errors-quoted/errors-quoted.json');
    const quoted: { provider: string; case: string; http_status: number; body: string }[] = JSON.parse(
      await readFile(file, 'utf8'),
    );
    const paths: Record<string, string> = {
      'GET /tx/<unknown>': `/tx/${UNKNOWN}`,
      'GET /block/<unknown>': `/block/${UNKNOWN}`,
      'GET /tx/zz': '/tx/zz',
      'GET /address/<bad>': '/address/bad',
      'GET /address/<other network>': '/address/tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx',
      'GET /txs/outspends?txids=<51 ids>': `/txs/outspends?txids=${','.repeat(50)}`,
      'GET /address/:a/txs?after_txid=<unknown>': `/address/${ONE}/txs?after_txid=${UNKNOWN}`,
    };
    const found = quoted.filter((entry) => entry.provider === 'esplora' && paths[entry.case] !== undefined);
    expect(found).toHaveLength(7);
    for (const entry of found) {
      expect(await refusal(paths[entry.case] ?? '')).toEqual([entry.http_status, 'text/plain', entry.body]);
    }
  });
});
