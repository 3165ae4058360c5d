/** The seeds rule of whirlpool-2024 on a small made-up chain: each condition alone takes a seed away. */

import { describe, expect, test } from '@jest/globals';
import type { DumplingsInput, DumplingsTransaction } from '../../../scripts/datasets/dumplings.ts';
import { isWhirlpoolMix, whirlpoolSeeds } from '../../../scripts/datasets/whirlpool-seeds.ts';

const POOL = 100_000n;
const PREMIX = 100_500n;

function outputs(...values: bigint[]) {
  return values.map((value) => ({ value, script: value === 0n ? '6a00' : '0014', type: '' }));
}

function input(txid: string, vout: number, value: bigint): DumplingsInput {
  return { txid, vout, value, script: '0014', type: '' };
}

function tx(txid: string, inputs: DumplingsInput[], outs: ReturnType<typeof outputs>): DumplingsTransaction {
  return { txid, blockHash: '', position: 1, time: 0, inputs, outputs: outs };
}

/** A Tx0: OP_RETURN, fee, change, premix outputs 3, 4, … */
function tx0(
  txid: string,
  premix: bigint[] = [PREMIX, PREMIX],
  source = `coins-${txid}`,
): DumplingsTransaction {
  return tx(txid, [input(source, 2, 1_000_000n)], outputs(0n, 5_000n, 70_000n, ...premix));
}

/** A mix of the given entrants, filled with remixed coins to 5 inputs. */
function mix(txid: string, entrants: DumplingsInput[]): DumplingsTransaction {
  const remixed = Array.from({ length: 5 - entrants.length }, (_, index) =>
    input(`old-${txid}`, index, POOL),
  );
  return tx(txid, [...entrants, ...remixed], outputs(...Array<bigint>(5).fill(POOL)));
}

function seeds(
  chain: DumplingsTransaction[],
  count = 25,
  candidates = chain.map(({ txid }) => txid),
): string[] {
  return whirlpoolSeeds(chain, new Set(candidates), count);
}

/** A mix one of whose outputs is an OP_RETURN: nothing forbids it. */
function oddMix(txid: string): DumplingsTransaction {
  const all = mix(txid, [input('t', 3, PREMIX)]);
  return {
    ...all,
    outputs: all.outputs.map((output, vout) => (vout === 0 ? { ...output, script: '6a00' } : output)),
  };
}

const mixed = (txid: string) => mix(`mix-${txid}`, [input(txid, 3, PREMIX), input(txid, 4, PREMIX)]);

describe('isWhirlpoolMix', () => {
  const entrant = (excess: bigint) => mix('m', [input('t', 3, POOL + excess)]);

  test('takes entrants up to 110,000 satoshi above the pool', () => {
    expect(isWhirlpoolMix(entrant(1n))).toBe(true);
    expect(isWhirlpoolMix(entrant(110_000n))).toBe(true);
    expect(isWhirlpoolMix(entrant(110_001n))).toBe(false);
    expect(isWhirlpoolMix(entrant(-1n))).toBe(false);
  });

  test('needs 1 to 4 entrants', () => {
    const entrants = (count: number) =>
      mix(
        'm',
        Array.from({ length: count }, (_, index) => input('t', index, PREMIX)),
      );
    expect([0, 1, 4, 5].map((count) => isWhirlpoolMix(entrants(count)))).toEqual([false, true, true, false]);
  });

  test('needs 5 to 8 inputs and as many equal outputs of a pool size', () => {
    const sized = (size: number, value: bigint) =>
      tx(
        'm',
        [input('t', 0, value + 1n), ...Array.from({ length: size - 1 }, (_, i) => input('o', i, value))],
        outputs(...Array<bigint>(size).fill(value)),
      );
    expect([4, 5, 8, 9].map((size) => isWhirlpoolMix(sized(size, POOL)))).toEqual([false, true, true, false]);
    expect(
      [1_000_000n, 5_000_000n, 50_000_000n, 200_000n].map((value) => isWhirlpoolMix(sized(5, value))),
    ).toEqual([true, true, true, false]);
    const uneven = mix('m', [input('t', 0, PREMIX)]);
    expect(isWhirlpoolMix({ ...uneven, outputs: outputs(POOL, POOL, POOL, POOL, POOL - 1n) })).toBe(false);
    expect(isWhirlpoolMix({ ...uneven, outputs: outputs(POOL, POOL, POOL, POOL) })).toBe(false);
  });
});

describe('whirlpoolSeeds', () => {
  test('takes a Tx0 whose premix outputs all went into mixes, in chain order, up to the count', () => {
    const chain = [tx0('a'), tx0('b'), mixed('a'), mixed('b')];
    expect(seeds(chain)).toEqual(['a', 'b']);
    expect(seeds(chain, 1)).toEqual(['a']);
  });

  test.each<[string, DumplingsTransaction[]]>([
    ['a premix output is unspent', [tx0('a'), mix('m', [input('a', 3, PREMIX)])]],
    [
      'a premix output is spent by another transaction',
      [tx0('a'), mix('m', [input('a', 3, PREMIX)]), tx('p', [input('a', 4, PREMIX)], outputs(1n))],
    ],
    ['there is one premix output only', [tx0('a', [PREMIX]), mix('m', [input('a', 3, PREMIX)])]],
    [
      'one premix output is all there is',
      [tx('a', [], outputs(0n, PREMIX)), mix('m', [input('a', 1, PREMIX)])],
    ],
    [
      'it is a mix itself',
      [oddMix('a'), mix('m', [...[1, 2, 3, 4].map((vout) => input('a', vout, POOL)), input('t', 9, PREMIX)])],
    ],
    ['two values are equally frequent', [tx0('a', [PREMIX, PREMIX, 7n, 7n]), mixed('a')]],
    ['there is no OP_RETURN output', [tx('a', [], outputs(1n, 2n, 3n, PREMIX, PREMIX)), mixed('a')]],
    ['there are two OP_RETURN outputs', [tx('a', [], outputs(0n, 0n, 3n, PREMIX, PREMIX)), mixed('a')]],
  ])('takes none when %s', (_, chain) => {
    expect(seeds(chain)).toEqual([]);
  });

  test('takes only candidates, no mix, and nothing that spends an earlier seed', () => {
    const chain = [tx0('a'), tx0('b', [PREMIX, PREMIX], 'a'), mixed('a'), mixed('b')];
    expect(seeds(chain)).toEqual(['a']);
    expect(seeds(chain, 25, ['b'])).toEqual(['b']);
  });
});
