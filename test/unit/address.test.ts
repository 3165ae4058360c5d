/** Addresses: checksums, case rules, scripts. Vectors from BIP-173, BIP-350, EIP-55 and recorded transactions. */
import { describe, expect, test } from '@jest/globals';
import {
  addressOfScript,
  displayAddress,
  guessChain,
  isBurnAddress,
  isUnspendableScript,
  parseAddress,
  scriptOfAddress,
} from '../../src/core/address.ts';
import { InvalidInputError } from '../../src/core/errors.ts';

describe('Ethereum', () => {
  /** EIP-55, "Test Cases". */
  const checksummed = [
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
    '0xde709f2102306220921060314715629080e2fb77',
    '0x27b1fdb04752bbc536007a920d24acb045561c26',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ];
  test.each(checksummed)('%s is accepted and shown with its checksum', (address) => {
    const canonical = parseAddress('ethereum', address);
    expect(canonical).toBe(address.toLowerCase());
    expect(displayAddress('ethereum', canonical)).toBe(address);
  });

  test.each([
    ['a wrong checksum', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD'],
    ['39 digits', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe'],
    ['41 digits', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0'],
    ['no prefix', '5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
    ['no hex', '0x5gaeb6053f3e94c9b9a09f33669435e7ef1beaed'],
    ['a name', 'vitalik.eth'],
    ['nothing', ''],
  ])('%s is refused', (_, address) => {
    expect(() => parseAddress('ethereum', address)).toThrow(InvalidInputError);
  });

  test('one case only carries no checksum', () => {
    const lower = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed';
    expect(parseAddress('ethereum', lower)).toBe(lower);
    expect(parseAddress('ethereum', `0x${lower.slice(2).toUpperCase()}`)).toBe(lower);
  });

  test('burn addresses', () => {
    expect(isBurnAddress(`0x${'0'.repeat(40)}`)).toBe(true);
    expect(isBurnAddress('0x000000000000000000000000000000000000dead')).toBe(true);
    expect(isBurnAddress('0x000000000000000000000000000000000000beef')).toBe(false);
  });
});

describe('Bitcoin', () => {
  const valid: [string, string, string][] = [
    ['p2pkh', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', '76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac'],
    ['p2sh', '3P14159f73E4gFr7JterCCQh9QjiTjiZrG', 'a914e9c3dd0c07aac76179ebc76a6c78d4d67c6c160a87'],
    [
      'v0 key hash (BIP-173)',
      'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
      '0014751e76e8199196d454941c45d1b3a323f1433bd6',
    ],
    [
      'v1 taproot (BIP-350)',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      '512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
    ],
    ['v16 (BIP-350)', 'bc1sw50qgdz25j', '6002751e'],
    [
      'v1 with 40 bytes (BIP-350)',
      'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y',
      '5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6',
    ],
    ['pay to anchor', 'bc1pfeessrawgf', '51024e73'],
  ];
  test.each(valid)('%s: address and script agree both ways', (_, address, script) => {
    expect(parseAddress('bitcoin', address)).toBe(address);
    expect(addressOfScript(script)).toBe(address);
    expect(scriptOfAddress(address)).toBe(script);
  });

  test('bech32 in upper case is the same address', () => {
    const upper = 'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4';
    expect(parseAddress('bitcoin', upper)).toBe(upper.toLowerCase());
  });

  test('base58 is case-sensitive and stays as it is', () => {
    expect(() => parseAddress('bitcoin', '1a1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa')).toThrow(InvalidInputError);
  });

  test.each([
    ['bech32m checksum on version 0', 'bc1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd'],
    ['bech32 checksum on version 1', 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd'],
    ['mixed case', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4'],
    ['wrong program length of version 0', 'bc1qr508d6qejxtdg4y5r3zarvaryv98gj9p'],
    ['one letter changed', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5'],
    ['base58 with one letter changed', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb'],
    ['testnet bech32', 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx'],
    ['testnet base58', 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn'],
    ['litecoin base58', 'LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9'],
    ['nothing', ''],
    ['a script with an odd digit', 'script:abc'],
  ])('%s is refused', (_, address) => {
    expect(() => parseAddress('bitcoin', address)).toThrow(InvalidInputError);
  });

  test.each([
    ['pay to public key', `41${'04'.padEnd(130, 'a')}ac`],
    ['bare multisig', `5121${'02'.padEnd(66, 'b')}51ae`],
    ['OP_RETURN', '6a0568656c6c6f'],
    ['anything', 'deadbeef'],
    ['an empty script', ''],
  ])('%s has no address and is keyed by its script', (_, script) => {
    expect(addressOfScript(script)).toBe(`script:${script}`);
    if (script !== '') expect(scriptOfAddress(parseAddress('bitcoin', `script:${script}`))).toBe(script);
  });

  test('outputs that nobody can spend', () => {
    expect(isUnspendableScript('6a0568656c6c6f')).toBe(true);
    expect(isUnspendableScript('51'.repeat(10_001))).toBe(true);
    expect(isUnspendableScript('51'.repeat(10_000))).toBe(false);
    expect(isUnspendableScript('76a9')).toBe(false);
  });
});

test('the chain is guessed from the form', () => {
  expect(guessChain('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed')).toBe('ethereum');
  expect(guessChain('bc1pfeessrawgf')).toBe('bitcoin');
  expect(guessChain('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa')).toBe('bitcoin');
  expect(guessChain('TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq')).toBeNull();
  expect(guessChain('0x5aAe')).toBeNull();
});
