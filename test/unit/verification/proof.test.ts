/** What a proof contradicts, and in which words; what second opinions differ in. */

import { describe, expect, test } from '@jest/globals';
import { ZERO_ADDRESS } from '../../../src/core/address.ts';
import type { Fingerprint } from '../../../src/core/fingerprint.ts';
import { compareOpinion, contradictionOf, type Proven } from '../../../src/core/graph/proof.ts';
import type { EthereumTransaction, Transaction } from '../../../src/core/transaction.ts';
import { bitcoinTransaction, ethereumTransaction, id } from '../../support/transactions.ts';

const [PAYEE, OTHER] = ['0014aa', '0014bb'];
const bitcoin = bitcoinTransaction({
  txid: 'b',
  height: 7,
  inputs: [
    ['from', 0, 100n],
    ['from', 1, 50n],
  ],
  outputs: [
    { value: 90n, script: PAYEE },
    { value: 55n, script: OTHER },
  ],
});
const provenBitcoin: Proven = {
  chain: 'bitcoin',
  spends: [`${id('from')}:0`, `${id('from')}:1`],
  outputs: [
    { value: 90n, script: PAYEE },
    { value: 55n, script: OTHER },
  ],
};

describe('Bitcoin', () => {
  test('the same', () => {
    expect(contradictionOf(bitcoin, provenBitcoin)).toBeNull();
  });

  test.each<[string, Partial<typeof provenBitcoin>, string]>([
    ['an input is missing', { spends: [`${id('from')}:0`] }, 'shows 2 inputs and 2 outputs; it has 1 and 2'],
    ['an output is missing', { outputs: [] }, 'shows 2 inputs and 2 outputs; it has 2 and 0'],
    [
      'another outpoint',
      { spends: [`${id('from')}:0`, `${id('from')}:2`] },
      `shows input 1 as ${id('from')}:1; it is ${id('from')}:2`,
    ],
    [
      'inputs in another order',
      { spends: [`${id('from')}:1`, `${id('from')}:0`] },
      `shows input 0 as ${id('from')}:0; it is ${id('from')}:1`,
    ],
    [
      'one satoshi less',
      {
        outputs: [
          { value: 90n, script: PAYEE },
          { value: 54n, script: OTHER },
        ],
      },
      'shows output 1 with 55 satoshi; it has 54',
    ],
    [
      'another receiver',
      {
        outputs: [
          { value: 90n, script: OTHER },
          { value: 55n, script: OTHER },
        ],
      },
      `shows output 0 to script ${PAYEE}; it is ${OTHER}`,
    ],
  ])('%s', (_, change, problem) => {
    expect(contradictionOf(bitcoin, { ...provenBitcoin, ...change } as Proven)).toBe(problem);
  });

  const fingerprint: Fingerprint = { version: 2, hasLocktime: false, sequences: 'final' };
  const other: Fingerprint = { ...fingerprint, sequences: 'locktime' };

  test('another fingerprint, where both tell it', () => {
    const problem = 'shows fingerprint locktime unlocked 2; it is final unlocked 2';
    const proven = { ...provenBitcoin, fingerprint };
    expect(contradictionOf({ ...bitcoin, fingerprint: other }, proven)).toBe(problem);
    expect(contradictionOf({ ...bitcoin, fingerprint }, proven)).toBeNull();
    expect(contradictionOf(bitcoin, proven)).toBeNull();
    expect(contradictionOf({ ...bitcoin, fingerprint }, provenBitcoin)).toBeNull();
  });

  test('a second opinion on the fingerprint', () => {
    const opinion = (transaction: Transaction) =>
      compareOpinion({ ...bitcoin, fingerprint }, { provider: 'other', transaction }).differences;
    expect(opinion({ ...bitcoin, fingerprint: other })).toEqual([
      'shows fingerprint final unlocked 2; it is locktime unlocked 2',
    ]);
    expect(opinion(bitcoin)).toEqual([]);
  });

  test('what is proven of another chain says nothing', () => {
    const proven: Proven = { chain: 'ethereum', sender: 'a', receiver: 'b', value: 1n };
    expect(contradictionOf(bitcoin, proven)).toBeNull();
  });
});

const [A, B, C] = ['0xa', '0xb', '0xc'];
const paid = (change: Partial<EthereumTransaction['transfers'][number]> = {}, sender: string | null = A) =>
  ethereumTransaction({
    txid: 'e',
    height: 9,
    sender,
    transfers: [{ from: A, to: B, value: 5n, kind: 'call', ...change }],
  });
const signed = (change: Partial<Extract<Proven, { chain: 'ethereum' }>> = {}): Proven => ({
  chain: 'ethereum',
  sender: A,
  receiver: B,
  value: 5n,
  ...change,
});

describe('Ethereum', () => {
  test.each<[string, Transaction, Proven]>([
    ['the same', paid(), signed()],
    ['its own row was not seen', paid({}, null), signed()],
    ['a creation', paid({ to: C }), signed({ receiver: null })],
    ['a creation that failed', paid({ to: ZERO_ADDRESS, moved: false }), signed({ receiver: null })],
    ['only what its code did', paid({ from: B, to: C, value: 7n, kind: 'internal' }), signed()],
  ])('no contradiction: %s', (_, tx, proven) => {
    expect(contradictionOf(tx, proven)).toBeNull();
  });

  test.each<[string, Transaction, Proven, string]>([
    ['another sender', paid({}, C), signed(), `shows sender ${C}; it is signed by ${A}`],
    [
      'a call of another sender',
      paid({ from: C }, null),
      signed(),
      `shows sender ${C}; it is signed by ${A}`,
    ],
    ['one wei more', paid({ value: 6n }), signed(), 'shows a value of 6 wei; 5 was signed'],
    ['another receiver', paid({ to: C }), signed(), `shows receiver ${C}; ${B} was signed`],
    [
      'paid to nobody',
      paid({ to: ZERO_ADDRESS, moved: true }),
      signed(),
      `shows receiver ${ZERO_ADDRESS}; ${B} was signed`,
    ],
  ])('%s', (_, tx, proven, problem) => {
    expect(contradictionOf(tx, proven)).toBe(problem);
  });
});

describe('second opinions', () => {
  const compare = (known: Transaction, transaction: Transaction | null) =>
    compareOpinion(known, { provider: 'x', transaction }).differences;

  test('the same', () => {
    expect(compare(bitcoin, bitcoin)).toEqual([]);
    expect(compare(paid(), paid())).toEqual([]);
  });

  test('does not know it', () => {
    expect(compare(bitcoin, null)).toEqual(['does not know it']);
  });

  test('another block, or another time of it; an unknown hash is none', () => {
    const { block } = bitcoin;
    const moved = { ...bitcoin, block: { ...block, height: 8 } };
    expect(compare(bitcoin, moved)).toEqual([expect.stringContaining('places it in block 8')]);
    expect(compare(bitcoin, { ...bitcoin, block: { ...block, time: block.time + 1 } })).toHaveLength(1);
    const [one, two, none] = ['one', 'two', null].map((hash) => ({ ...bitcoin, block: { ...block, hash } }));
    expect(compare(none as Transaction, one as Transaction)).toEqual([]);
    expect(compare(one as Transaction, none as Transaction)).toEqual([]);
    expect(compare(one as Transaction, two as Transaction)).toHaveLength(1);
  });

  const withMore = (whole: boolean): EthereumTransaction => {
    const tx = ethereumTransaction({
      txid: 'e',
      height: 9,
      sender: A,
      transfers: [
        { from: A, to: B, value: 5n },
        { from: B, to: C, value: 2n },
      ],
    });
    return { ...tx, ...(whole ? { whole } : {}) };
  };

  test('a transfer that it lacks, or adds where both show the whole transaction', () => {
    const part: EthereumTransaction = { ...paid(), sender: A };
    expect(compare(withMore(true), { ...part, whole: true })).toEqual([
      'does not know transfer internal:0001',
    ]);
    expect(compare({ ...part, whole: true }, withMore(true))).toEqual([
      'knows transfer internal:0001 beside',
    ]);
    expect(compare(part, withMore(true))).toEqual([]);
    expect(compare({ ...part, whole: true }, withMore(false))).toEqual([]);
  });

  test('a transfer of another value', () => {
    expect(compare(paid(), paid({ value: 6n }))).toEqual([
      `says of transfer call: 6 of ETH from ${A} to ${B}; not: 5 of ETH from ${A} to ${B}`,
    ]);
  });

  test('what did not move is not compared', () => {
    expect(compare(paid({ value: 0n }), paid({ value: 0n, to: C }))).toEqual([]);
    expect(compare(paid({ moved: false }), paid({ moved: false, to: C }))).toEqual([]);
  });
});
