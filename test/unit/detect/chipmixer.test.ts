/** Chips: values, times, and what became of them. */
import { describe, expect, test } from '@jest/globals';
import { chipUse, detectChips } from '../../../src/core/detect/chipmixer.ts';
import type { SpenderLookup } from '../../../src/core/detect/neighbours.ts';
import { type Form, times, transactionOf } from '../../support/form.ts';

const CHIP = 51_200_000n;
const funding = (changes: Partial<Form>) =>
  transactionOf({
    time: 1_600_000_000,
    inputs: [10n ** 9n],
    outputs: [...times(3, CHIP), 7_654_321n],
    ...changes,
  });

describe('funding', () => {
  test('three chips of 0.512 BTC', () => {
    expect(detectChips(funding({}))).toEqual({
      protocol: 'ChipMixer',
      certainty: 'suspected',
      confidence: 20,
      numbers: { chips: 3, sizes: 1, largestChip: CHIP, outputs: 4 },
    });
  });

  test('sizes with three chips or more are counted', () => {
    const outputs = [...times(4, 100_000n), ...times(3, 1_600_000n), ...times(2, CHIP)];
    expect(detectChips(funding({ outputs }))).toMatchObject({
      numbers: { chips: 7, sizes: 2, largestChip: 1_600_000n, outputs: 9 },
    });
    expect(detectChips(funding({ outputs: [...times(3, CHIP), ...times(3, 100_000n)] }))).toMatchObject({
      numbers: { largestChip: CHIP },
    });
  });

  test.each<[string, bigint, boolean]>([
    ['the smallest chip, 0.001 BTC', 100_000n, true],
    ['half of it', 50_000n, false],
    ['three times it', 300_000n, false],
    ['the largest chip, 8.192 BTC', 819_200_000n, true],
    ['twice that', 1_638_400_000n, false],
    ['one satoshi more', CHIP + 1n, false],
    ['one satoshi less', CHIP - 1n, false],
  ])('%s', (_, value, isChip) => {
    expect(detectChips(funding({ outputs: times(3, value) })) !== null).toBe(isChip);
  });

  test('near miss: two chips of a size', () => {
    expect(detectChips(funding({ outputs: [...times(2, CHIP), ...times(2, CHIP / 2n)] }))).toBeNull();
  });

  test('from May 2017 until the day of the seizure', () => {
    const at = (time: number) => detectChips(funding({ time })) !== null;
    // 2017-04-30 and 2017-05-01, 2023-03-15 and 2023-03-16, UTC.
    expect([1_493_596_799, 1_493_596_800, 1_678_924_799, 1_678_924_800].map(at)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('new coins are none', () => {
    expect(detectChips(funding({ inputs: [] }))).toBeNull();
  });
});

test('spent alone or with chips, with other coins, not yet', () => {
  const tx = funding({ txid: 'funding', outputs: [CHIP, CHIP, CHIP, CHIP, CHIP, 7_654_321n] });
  const spenders: ReturnType<SpenderLookup>[] = [
    transactionOf({ inputs: [CHIP], outputs: [CHIP - 500n] }),
    transactionOf({ inputs: [CHIP, 200_000n], outputs: [CHIP] }),
    transactionOf({ inputs: [CHIP, 200_001n], outputs: [CHIP] }),
    'unspent',
    'unknown',
  ];
  const spenderOf: SpenderLookup = (txid, vout) => {
    expect(txid).toBe(tx.txid);
    return spenders[vout] ?? 'unknown';
  };
  expect(chipUse(tx, spenderOf)).toEqual({ asChips: 2, otherwise: 1, open: 2 });
});
