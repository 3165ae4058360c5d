/** Mixes of Whirlpool and the Tx0 before them: recorded transactions as a whole, and vectors at the edges. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { detectWhirlpoolMix } from '../../../src/core/detect/coinjoin/whirlpool.ts';
import { detectWhirlpoolTx0 } from '../../../src/core/detect/coinjoin/whirlpool-tx0.ts';
import { ROOT } from '../../support/cli.ts';
import { nulldata, type Part, times, transactionOf, wsh } from '../../support/form.ts';

const POOL = 5_000_000n;

describe('all recorded transactions of March 2024 (counts of the published measurement)', () => {
  const lines = readFileSync(join(ROOT, 'data/whirlpool-2024/bitcoin.ndjson'), 'utf8');
  interface Output {
    readonly value: number;
    readonly scriptpubkey: string;
  }
  const part = ({ value, scriptpubkey }: Output): Part => [BigInt(value), scriptpubkey];
  const all = lines
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { vin, vout } = JSON.parse(line);
      const inputs = vin.map((input: { prevout: Output }) => part(input.prevout));
      return transactionOf({ inputs, outputs: vout.map(part) });
    });

  test('1,730 mixes', () => {
    expect(all.filter((tx) => detectWhirlpoolMix(tx) !== null)).toHaveLength(1730);
  });

  test('749 Tx0 of the Tx0 list and 3 more elsewhere', () => {
    expect(all.filter((tx) => detectWhirlpoolTx0(tx) !== null)).toHaveLength(752);
  });
});

describe('mix', () => {
  const outputs = times(5, POOL);
  const inputs = [POOL + 4_000n, POOL, POOL, POOL, POOL + 1n];

  test('two entrants, three remixers', () => {
    expect(detectWhirlpoolMix(transactionOf({ inputs, outputs }))).toEqual({
      protocol: 'Whirlpool',
      certainty: 'likely',
      confidence: 95,
      numbers: { pool: POOL, participants: 5, entrants: 2 },
      pool: POOL,
      entrants: [0, 4],
    });
  });

  test.each<[string, readonly Part[], readonly Part[]]>([
    ['eight participants', [...inputs, POOL, POOL, POOL], times(8, POOL)],
    ['an entrant at the limit', [POOL + 110_000n, ...times(4, POOL)], outputs],
    ['four entrants', [...times(4, POOL + 9n), POOL], outputs],
    ['an output of another script type', inputs, [...times(4, POOL), [POOL, wsh(1)]]],
    ["Ashigaru's smaller pool", [2_500_605n, ...times(4, 2_500_000n)], times(5, 2_500_000n)],
    ["Ashigaru's larger pool", [25_000_605n, ...times(4, 25_000_000n)], times(5, 25_000_000n)],
  ])('%s is one', (_, ins, outs) => {
    expect(detectWhirlpoolMix(transactionOf({ inputs: ins, outputs: outs }))).not.toBeNull();
  });

  test.each<[string, readonly bigint[], readonly bigint[]]>([
    ['nobody enters: the miner fee would have no payer', times(5, POOL), outputs],
    ['five entrants and no remixer', times(5, POOL + 900n), outputs],
    ['an entrant above the limit', [POOL + 110_001n, ...times(4, POOL)], outputs],
    ['an input below the denomination', [POOL + 900n, POOL - 1n, POOL, POOL, POOL], outputs],
    ['one output differs', inputs, [...times(4, POOL), POOL - 1n]],
    ['four participants', inputs.slice(0, 4), times(4, POOL)],
    ['nine participants', [...inputs, ...times(4, POOL)], times(9, POOL)],
    ['more outputs than inputs', inputs, times(6, POOL)],
    ['no denomination of a pool', inputs.map((value) => value + 1_000_000n), times(5, POOL + 1_000_000n)],
    ['nothing', [], []],
  ])('near miss: %s', (_, ins, outs) => {
    expect(detectWhirlpoolMix(transactionOf({ inputs: ins, outputs: outs }))).toBeNull();
  });
});

describe('Tx0', () => {
  const premix = POOL + 5_142n;
  const data: Part = [0n, nulldata(80)];
  const tx0 = (...outputs: readonly Part[]) =>
    detectWhirlpoolTx0(transactionOf({ inputs: [10n ** 10n], outputs }));

  test('premix, fee, change', () => {
    expect(tx0(data, 175_000n, premix, premix, 9_000_000n)).toEqual({
      protocol: 'Whirlpool Tx0',
      certainty: 'likely',
      confidence: 95,
      numbers: { pool: POOL, premixOutputs: 2, premixValue: premix },
      pool: POOL,
      premix: [2, 3],
    });
  });

  test.each<[string, readonly Part[]]>([
    ['a single premix output', [data, 175_000n, premix, 9_000_000n]],
    ['the older rate', [data, 250_000n, premix, premix]],
    ...([85n, 75n, 70n, 50n] as const).map((percent): [string, readonly Part[]] => [
      `${percent} % of the fee`,
      [data, 1_750n * percent, premix],
    ]),
    ['a payload of version 0', [[0n, nulldata(64)], 175_000n, premix, premix]],
    ['70 premix outputs', [data, 175_000n, ...times(70, premix)]],
    ['the least excess', [data, 175_000n, POOL + 100n]],
    ['the most excess', [data, 175_000n, POOL + 110_000n]],
    ['three other outputs', [data, 175_000n, premix, 1n, 2n]],
    ["Ashigaru's pool at 5 %", [data, 125_000n, 2_500_605n, 2_500_605n]],
    ["20 premix outputs for Ashigaru's smaller pool", [data, 125_000n, ...times(20, 2_500_605n)]],
    ["20 premix outputs for Ashigaru's larger pool", [data, 1_250_000n, ...times(20, 25_000_605n)]],
  ])('%s is one', (_, outputs) => {
    expect(tx0(...outputs)).not.toBeNull();
  });

  test.each<[string, readonly Part[]]>([
    ['no OP_RETURN', [175_000n, premix, premix]],
    ['two OP_RETURNs', [data, data, 175_000n, premix, premix]],
    ['another payload length', [[0n, nulldata(32)], 175_000n, premix, premix]],
    ['no coordinator fee', [data, 175_001n, premix, premix]],
    ['a discount that was never given', [data, 140_000n, premix, premix]],
    ['the fee of another pool', [data, 50_000n, premix, premix]],
    ['premix below the least excess', [data, 175_000n, POOL + 99n, POOL + 99n]],
    ['premix above the most excess', [data, 175_000n, POOL + 110_001n]],
    ['four other outputs', [data, 175_000n, premix, premix, 1n, 2n, 3n]],
    ['71 premix outputs', [data, 175_000n, ...times(71, premix)]],
    ["21 premix outputs for Ashigaru's smaller pool", [data, 125_000n, ...times(21, 2_500_605n)]],
    ["21 premix outputs for Ashigaru's larger pool", [data, 1_250_000n, ...times(21, 25_000_605n)]],
    ['an OP_RETURN that burns coins', [[1n, nulldata(80)], 175_000n, premix, premix]],
  ])('near miss: %s', (_, outputs) => {
    expect(tx0(...outputs)).toBeNull();
  });

  test.each([
    [100_000n, 5_000n],
    [1_000_000n, 50_000n],
    [2_500_000n, 125_000n],
    [5_000_000n, 175_000n],
    [5_000_000n, 250_000n],
    [25_000_000n, 1_250_000n],
    [50_000_000n, 1_750_000n],
    [50_000_000n, 2_500_000n],
  ])('the pool of %s satoshi and its fee of %s, to the satoshi', (pool, fee) => {
    expect(tx0(data, fee, pool + 100n)).toMatchObject({ pool });
    expect(tx0(data, fee, pool + 99n)).toBeNull();
    expect(tx0(data, fee, pool + 110_000n)).toMatchObject({ pool });
    expect(tx0(data, fee, pool + 110_001n)).toBeNull();
    expect(tx0(data, fee - 1n, pool + 100n)).toBeNull();
    expect(tx0(data, fee + 1n, pool + 100n)).toBeNull();
  });

  test('a coinbase transaction is none', () => {
    expect(detectWhirlpoolTx0(transactionOf({ inputs: [], outputs: [data, 175_000n, premix] }))).toBeNull();
  });
});
