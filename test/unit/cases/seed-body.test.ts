/** Seeds of a case body: what each becomes, and how each wrong one is named. */
import { describe, expect, test } from '@jest/globals';
import { parseSeed } from '../../../src/cases/seed-body.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { assetOfSeed } from '../../../src/core/trace/seed.ts';

const TXID = 'be53bf20b2fdeb733e17cf9dcdea1f42761486f178711cd679fdf6b19c970ad1';
const HASH = `0x${TXID}`;
const BECH32 = 'bc1qk8wlwypvvr6v5lmsngg5a248k2a9cgrsrw5jsq';
const ETHER = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';
const USDC = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48';

const onEthereum = { kind: 'transaction', chain: 'ethereum', txid: HASH };
const onBitcoin = { kind: 'transaction', chain: 'bitcoin', txid: TXID };
const outpoint = { kind: 'outpoint', chain: 'bitcoin', txid: TXID, vout: 1 };
const address = { kind: 'address', chain: 'ethereum', address: ETHER };

describe('seeds', () => {
  test.each([
    ['an Ethereum transaction', onEthereum, { ...onEthereum, asset: 'ETH' }],
    [
      'what one address got of a token',
      { ...onEthereum, receiver: ETHER, asset: USDC },
      { ...onEthereum, receiver: ETHER.toLowerCase(), asset: USDC.toLowerCase() },
    ],
    ['a Bitcoin transaction', onBitcoin, { ...onBitcoin, asset: 'BTC' }],
    [
      'some of what an address of it got',
      { ...onBitcoin, receiver: BECH32, amount: '5', victim: 'V' },
      { ...onBitcoin, receiver: BECH32, asset: 'BTC', amountCap: 5n, victim: 'V' },
    ],
    [
      'some of an output',
      { ...outpoint, amount: '9'.repeat(78), note: 'x' },
      { ...outpoint, amountCap: 10n ** 78n - 1n },
    ],
    [
      'some of what an address received',
      { ...address, amount: '1' },
      { ...address, address: ETHER.toLowerCase(), asset: 'ETH', since: 0, until: Infinity, amountCap: 1n },
    ],
  ])('%s', (_, body, seed) => {
    expect(parseSeed(body, 'seeds[0]')).toEqual(seed);
  });

  test.each([
    [onEthereum, 'ETH'],
    [{ ...onEthereum, asset: USDC }, USDC.toLowerCase()],
    [onBitcoin, 'BTC'],
    [outpoint, 'BTC'],
    [{ ...address, asset: USDC }, USDC.toLowerCase()],
  ])('the asset of %j is %s', (body, asset) => {
    expect(assetOfSeed(parseSeed(body, 'seeds[0]'))).toBe(asset);
  });
});

describe('refused, naming field, value and remedy', () => {
  test.each<[string, { readonly kind: string; readonly [field: string]: unknown }, string, string]>([
    ['the id of the other chain', { ...onEthereum, txid: TXID }, 'txid', 'write 0x before it'],
    ['and the other way round', { ...onBitcoin, txid: HASH }, 'txid', 'leave out the 0x'],
    ['capitals', { ...onEthereum, txid: HASH.toUpperCase() }, 'txid', 'docs/cases.md'],
    ['a digit too few', { ...onEthereum, txid: HASH.slice(0, -1) }, 'txid', 'docs/cases.md'],
    ['a receiver on the other chain', { ...onEthereum, receiver: BECH32 }, 'receiver', '40 hex digits'],
    ['a symbol', { ...onEthereum, asset: 'USDC' }, 'asset', '40 hex digits'],
    ['a token on Bitcoin', { ...onBitcoin, asset: USDC }, 'asset', 'the only asset'],
    ['an output that has an asset', { ...outpoint, asset: 'BTC' }, 'seeds[0]', 'asset'],
    ['an unknown chain', { ...onEthereum, chain: 'tron' }, 'chain', 'bitcoin,ethereum'],
    ['no amount', { ...outpoint, amount: '0' }, 'amount', 'docs/cases.md'],
    ['a number', { ...outpoint, amount: 5 }, 'amount', 'docs/cases.md'],
    ['coins', { ...address, amount: '4.2' }, 'amount', 'docs/cases.md'],
    ['a negative amount', { ...address, amount: '-1' }, 'amount', 'docs/cases.md'],
    ['more than can be', { ...address, amount: '9'.repeat(79) }, 'amount', 'docs/cases.md'],
    ['an unknown kind', { kind: 'block' }, 'kind', 'address, outpoint, transaction'],
  ])('%s', (_, body, field, remedy) => {
    const refusal = () => parseSeed(body, 'seeds[0]');
    expect(refusal).toThrow(InvalidInputError);
    expect(refusal).toThrow(field);
    expect(refusal).toThrow(remedy);
  });
});
