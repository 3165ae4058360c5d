/**
 * Detectors on random transactions, most of them near a protocol's form: they never throw, say the same again, and do not
 * depend on the order of inputs and outputs where their rule does not.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { detectBatchPayout } from '../../src/core/detect/batch-payout.ts';
import { detectChange } from '../../src/core/detect/change/change.ts';
import { coSpentScripts } from '../../src/core/detect/co-spend.ts';
import { DETECTORS } from '../../src/core/detect/coinjoin/detectors.ts';
import { detectConsolidation } from '../../src/core/detect/consolidation.ts';
import type { Detector } from '../../src/core/detect/finding.ts';
import {
  type Form,
  nulldata,
  type Part,
  pkh,
  scriptHash,
  taproot,
  times,
  transactionOf,
  wpkh,
  wsh,
} from '../support/form.ts';

/** Values that the rules look for, and what lies beside them. */
const VALUES = [
  0n,
  330n,
  546n,
  5_000n,
  27_300n,
  27_301n,
  100_000n,
  100_100n,
  1_000_000n,
  5_000_000n,
  5_000_500n,
  10_000_000n,
  10_989_580n,
  134_217_728n,
  175_000n,
  2_100_000_000_000_000n,
];
const value = fc.oneof(fc.constantFrom(...VALUES), fc.bigInt({ min: 0n, max: 2_100_000_000_000_000n }));
/** bc1qs604c7jv6amk4cxqlnvuxv26hv3e48cds4m0ew, of Wasabi. */
const COORDINATOR = '0014869f5c7a4cd7776ae0c0fcd9c3315abb239a9f0d';
/** None of those that a part without a script gets by its place. */
const script = fc.oneof(
  fc.integer({ min: 2_000_001, max: 2_000_040 }).map(wpkh),
  fc.integer({ min: 1, max: 5 }).map((n) => [taproot(n), wsh(n), pkh(n), scriptHash(n)][n % 4] ?? ''),
  fc.constantFrom(nulldata(64), nulldata(80), '', '6a', '51', 'ae'),
  fc.stringMatching(/^([0-9a-f]{2}){0,40}$/),
);
const part: fc.Arbitrary<Part> = fc.tuple(value, script);
/** Many of one value among others. */
const parts = fc
  .tuple(fc.array(part, { maxLength: 30 }), fc.integer({ min: 0, max: 14 }), value)
  .map(([some, count, equal]): Part[] => [
    ...some,
    ...Array.from({ length: count }, (_, n): Part => [equal, wpkh(100 + n)]),
  ]);
const anything: fc.Arbitrary<Form> = fc.record({
  inputs: parts,
  outputs: parts,
  height: fc.constantFrom(0, 336_861, 609_999, 610_000, 741_213, 900_000),
  time: fc.constantFrom(0, 1_600_000_000, 1_715_990_400),
});

/** One of each protocol, to be changed a little. */
const MODELS: readonly Form[] = [
  { inputs: [5_000_500n, ...times(4, 5_000_000n)], outputs: times(5, 5_000_000n) },
  { inputs: [10n ** 9n], outputs: [[0n, nulldata(80)], 175_000n, ...times(3, 5_000_500n), 7n] },
  {
    height: 560_000,
    inputs: times(5, 20_000_000n),
    outputs: [...times(3, 10_000_000n), 9n, [8n, COORDINATOR]],
  },
  { height: 697_000, inputs: times(12, 20_000_000n), outputs: [8n, 9n, ...times(10, 10_989_580n)] },
  { inputs: times(20, 50_000_000n), outputs: [[200_000_000n, taproot(1)], 20_000_000n, 20_000_000n, 5_000n] },
  { inputs: times(4, 20_000_000n), outputs: [...times(3, 10_000_000n), 7_000_000n, 8_000_000n, 9_000_000n] },
  { inputs: times(2, 20_000_000n), outputs: [...times(2, 10_000_000n), 9_000_000n] },
  {
    height: 300_000,
    inputs: times(4, 20_000_000n),
    outputs: [...times(3, 10_000_000n), 7_000_000n, 8_000_000n],
  },
  { time: 1_600_000_000, inputs: [10n ** 9n], outputs: times(4, 51_200_000n) },
  { inputs: [10n ** 9n], outputs: [1_001n, 2_002n, 3_003n, 4_004n, 5_005n, 6_006n] },
  { inputs: times(6, 1_001n), outputs: [6_000n] },
  { inputs: [500_000n, 300_000n], outputs: [[700_000n, scriptHash(1)], 99_123n] },
];

/** Up to two parts of a list replaced, added or left out. */
const edited = (list: readonly Part[]): fc.Arbitrary<readonly Part[]> =>
  fc
    .array(fc.tuple(fc.nat({ max: list.length }), fc.nat({ max: 1 }), fc.option(part)), { maxLength: 2 })
    .map((edits) =>
      edits.reduce((parts, [at, left, put]) => parts.toSpliced(at, left, ...(put ? [put] : [])), list),
    );

const nearModel = fc
  .constantFrom(...MODELS)
  .chain((model) =>
    fc
      .record({ inputs: edited(model.inputs), outputs: edited(model.outputs) })
      .map((lists): Form => ({ ...model, ...lists })),
  );
const form = fc.oneof(anything, { arbitrary: nearModel, weight: 3 });
const tx = form.map(transactionOf);

const ALL: readonly (readonly [name: string, detect: Detector])[] = [
  ...DETECTORS.map(({ name, detect }) => [name, detect] as const),
  ['batch payout', detectBatchPayout],
  ['consolidation', detectConsolidation],
  ['change', detectChange],
];

describe('on any transaction', () => {
  test.each(ALL)('%s does not throw, and says the same again', (_, detect) => {
    fc.assert(
      fc.property(tx, (any) => {
        const finding = detect(any);
        expect(detect(any)).toEqual(finding);
        if (finding === null) return;
        expect(finding.confidence).toBeGreaterThan(0);
        expect(finding.confidence).toBeLessThan(100);
        expect(any.inputs.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  test('scripts that are co-spent are among the inputs, and two at least', () => {
    fc.assert(
      fc.property(tx, (any) => {
        const scripts = coSpentScripts(any);
        const spent = new Set(any.inputs.map((input) => input.script));
        expect(scripts.every((one) => spent.has(one))).toBe(true);
        expect(scripts).not.toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the order of inputs and outputs', () => {
  /** Wasabi sorts, and the rules for it look at that; the change of a payment is told by its place. */
  const free = DETECTORS.filter(({ name }) => name !== 'wasabi2' && name !== 'wasabi11').map(
    ({ name, detect }) => [name, detect] as const,
  );

  test.each([...free, ...ALL.slice(DETECTORS.length, -1)])('does not matter to %s', (_, detect) => {
    fc.assert(
      fc.property(form, fc.func(fc.integer()), (any, rank) => {
        const shuffled = (list: readonly Part[]) =>
          [...list.entries()].sort(([a], [b]) => rank(a) - rank(b) || a - b).map(([, one]) => one);
        const other = { ...any, inputs: shuffled(any.inputs), outputs: shuffled(any.outputs) };
        expect(detect(transactionOf(other))?.numbers).toEqual(detect(transactionOf(any))?.numbers);
      }),
      { numRuns: 300 },
    );
  });
});

/** Else the properties above would hold of nothing. */
test('every rule is met by some of these transactions', () => {
  const met = new Set<string>();
  for (const any of fc.sample(tx, { numRuns: 1_000, seed: 1 })) {
    for (const [name, detect] of ALL) if (detect(any) !== null) met.add(name);
  }
  expect(ALL.map(([name]) => name).filter((name) => !met.has(name))).toEqual([]);
});
