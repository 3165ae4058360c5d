/**
 * Answers that no explorer sends by mistake: made to break who reads them. Whatever comes, it is the explorer that failed, so
 * that the next one is asked.
 */

import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { ProviderError } from '../../../src/core/errors.ts';
import { createBlockscoutSource } from '../../../src/explorers/blockscout/client.ts';
import { createEsploraSource } from '../../../src/explorers/esplora/client.ts';
import { createEtherscanSource } from '../../../src/explorers/etherscan/client.ts';
import { inBatches } from '../../../src/explorers/json-rpc/batch.ts';
import { createJsonRpcSource } from '../../../src/explorers/json-rpc/client.ts';
import { createDefiLlamaPrices } from '../../../src/explorers/prices/defillama/client.ts';
import { isJson } from '../../../src/explorers/transport/body.ts';
import type { Transport, TransportOptions } from '../../../src/explorers/transport/transport.ts';
import { failureOf, quickTransport, withServer } from './local-server.ts';

const FINALITY = { finality: 6 };
const TIP = { height: 15_000_000, hash: `0x${'f'.repeat(64)}`, time: 1_700_000_000 };
const BITCOIN = { chain: 'bitcoin', txid: 'c'.repeat(64) } as const;
const TX = { kind: 'transaction', chain: 'ethereum', txid: `0x${'e'.repeat(64)}` } as const;
const HISTORY = {
  kind: 'history',
  chain: 'ethereum',
  address: `0x${'1'.repeat(40)}`,
  fromHeight: 0,
} as const;

type Look = (transport: Transport) => Promise<unknown>;

const LOOKS: Readonly<Record<string, readonly [Look, Partial<TransportOptions>?]>> = {
  'an Esplora transaction': [
    (to) => createEsploraSource(to, FINALITY).expand({ kind: 'transaction', ...BITCOIN }, TIP, 9),
  ],
  'Esplora outspends in batches': [
    (to) =>
      createEsploraSource(to, { ...FINALITY, batch: 50 }).expand(
        { kind: 'spends', ...BITCOIN, vouts: [0] },
        TIP,
        9,
      ),
  ],
  'an Etherscan history': [(to) => createEtherscanSource(to, FINALITY).expand(HISTORY, TIP, 9)],
  'an Etherscan block': [(to) => createEtherscanSource(to, FINALITY).blockHash(5)],
  'a Blockscout history': [(to) => createBlockscoutSource(to, FINALITY).expand(HISTORY, TIP, 9)],
  'the tip of a node': [(to) => createJsonRpcSource(to, FINALITY).tip()],
  'a transaction of a node, in batches': [
    (to) => createJsonRpcSource(to, FINALITY).expand(TX, TIP, 9),
    { joined: inBatches(5) },
  ],
  'a price': [(to) => createDefiLlamaPrices(to).prices('BTC', [1_600_000_000])],
};

const nested = (open: string, inner: string, close: string) =>
  `${open.repeat(100_000)}${inner}${close.repeat(100_000)}`;
const rpc = (error: string) => `{"jsonrpc":"2.0","id":1,"error":${error}}`;
const NO_TEXT = '{"toString":1,"valueOf":1}';

const HOSTILE: Readonly<Record<string, string>> = {
  'lists in lists': nested('[', '', ']'),
  'objects in objects': nested('{"a":', '1', '}'),
  'a status of lists in lists': `{"status":${nested('[', '', ']')},"message":"x","result":[]}`,
  'an error of objects in objects': rpc(nested('{"a":', '1', '}')),
  'words that are no text': `{"status":"0","message":${NO_TEXT},"result":${NO_TEXT}}`,
  'a part whose words are no text': `{"status":"2","message":${NO_TEXT},"result":[]}`,
  'nothing but words that are no text': `{"message":${NO_TEXT}}`,
  'an error whose payload is no text': rpc(`{"code":-32000,"message":"x","data":{"payload":${NO_TEXT}}}`),
  'an error with a code of thirty digits': rpc('{"code":123456789012345678901234567890}'),
};

describe.each(Object.entries(LOOKS))('%s', (_, [look, options]) => {
  test.each(Object.entries(HOSTILE))('%s', (_name, text) =>
    withServer(
      (__, reply) => reply.type('application/json').send(text),
      async ({ url }) => {
        const error = await failureOf(() => look(quickTransport(url, { attempts: 2, ...options })));
        expect(error).toBeInstanceOf(ProviderError);
        expect(error.message.length).toBeLessThan(1000);
      },
    ),
  );
});

test('an answer that is small, and larger than the memory when it is read, is not read', async () => {
  const packed = gzipSync(`[${'[],'.repeat(20_000_000)}[]]`, { level: 1 });
  expect(packed.length).toBeLessThan(500_000);
  await withServer(
    (_, reply) => reply.header('content-encoding', 'gzip').send(packed),
    async ({ url, received }) => {
      const told = 'answered with more than 5000000 values';
      const error = await failureOf(() => quickTransport(url).get('/x', {}, { check: isJson }));
      expect(error.message).toBe(`test: ${told} (/x)`);
      expect(error.code).toBe('BAD_PROVIDER_DATA');
      expect(received).toHaveLength(1);
      const node = createJsonRpcSource(quickTransport(url, { joined: inBatches(5) }), FINALITY);
      expect((await failureOf(() => node.tip())).message).toContain(told);
    },
  );
});
