/** Pasted lines: what each becomes, and how each wrong one is named. */
import { describe, expect, test } from '@jest/globals';
import { createLineReader, readLine } from '../../../src/web/pages/new-case/seed-lines.ts';

const TXID = 'be53bf20b2fdeb733e17cf9dcdea1f42761486f178711cd679fdf6b19c970ad1';
const BECH32 = 'bc1qk8wlwypvvr6v5lmsngg5a248k2a9cgrsrw5jsq';
const BASE58 = '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2';
const ETHER = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';
const USDT = '0xdac17f958d2ee523a2206206994597c13d831ec7';
const ADDRESS = { kind: 'address', chain: 'ethereum', address: ETHER, asset: 'ETH' };

describe('lines that are seeds', () => {
  test.each([
    ['an Ethereum address', ETHER, ADDRESS],
    ['in lower case', ETHER.toLowerCase(), { ...ADDRESS, address: ETHER.toLowerCase() }],
    ['a bech32 address', BECH32, { kind: 'address', chain: 'bitcoin', address: BECH32, asset: 'BTC' }],
    ['a base58 address', BASE58, { kind: 'address', chain: 'bitcoin', address: BASE58, asset: 'BTC' }],
    ['a Bitcoin transaction', TXID.toUpperCase(), { kind: 'transaction', chain: 'bitcoin', txid: TXID }],
    ['an output', `${TXID}:7`, { kind: 'outpoint', chain: 'bitcoin', txid: TXID, vout: 7 }],
    [
      'an Ethereum transaction',
      `0x${TXID}`,
      { kind: 'transaction', chain: 'ethereum', txid: `0x${TXID}`, asset: 'ETH' },
    ],
    ['a link to an explorer', `https://etherscan.io/address/${ETHER}#code`, ADDRESS],
    [
      'all that is known, separated by commas',
      `${ETHER}, 4.2 ETH, 2022-01-17T00:35:00Z, user 17`,
      {
        ...ADDRESS,
        since: '2022-01-17T00:35:00Z',
        amount: '4200000000000000000',
        victim: 'user 17',
        note: 'reported: 4.2 ETH at 2022-01-17T00:35:00Z',
      },
    ],
    [
      'all that is known, separated by spaces',
      `${ETHER} 4.2 2022-01-17 user 17`,
      {
        ...ADDRESS,
        since: '2022-01-17',
        amount: '4200000000000000000',
        victim: 'user 17',
        note: 'reported: 4.2 ETH at 2022-01-17',
      },
    ],
    [
      'a stablecoin by its name',
      `${ETHER}\t250.75 USDT`,
      { ...ADDRESS, asset: USDT, amount: '250750000', note: `reported: 250.75 ${USDT}` },
    ],
    ['a victim alone', `${ETHER} Ann Example`, { ...ADDRESS, victim: 'Ann Example' }],
  ])('%s', (_, line, seed) => {
    expect(readLine(line)).toEqual(seed);
  });
});

describe('lines that are none', () => {
  test.each([
    ['one letter of the checksum', ETHER.replace('aCb', 'acb'), 'address', /EIP-55/],
    ['one letter of a bech32 address', BECH32.replace('k8w', 'k9w'), 'address', /wrong checksum/],
    ['one letter of a base58 address', BASE58.replace('BvB', 'BvC'), 'address', /wrong checksum/],
    ['a test network', 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', 'address', /test network/],
    ['39 digits', ETHER.slice(0, -1), 'line', /has 39 hex digits; an Ethereum address has 0x and 40/],
    ['63 digits', TXID.slice(1), 'line', /has 63 hex digits/],
    ['no 0x', ETHER.slice(2), 'line', /lacks the 0x/],
    ['words', 'hello', 'line', /is no address/],
    ['an output too far', `${TXID}:4294967296`, 'txid', /above 4294967295/],
    ['a time with an offset', `${ETHER}, 2022-01-17T00:35:00+01:00`, 'time', /is not a UTC time/],
    ['two amounts', `${ETHER}, 1, 2`, 'amount', /two of amount/],
    ['more decimals than there are', `${BECH32} 0.123456789`, 'amount', /more than the 8 decimals/],
    ['the coin of the other chain', `${ETHER} 1 BTC`, 'asset', /BTC/],
  ])('%s', (_, line, field, reason) => {
    expect(readLine(line)).toMatchObject({ context: { field }, message: expect.stringMatching(reason) });
  });
});

test('lines keep their numbers, whatever is read for the second time', () => {
  const read = createLineReader();
  const text = `# stolen from us\n${ETHER}\n\nhello\r\n${TXID}`;
  const expected = {
    seeds: [
      { line: 2, seed: { kind: 'address' } },
      { line: 5, seed: { kind: 'transaction' } },
    ],
    problems: [{ line: 4, column: 'line', value: 'hello' }],
  };
  expect(read(text)).toMatchObject(expected);
  expect(read(`\n${text}`).problems).toMatchObject([{ line: 5, value: 'hello' }]);
  expect(read(text)).toMatchObject(expected);
});
