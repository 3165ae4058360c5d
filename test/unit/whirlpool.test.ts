/** The Whirlpool rules: recorded transactions as a whole, and vectors at the edges. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { detectWhirlpoolMix, detectWhirlpoolTx0 } from '../../src/core/detect/coinjoin/whirlpool.ts';
import type { BitcoinTransaction } from '../../src/core/transaction.ts';
import { bitcoinTransaction, p2wpkh } from '../support/transactions.ts';

const POOL = 5_000_000n;
const NULLDATA_V1 = `6a4c50${'00'.repeat(80)}`;

const transaction = (inputs: readonly bigint[], outputs: readonly (bigint | string)[]): BitcoinTransaction =>
  bitcoinTransaction({
    txid: 'tx',
    height: 1,
    inputs: inputs.map((value, index) => ['funding', index, value] as const),
    outputs: outputs.map((output, index) =>
      typeof output === 'string'
        ? { value: 0n, script: output }
        : { value: output, script: p2wpkh(`0${index % 10}`) },
    ),
  });

describe('all recorded transactions of March 2024 (counts of the published measurement)', () => {
  const lines = readFileSync(new URL('../../data/whirlpool-2024/bitcoin.ndjson', import.meta.url), 'utf8');
  const all = lines
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { vin, vout } = JSON.parse(line);
      return transaction(
        vin.map((input: { prevout: { value: number } }) => BigInt(input.prevout.value)),
        vout.map((output: { value: number; scriptpubkey: string }) =>
          output.value === 0 ? output.scriptpubkey : BigInt(output.value),
        ),
      );
    });

  test('1,730 mixes', () => {
    expect(all.filter((tx) => detectWhirlpoolMix(tx) !== null)).toHaveLength(1730);
  });

  test('749 Tx0 of the Tx0 list and 3 more elsewhere', () => {
    expect(all.filter((tx) => detectWhirlpoolTx0(tx) !== null)).toHaveLength(752);
  });
});

describe('mix', () => {
  const outputs = [POOL, POOL, POOL, POOL, POOL];
  const inputs = [POOL + 4_000n, POOL, POOL, POOL, POOL + 1n];

  test('two entrants, three remixers', () => {
    expect(detectWhirlpoolMix(transaction(inputs, outputs))).toEqual({ pool: POOL, entrants: [0, 4] });
  });

  test.each<[string, readonly bigint[], readonly bigint[]]>([
    ['eight participants', [...inputs, POOL, POOL, POOL], [...outputs, POOL, POOL, POOL]],
    ['an entrant at the limit', [POOL + 110_000n, POOL, POOL, POOL, POOL], outputs],
    ['four entrants', [POOL + 9n, POOL + 9n, POOL + 9n, POOL + 9n, POOL], outputs],
  ])('%s is one', (_, ins, outs) => {
    expect(detectWhirlpoolMix(transaction(ins, outs))).not.toBeNull();
  });

  test.each<[string, readonly bigint[], readonly bigint[]]>([
    ['nobody enters: the miner fee would have no payer', [POOL, POOL, POOL, POOL, POOL], outputs],
    ['five entrants and no remixer', inputs.map(() => POOL + 900n), outputs],
    ['an entrant above the limit', [POOL + 110_001n, POOL, POOL, POOL, POOL], outputs],
    ['an input below the denomination', [POOL + 900n, POOL - 1n, POOL, POOL, POOL], outputs],
    ['one output differs', inputs, [POOL, POOL, POOL, POOL, POOL - 1n]],
    ['four participants', inputs.slice(0, 4), outputs.slice(0, 4)],
    ['nine participants', [...inputs, POOL, POOL, POOL, POOL], [...outputs, POOL, POOL, POOL, POOL]],
    ['more outputs than inputs', inputs, [...outputs, POOL]],
    [
      'no denomination of a pool',
      inputs.map((value) => value + 1_000_000n),
      outputs.map(() => POOL + 1_000_000n),
    ],
    ['nothing', [], []],
  ])('near miss: %s', (_, ins, outs) => {
    expect(detectWhirlpoolMix(transaction(ins, outs))).toBeNull();
  });
});

describe('Tx0', () => {
  const premix = POOL + 5_142n;
  const paidIn = [40_000_000n];

  test('premix, fee, change', () => {
    const tx0 = transaction(paidIn, [NULLDATA_V1, 175_000n, premix, premix, 9_000_000n]);
    expect(detectWhirlpoolTx0(tx0)).toEqual({ pool: POOL, premix: [2, 3] });
  });

  test.each<[string, readonly (bigint | string)[]]>([
    ['a single premix output', [NULLDATA_V1, 175_000n, premix, 9_000_000n]],
    ['the older rate', [NULLDATA_V1, 250_000n, premix, premix]],
    ['a discount of 50 %', [NULLDATA_V1, 87_500n, premix, premix]],
    ['version 0 payload', [`6a40${'00'.repeat(64)}`, 175_000n, premix, premix]],
  ])('%s is one', (_, outputs) => {
    expect(detectWhirlpoolTx0(transaction(paidIn, outputs))).not.toBeNull();
  });

  test.each<[string, readonly (bigint | string)[]]>([
    ['no OP_RETURN', [175_000n, premix, premix]],
    ['two OP_RETURNs', [NULLDATA_V1, NULLDATA_V1, 175_000n, premix, premix]],
    ['another payload length', [`6a20${'00'.repeat(32)}`, 175_000n, premix, premix]],
    ['no coordinator fee', [NULLDATA_V1, 175_001n, premix, premix]],
    ['the fee of another pool', [NULLDATA_V1, 50_000n, premix, premix]],
    ['premix below the least excess', [NULLDATA_V1, 175_000n, POOL + 99n, POOL + 99n]],
    ['premix above the most excess', [NULLDATA_V1, 175_000n, POOL + 110_001n]],
    ['four other outputs', [NULLDATA_V1, 175_000n, premix, premix, 1n, 2n, 3n]],
    ['71 premix outputs', [NULLDATA_V1, 175_000n, ...Array.from({ length: 71 }, () => premix)]],
  ])('near miss: %s', (_, outputs) => {
    expect(detectWhirlpoolTx0(transaction([400_000_000n], outputs))).toBeNull();
  });
});
