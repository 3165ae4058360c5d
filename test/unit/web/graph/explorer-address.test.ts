/** Addresses of explorers' pages: only where a template leads to the web, and nothing of the id can change where. */
import { expect, test } from '@jest/globals';
import { explorerAddress } from '../../../../src/web/pages/case/graph/explorer-address.ts';

const templates = { transaction: 'https://mempool.space/tx/{txid}', address: '' };

test.each([
  [templates, 'transaction', 'ab12', 'https://mempool.space/tx/ab12'],
  [templates, 'transaction', '../x?$&', 'https://mempool.space/tx/..%2Fx%3F%24%26'],
  [templates, 'address', 'ab12', null],
  [{ ...templates, address: 'javascript:alert("{address}")' }, 'address', 'ab12', null],
  [undefined, 'address', 'ab12', null],
] as const)('%j %s %s', (given, what, text, address) => {
  expect(explorerAddress(given, what, text)).toBe(address);
});
