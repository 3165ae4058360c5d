/** The table: one form, order of precedence, and what it means for owners of inputs. Vetoes beside it. */
import { describe, expect, test } from '@jest/globals';
import { coSpentScripts, mayHaveSeveralOwners } from '../../../src/core/detect/co-spend.ts';
import { DETECTORS, firstMatch } from '../../../src/core/detect/coinjoin/detectors.ts';
import { isConcentrated, isServicePayout } from '../../../src/core/detect/vetoes.ts';
import { type Form, nulldata, type Part, times, transactionOf, wpkh } from '../../support/form.ts';

const POOL = 100_000n;
const JOINMARKET: Form = {
  inputs: [8_000_000n, 9_000_000n, 30_000_000n],
  outputs: [...times(3, 6_719_312n), 1_280_000n, 2_281_000n, 23_279_000n],
};
/** Three equal outputs of six, and inputs enough: by its form alone an equal-output CoinJoin. */
const TX0: Form = {
  inputs: times(4, 200_000n),
  outputs: [[0n, nulldata(80)], 5_000n, ...times(3, POOL + 500n), 40_000n],
};

describe('precedence', () => {
  const nameOf = (form: Form) => firstMatch(transactionOf(form))?.row.name ?? null;
  const jmOfTen = {
    inputs: times(12, 12_000_000n),
    outputs: [500_000n, ...times(10, 10_989_580n), ...Array.from({ length: 8 }, (_, n) => BigInt(9 - n))],
  };

  test.each<[string, Form, string | null]>([
    [
      'a mix of the smallest pool, not chips',
      { time: 1_600_000_000, inputs: [POOL + 9n, ...times(4, POOL)], outputs: times(5, POOL) },
      'whirlpool',
    ],
    ['a Tx0, not an equal-output CoinJoin', TX0, 'whirlpool-tx0'],
    ['ten of 0.1 BTC, not JoinMarket', jmOfTen, 'wasabi11'],
    ['the same before that time', { ...jmOfTen, height: 609_999 }, 'joinmarket'],
    ['JoinMarket, not any make', JOINMARKET, 'joinmarket'],
    ['the same before JoinMarket', { ...JOINMARKET, height: 300_000 }, 'equal-output'],
    ['Stonewall', { inputs: times(2, 900_000n), outputs: [700_000n, 700_000n, 300_000n] }, 'stonewall'],
    ['chips', { time: 1_600_000_000, inputs: [10n ** 9n], outputs: times(9, POOL) }, 'chips'],
    ['a payment', { inputs: [900_000n], outputs: [700_000n, 190_000n] }, null],
    ['new coins', { inputs: [], outputs: times(5, POOL) }, null],
  ])('%s', (_, form, name) => {
    expect(nameOf(form)).toBe(name);
  });

  test('the Tx0 of this test meets the rule that it comes before', () => {
    const rules = DETECTORS.filter(({ detect }) => detect(transactionOf(TX0)) !== null).map(
      ({ name }) => name,
    );
    expect(rules).toEqual(['whirlpool-tx0', 'equal-output']);
  });
});

test('only what a protocol tells is likely; nothing is certain', () => {
  const names = DETECTORS.map(({ name }) => name);
  expect(names).toEqual([
    'whirlpool',
    'whirlpool-tx0',
    'wasabi2',
    'wasabi10',
    'wasabi11',
    'joinmarket',
    'stonewall',
    'equal-output',
    'chips',
  ]);
  const found = firstMatch(transactionOf(JOINMARKET))?.finding;
  expect(found).toMatchObject({ certainty: 'possible' });
  expect(found?.confidence).toBeLessThan(50);
});

describe('owners of inputs', () => {
  const owners = (form: Form) => mayHaveSeveralOwners(transactionOf(form));

  test('several in what may be a CoinJoin, one in a Tx0, a payout of chips, a payment', () => {
    expect(owners(JOINMARKET)).toBe(true);
    expect(owners({ ...JOINMARKET, height: 300_000 })).toBe(true);
    expect(owners({ inputs: times(2, 900_000n), outputs: [700_000n, 700_000n, 300_000n] })).toBe(true);
    expect(owners(TX0)).toBe(false);
    expect(owners({ time: 1_600_000_000, inputs: times(2, 10n ** 9n), outputs: times(9, POOL) })).toBe(false);
    expect(owners({ inputs: times(2, 900_000n), outputs: [700_000n, 190_000n] })).toBe(false);
  });

  test('a single input has one owner, whatever is paid', () => {
    const coordinator = '0014869f5c7a4cd7776ae0c0fcd9c3315abb239a9f0d';
    const outputs: Part[] = [...times(3, 10_000_000n), [500_000n, coordinator]];
    expect(owners({ height: 560_000, inputs: times(2, 90_000_000n), outputs })).toBe(true);
    expect(owners({ height: 560_000, inputs: [90_000_000n], outputs })).toBe(false);
  });

  test('scripts that are spent together, each once, in order of input', () => {
    const inputs: Part[] = [
      [1n, wpkh(5)],
      [2n, wpkh(3)],
      [3n, wpkh(5)],
    ];
    expect(coSpentScripts(transactionOf({ inputs, outputs: [5n] }))).toEqual([wpkh(5), wpkh(3)]);
  });

  test('nothing is shown by one script, by several owners, by new coins', () => {
    expect(
      coSpentScripts(
        transactionOf({
          inputs: [
            [1n, wpkh(5)],
            [2n, wpkh(5)],
          ],
          outputs: [3n],
        }),
      ),
    ).toEqual([]);
    expect(coSpentScripts(transactionOf(JOINMARKET))).toEqual([]);
    expect(coSpentScripts(transactionOf({ inputs: [], outputs: [3n] }))).toEqual([]);
  });
});

describe('vetoes', () => {
  test('more than a tenth of the inputs from one script', () => {
    const sweep = (count: number) =>
      transactionOf({
        inputs: times(20, 5n).map((value, n): Part => [value, wpkh(n < count ? 1 : n + 1)]),
        outputs: [99n],
      });
    expect(isConcentrated(sweep(2), 10)).toBe(false);
    expect(isConcentrated(sweep(3), 10)).toBe(true);
    expect(isConcentrated(transactionOf({ inputs: [], outputs: [1n] }), 10)).toBe(false);
  });

  test('a service that pays out is no participant', () => {
    const isService = (script: string) => script === wpkh(2);
    const vetoed = (form: Form) => {
      const tx = transactionOf(form);
      const finding = firstMatch(tx)?.finding;
      if (finding === undefined) throw new Error('nothing is found');
      return isServicePayout(finding, tx, isService);
    };
    expect(vetoed(JOINMARKET)).toBe(true);
    expect(vetoed({ ...JOINMARKET, height: 300_000 })).toBe(true);
    expect(
      vetoed({ ...JOINMARKET, inputs: JOINMARKET.inputs.map((part, n) => [part as bigint, wpkh(n + 50)]) }),
    ).toBe(false);
    // No payout has the form of a mix.
    expect(vetoed({ inputs: [POOL + 9n, ...times(4, POOL)], outputs: times(5, POOL) })).toBe(false);
  });
});
