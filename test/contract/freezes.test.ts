/** Freezes, read from contracts on a real node: over JSON-RPC, and through a door like Etherscan's. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import type { ChainSource } from '../../src/cases/ports.ts';
import { readFreezes } from '../../src/cases/read-freezes.ts';
import type { Tip } from '../../src/core/chain.ts';
import type { Flag } from '../../src/core/flags/flag.ts';
import { ISSUERS } from '../../src/core/freezes/issuer.ts';
import { createEtherscanSource } from '../../src/explorers/etherscan/client.ts';
import { createJsonRpcSource } from '../../src/explorers/json-rpc/client.ts';
import { rotating } from '../../src/explorers/rotation.ts';
import { createTransport } from '../../src/explorers/transport/transport.ts';
import { type Anvil, startAnvil } from '../support/anvil.ts';

/** `return storage[first argument]` for the one selector, else revert: 4 bytes are compared, as Solidity's dispatcher does. */
const contractFor = (selector: string) =>
  `0x60003560e01c63${selector.slice(2)}14601357600080fd5b6004355460005260206000f3`;
const FROZEN = `0x${'f'.repeat(40)}`;
const FREE = `0x${'1'.repeat(40)}`;
const flag = (address: string, chain = 'ethereum') => ({ chain, address }) as unknown as Flag;

let anvil: Anvil;
const door = Fastify();
let tip: Tip;
const sources: Record<string, ChainSource> = {};

beforeAll(async () => {
  anvil = await startAnvil();
  for (const { contract, selector } of ISSUERS)
    await anvil.rpc('anvil_setCode', contract, contractFor(selector));
  const [usdt] = ISSUERS;
  await anvil.rpc(
    'anvil_setStorageAt',
    usdt?.contract,
    `0x${FROZEN.slice(2).padStart(64, '0')}`,
    `0x${'1'.padStart(64, '0')}`,
  );
  await anvil.rpc('anvil_mine', '0x1');
  door.get('/api', async (request) => {
    const { action = '', to, data, tag } = request.query as Record<string, string>;
    return { jsonrpc: '2.0', id: 1, result: await anvil.rpc(action, { to, data }, tag) };
  });
  const proxied = await door.listen({ port: 0, host: '127.0.0.1' });
  const transport = (provider: string, baseUrl: string) =>
    createTransport({ provider, baseUrl, concurrency: 8, retryBaseMs: 1, attempts: 1 });
  sources.node = createJsonRpcSource(transport('node', anvil.url), { finality: 2 });
  sources.etherscan = createEtherscanSource(transport('etherscan', `${proxied}/api`), { finality: 2 });
  tip = (await sources.node.tip()).value;
});
afterAll(async () => {
  await door.close();
  await anvil.close();
});

describe.each(['node', 'etherscan'])('%s', (name) => {
  test('tells who is frozen by whom, and at which block', async () => {
    const freezes = await readFreezes(
      [flag(FROZEN), flag(FREE), flag(FROZEN), flag('bc1', 'bitcoin')],
      tip,
      sources[name],
    );
    expect(freezes.map(({ address, token, frozen, provider }) => [address, token, frozen, provider])).toEqual(
      [
        [FROZEN, 'USDT', true, name],
        [FROZEN, 'USDC', false, name],
        [FREE, 'USDT', false, name],
        [FREE, 'USDC', false, name],
      ],
    );
    expect(freezes[0]?.block).toEqual({ height: tip.height, time: tip.time });
  });
});

test('it is read as of the block of the run, not as of now', async () => {
  const [, usdc] = ISSUERS;
  // What is set counts from the newest block on, so that is to be another one.
  await anvil.rpc('anvil_mine', '0x1');
  await anvil.rpc(
    'anvil_setStorageAt',
    usdc?.contract,
    `0x${FREE.slice(2).padStart(64, '0')}`,
    `0x${'1'.padStart(64, '0')}`,
  );
  await anvil.rpc('anvil_mine', '0x1');
  const later = (await sources.node?.tip())?.value;
  const read = async (at: Tip | undefined) =>
    (await readFreezes([flag(FREE)], at, sources.node)).map(({ frozen }) => frozen);
  expect(later?.height).toBeGreaterThan(tip.height);
  expect(await read(tip)).toEqual([false, false]);
  expect(await read(later)).toEqual([false, true]);
});

describe('what nobody can say is unknown, with the reason', () => {
  const withoutCall = (): ChainSource => {
    const { call: _call, ...rest } = sources.node as ChainSource;
    return rest;
  };
  const told = async (source: ChainSource | undefined) =>
    (await readFreezes([flag(FREE)], tip, source)).map(({ frozen, problem }) => [frozen, problem]);

  test('an explorer that calls no contracts', async () => {
    const unknown = [null, 'no explorer of the run can call contracts'];
    expect(await told(withoutCall())).toEqual([unknown, unknown]);
  });

  test('a contract that is not there', async () => {
    const [usdt] = ISSUERS;
    const code = await anvil.rpc('eth_getCode', usdt?.contract, 'latest');
    await anvil.rpc('anvil_setCode', usdt?.contract, '0x');
    await anvil.rpc('anvil_mine', '0x1');
    const now = (await sources.node?.tip())?.value;
    const [first, second] = await readFreezes([flag(FREE)], now, sources.node);
    await anvil.rpc('anvil_setCode', usdt?.contract, code);
    expect(first).toMatchObject({
      frozen: null,
      provider: null,
      problem: expect.stringContaining('32 bytes'),
    });
    expect(second?.frozen).not.toBeNull();
  });

  test('of several explorers, one that can call is asked', async () => {
    const deps = { now: () => 0, sleep: async () => {}, onRotated: () => {} };
    const both = rotating(
      [
        { name: 'blockscout', source: withoutCall() },
        { name: 'node', source: sources.node as ChainSource },
      ],
      deps,
    );
    const freezes = await readFreezes([flag(FROZEN)], tip, both);
    expect(freezes.map(({ frozen, provider }) => [frozen, provider])).toEqual([
      [true, 'node'],
      [false, 'node'],
    ]);
    const none = rotating(
      [
        { name: 'a', source: withoutCall() },
        { name: 'b', source: withoutCall() },
      ],
      deps,
    );
    expect(none.call).toBeUndefined();
  });
});
