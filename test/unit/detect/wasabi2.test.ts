/** WabiSabi rounds: a recorded one, vectors at every threshold, and the denominations. */
import { describe, expect, test } from '@jest/globals';
import { isWabiSabiDenomination } from '../../../src/core/detect/coinjoin/wabisabi-denominations.ts';
import { detectWasabi2 } from '../../../src/core/detect/coinjoin/wasabi2.ts';
import { type Form, type Part, pkh, taproot, times, transactionOf, wpkh, wsh } from '../../support/form.ts';
import { recordedTransaction } from '../../support/recorded-transaction.ts';

/** Ten outputs, eight of them denominated, one taproot. */
const OUTPUTS: readonly Part[] = [
  [200_000_000n, taproot(1)],
  134_217_728n,
  20_000_000n,
  20_000_000n,
  9_111_111n,
  1_594_323n,
  100_000n,
  77_777n,
  8_192n,
  5_000n,
];
const DENOMINATED = OUTPUTS.map((part, n): Part => (n === 7 ? 65_536n : part));

const before = { time: 1_700_000_000, height: 816_000 };
const round = (changes: Partial<Form>) =>
  detectWasabi2(transactionOf({ inputs: times(50, 50_000_000n), outputs: DENOMINATED, ...changes }));

test('a round of zkSNACKs with 327 inputs', () => {
  expect(detectWasabi2(recordedTransaction('wabisabi-coinjoin'))).toMatchObject({
    protocol: 'Wasabi 2',
    certainty: 'likely',
    confidence: 95,
    numbers: { inputs: 327, outputs: 279 },
  });
});

describe('how many inputs', () => {
  test.each<[number, number, number, boolean]>([
    // The last second before, and the first of, 2024-05-18 UTC.
    [50, 741_213, before.time, true],
    [50, 741_212, before.time, false],
    [49, 843_900, 1_715_990_399, false],
    [49, 844_000, 1_715_990_400, true],
    [15, 844_000, 1_715_990_400, true],
    [14, 844_000, 1_715_990_400, false],
  ])('%i in block %i at %i: %p', (count, height, time, isRound) => {
    expect(round({ inputs: times(count, 50_000_000n), height, time }) !== null).toBe(isRound);
  });

  test('a small one is less sure', () => {
    expect(round({ inputs: times(49, 50_000_000n) })).toMatchObject({ confidence: 85 });
    expect(round({})).toMatchObject({ confidence: 95 });
  });
});

describe('near misses', () => {
  test('more than 80 % denominated', () => {
    expect(round({ outputs: OUTPUTS })).toBeNull();
    expect(round({ outputs: DENOMINATED })).toMatchObject({ numbers: { denominatedOutputs: 9 } });
  });

  test('80 of 100 outputs, and 81', () => {
    const outputs = (denominated: number): Part[] => [
      [10_000_000n, taproot(1)],
      [5_000_000n, taproot(2)],
      ...times(denominated - 2, 50_000n),
      ...Array.from({ length: 100 - denominated }, (_, n) => 49_999n - BigInt(n)),
    ];
    expect(round({ outputs: outputs(80) })).toBeNull();
    expect(round({ outputs: outputs(81) })).toMatchObject({ numbers: { denominatedOutputs: 81 } });
  });

  test('inputs or outputs that do not descend', () => {
    expect(
      round({ inputs: [90n, 50n, 60n, ...times(47, 40n)].map((value) => value * 1_000_000n) }),
    ).toBeNull();
    expect(round({ inputs: [40_000_000n, ...times(49, 50_000_000n)] })).toBeNull();
    expect(round({ inputs: [60_000_000n, ...times(49, 50_000_000n)] })).not.toBeNull();
    expect(round({ outputs: [...DENOMINATED].reverse() })).toBeNull();
  });

  test.each<[string, string, boolean]>([
    ['taproot', taproot(9), true],
    ['P2WSH', wsh(9), false],
    ['P2PKH', pkh(9), false],
  ])('an input of %s', (_, script, isRound) => {
    expect(round({ inputs: [[60_000_000n, script], ...times(49, 50_000_000n)] }) !== null).toBe(isRound);
  });

  test('one script with a tenth of the inputs, and with one more', () => {
    const reused = (count: number, all: number): Part[] =>
      times(all, 50_000_000n).map((value, n) => [value, wpkh(n < count ? 1 : n + 1)]);
    expect(round({ inputs: reused(5, 50) })).not.toBeNull();
    expect(round({ inputs: reused(6, 50) })).toBeNull();
    expect(round({ inputs: reused(10, 100) })).not.toBeNull();
    expect(round({ inputs: reused(11, 100) })).toBeNull();
  });

  test('no taproot output: an imitation when the round is small', () => {
    const plain = DENOMINATED.map((part): Part => (typeof part === 'bigint' ? part : part[0]));
    expect(round({ outputs: plain, inputs: times(49, 50_000_000n) })).toBeNull();
    expect(round({ outputs: plain })).not.toBeNull();
  });

  test('round amounts that no two outputs share, as of a sweep into 0.1 BTC and 50,000 satoshi', () => {
    expect(round({ outputs: [10_000_000n, 50_000n], ...before })).toBeNull();
    expect(round({ outputs: [[10_000_000n, taproot(1)], 50_000n, 5_000n] })).toBeNull();
    expect(round({ outputs: [[10_000_000n, taproot(1)], 50_000n, 5_000n, 5_000n] })).not.toBeNull();
  });

  test('two denominations only', () => {
    expect(round({ outputs: [[10_000_000n, taproot(1)], 50_000n, 50_000n] })).toBeNull();
  });
});

test('the denominations are the 78 of the scanner', () => {
  const scanned = [
    ...Array.from({ length: 25 }, (_, n) => 2 ** (n + 13)).filter((value) => value <= 134_375_000_000),
    ...Array.from({ length: 16 }, (_, n) => 3 ** (n + 8)),
    ...Array.from({ length: 15 }, (_, n) => 2 * 3 ** (n + 8)),
    ...Array.from({ length: 8 }, (_, n) => 10 ** (n + 4)),
    ...Array.from({ length: 7 }, (_, n) => 2 * 10 ** (n + 4)),
    ...Array.from({ length: 8 }, (_, n) => 5 * 10 ** (n + 3)),
  ];
  expect(new Set(scanned).size).toBe(78);
  expect(scanned.filter((value) => !isWabiSabiDenomination(BigInt(value)))).toEqual([]);
  for (const value of [4_096, 4_999, 5_001, 6_560, 15_000, 40_000, 200_000_000_000, 137_438_953_472]) {
    expect([value, isWabiSabiDenomination(BigInt(value))]).toEqual([value, false]);
  }
});
