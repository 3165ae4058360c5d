/** Seeds of the command line: what each word becomes, and to what its options apply. */
import { expect, test } from '@jest/globals';
import { seedOfText } from '../../src/cli/seed-text.ts';
import { InvalidInputError } from '../../src/core/errors.ts';

const TXID = 'a1'.repeat(32);
const HASH = `0x${TXID}`;
const TOKEN = `0x${'7'.repeat(40)}`;

test.each([
  [HASH.toUpperCase().replace('X', 'x'), {}, { kind: 'transaction', chain: 'ethereum', txid: HASH }],
  [
    `ethereum:${HASH}`,
    { asset: TOKEN },
    { kind: 'transaction', chain: 'ethereum', txid: HASH, asset: TOKEN },
  ],
  [TXID, {}, { kind: 'transaction', chain: 'bitcoin', txid: TXID }],
  [`${TXID}:2`, {}, { kind: 'outpoint', chain: 'bitcoin', txid: TXID, vout: 2 }],
  [
    TOKEN,
    { since: '2022-01-17' },
    { kind: 'address', chain: 'ethereum', address: TOKEN, since: '2022-01-17' },
  ],
])('%s %j', (text, window, seed) => {
  expect(seedOfText(text, window)).toEqual(seed);
});

test.each([
  [HASH, { since: '2022-01-17' }, '--since does not apply'],
  [HASH, { asset: TOKEN, until: '2022-01-17' }, '--until does not apply'],
  [TXID, { asset: 'BTC' }, '--asset does not apply'],
  [`tron:${HASH}`, {}, 'unknown chain'],
  [HASH.slice(0, -1), {}, 'unknown form'],
])('%s %j is refused', (text, window, problem) => {
  expect(() => seedOfText(text, window)).toThrow(InvalidInputError);
  expect(() => seedOfText(text, window)).toThrow(problem);
});
