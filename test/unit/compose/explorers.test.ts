/** How configured explorers are opened: keys, batches, and what an explorer on this machine is spared. */

import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openExplorers } from '../../../src/compose/explorers.ts';
import { parseExplorers } from '../../../src/compose/given-explorers.ts';
import { type Config, loadConfig } from '../../../src/config.ts';
import { ROOT } from '../../support/cli.ts';
import { withServer } from '../explorers/local-server.ts';

const DEFAULTS = loadConfig(join(ROOT, 'config/default.yaml'));
const TX = { kind: 'transaction', chain: 'ethereum', txid: `0x${'1'.repeat(64)}` } as const;
const TIP = { height: 100, hash: `0x${'2'.repeat(64)}`, time: 1_700_000_000 };

/** Asks the node of a configuration for a few transactions at once. @returns paths, and how many calls each request had */
async function asked(origin: (url: string) => string, changes: object, env: Record<string, string> = {}) {
  const sizes: number[] = [];
  return withServer(
    (request) => {
      const posted = request.body as { id: number; method: string } | { id: number; method: string }[];
      const answer = ({ id, method }: { id: number; method: string }) => ({
        jsonrpc: '2.0',
        id,
        result: method === 'eth_chainId' ? '0x1' : null,
      });
      sizes.push(Array.isArray(posted) ? posted.length : 1);
      return Array.isArray(posted) ? posted.map(answer) : answer(posted);
    },
    async ({ url, received }) => {
      const node = { ...DEFAULTS.explorers.ethereumNode, baseUrl: origin(url), ...changes };
      const config = {
        ...DEFAULTS,
        explorers: { ethereumNode: node },
        explorerOrder: { bitcoin: [], ethereum: ['ethereumNode'] },
      } as unknown as Config;
      const [explorer] = openExplorers(config, env, { requestsPerSecond: 0 }).ethereum;
      const subjects = ['1', '2', '3', '4'].map((digit) => ({ ...TX, txid: `0x${digit.repeat(64)}` }));
      await Promise.all(subjects.map((subject) => explorer?.source.expand(subject, TIP, 1)));
      return { paths: [...new Set(received)], largest: Math.max(...sizes) };
    },
  );
}

const here = (url: string) => `${url}/v3`;
/** The same server under an address that nobody takes for this machine. */
const elsewhere = (url: string) => here(url.replace('127.0.0.1', '0.0.0.0'));
const env = { NODE_KEY: 'KEY123' };

test('the key of a provider of nodes is the last part of the path; a node on this machine gets none', async () => {
  expect((await asked(elsewhere, { keyVariable: 'NODE_KEY' }, env)).paths).toEqual(['/v3/KEY123']);
  expect((await asked(elsewhere, { keyVariable: 'NODE_KEY' })).paths).toEqual(['/v3']);
  expect((await asked(here, { keyVariable: 'NODE_KEY' }, env)).paths).toEqual(['/v3']);
});

test('calls go in batches as large as configured', async () => {
  expect((await asked(here, {})).largest).toBe(4);
  expect((await asked(here, { batch: 3 })).largest).toBe(3);
  expect((await asked(here, { batch: 1 })).largest).toBe(1);
});

test('a node can be named on the command line', () => {
  expect(parseExplorers(['json-rpc=http://127.0.0.1:8545'])).toEqual([
    { api: 'json-rpc', baseUrl: 'http://127.0.0.1:8545' },
  ]);
});
