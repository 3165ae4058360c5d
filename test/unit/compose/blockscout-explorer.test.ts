/** What the configured Blockscout is sent beside the question: its key, and that nothing is to be left out. */

import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openSources } from '../../../src/compose/explorers.ts';
import { loadConfig } from '../../../src/config.ts';
import { ROOT } from '../../support/cli.ts';
import { withServer } from '../explorers/local-server.ts';

test('a key goes into the query, and token transfers taken for scam are asked for', () => {
  const seen: unknown[] = [];
  return withServer(
    (request) => {
      const { 'show-scam-tokens': scam } = request.headers;
      seen.push([request.url, scam]);
      return [{ height: 5, hash: `0x${'5'.repeat(64)}`, timestamp: '2026-01-01T00:00:00Z' }];
    },
    async ({ url }) => {
      const config = loadConfig(join(ROOT, 'config/default.yaml'), undefined, {
        COINHOUND_EXPLORERS_BLOCKSCOUT_BASE_URL: `${url}/1/api/v2`,
        COINHOUND_EXPLORER_ORDER_ETHEREUM: 'blockscout',
      });
      const { ethereum } = openSources(config, { BLOCKSCOUT_API_KEY: 'proapi_KEY' }, {});
      expect(await ethereum?.tip()).toMatchObject({ provider: 'blockscout', value: { height: 5 } });
      expect(seen).toEqual([['/1/api/v2/main-page/blocks?apikey=proapi_KEY', 'true']]);
    },
  );
});

test('it is asked after Etherscan, at the host for all chains, below its rate', () => {
  const config = loadConfig(join(ROOT, 'config/default.yaml'), undefined, {});
  expect(config.explorerOrder.ethereum).toEqual(['etherscan', 'blockscout']);
  expect(config.explorers.blockscout).toEqual({
    api: 'blockscout',
    baseUrl: 'https://api.blockscout.com/1/api/v2',
    requestsPerSecond: 3,
    requestsPerDay: 5000,
    pauseSeconds: 1,
    concurrency: 2,
    keyVariable: 'BLOCKSCOUT_API_KEY',
  });
});
