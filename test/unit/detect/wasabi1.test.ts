/** Rounds of Wasabi 1, before and after the coordinator's address changed with each: vectors at every threshold. */
import { describe, expect, test } from '@jest/globals';
import { addressOfScript, scriptOfAddress } from '../../../src/core/address.ts';
import { detectWasabi10 } from '../../../src/core/detect/coinjoin/wasabi10.ts';
import { detectWasabi11 } from '../../../src/core/detect/coinjoin/wasabi11.ts';
import { type Form, type Part, pkh, taproot, times, transactionOf } from '../../support/form.ts';

const COORDINATORS = [
  'bc1qs604c7jv6amk4cxqlnvuxv26hv3e48cds4m0ew',
  'bc1qa24tsgchvuxsaccp8vrnkfd85hrcpafg20kmjw',
];

describe('before block 610,000: the address of the coordinator', () => {
  const DENOMINATION = 10_081_234n;
  const round = (changes: Partial<Form> & { readonly paid?: string }) => {
    const { paid = COORDINATORS[0] ?? '', ...form } = changes;
    const outputs: Part[] = [...times(3, DENOMINATION), 4_000_000n, [500_000n, scriptOfAddress(paid)]];
    return detectWasabi10(
      transactionOf({ height: 560_000, inputs: times(5, 12_000_000n), outputs, ...form }),
    );
  };

  test.each(COORDINATORS)('a round that pays %s', (paid) => {
    expect(round({ paid })).toEqual({
      protocol: 'Wasabi 1',
      certainty: 'likely',
      confidence: 95,
      numbers: { denomination: DENOMINATION, equalOutputs: 3, inputs: 5, outputs: 5 },
    });
  });

  test('the last block', () => {
    expect(round({ height: 609_999 })).not.toBeNull();
    expect(round({ height: 610_000 })).toBeNull();
  });

  test('near miss: two equal outputs', () => {
    const fee: Part = [500_000n, scriptOfAddress(COORDINATORS[0] ?? '')];
    expect(round({ outputs: [DENOMINATION, DENOMINATION, 4_000_000n, 3_000_000n, fee] })).toBeNull();
  });

  test('near miss: another address', () => {
    expect(round({ paid: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4' })).toBeNull();
  });

  test('near miss: an input of the coordinator, but no output', () => {
    const spent: Part = [500_000n, scriptOfAddress(COORDINATORS[1] ?? '')];
    expect(round({ inputs: [spent, spent], outputs: [...times(3, DENOMINATION), 1n] })).toBeNull();
  });

  test('new coins are none', () => {
    expect(round({ inputs: [] })).toBeNull();
  });
});

describe('from block 610,000 on: the form', () => {
  const DENOMINATION = 10_989_580n;
  /** Ascending, as the coordinator sorted. */
  const round = (changes: Partial<Form>) => {
    const outputs = [30_000n, 500_000n, ...times(10, DENOMINATION), 90_000_000n];
    return detectWasabi11(
      transactionOf({ height: 697_000, inputs: times(12, 12_000_000n), outputs, ...changes }),
    );
  };

  test('ten equal outputs, sorted', () => {
    expect(round({})).toEqual({
      protocol: 'Wasabi 1',
      certainty: 'likely',
      confidence: 90,
      numbers: { denomination: DENOMINATION, equalOutputs: 10, inputs: 12, outputs: 13 },
    });
  });

  test('the first block', () => {
    expect(round({ height: 610_000 })).not.toBeNull();
    expect(round({ height: 609_999 })).toBeNull();
  });

  test('not sorted: JoinMarket looks the same', () => {
    const outputs = [500_000n, ...times(10, DENOMINATION), 30_000n, 90_000_000n];
    expect(round({ outputs })).toMatchObject({ protocol: 'Wasabi 1', certainty: 'possible' });
  });

  test('sorted but for the denomination, raised by what was saved of the fee', () => {
    const outputs = [30_000n, 500_000n, ...times(10, DENOMINATION), DENOMINATION - 5n];
    expect(round({ outputs })).toMatchObject({ certainty: 'likely' });
  });

  test.each<[string, bigint, boolean]>([
    ['least', 8_000_000n, true],
    ['below the least', 7_999_999n, false],
    ['most', 12_000_000n, true],
    ['above the most', 12_000_001n, false],
  ])('denomination: %s', (_, denomination, isRound) => {
    const outputs = [30_000n, ...times(10, denomination), 90_000_000n];
    expect(round({ outputs }) !== null).toBe(isRound);
  });

  test.each<[string, Partial<Form>]>([
    ['nine equal outputs', { outputs: [30_000n, 500_000n, ...times(9, DENOMINATION), 90_000_000n] }],
    ['fewer inputs than equal outputs', { outputs: [30_000n, ...times(13, DENOMINATION), 90_000_000n] }],
    ['nine inputs', { inputs: times(9, 12_000_000n) }],
    ['one unique value', { outputs: [...times(2, 30_000n), ...times(10, DENOMINATION), 90_000_000n] }],
    ['a taproot output', { outputs: [30_000n, ...times(10, DENOMINATION), [90_000_000n, taproot(1)]] }],
    ['an older input', { inputs: [[12_000_000n, pkh(1)], ...times(11, 12_000_000n)] }],
    [
      'most outputs of another value',
      { outputs: [...times(11, 30_000n), ...times(10, DENOMINATION), 1n, 2n] },
    ],
  ])('near miss: %s', (_, changes) => {
    expect(round(changes)).toBeNull();
  });

  test('with levels of mixing above the denomination', () => {
    const levels = [...times(3, 2n * DENOMINATION), ...times(2, 4n * DENOMINATION)];
    const outputs = [30_000n, ...times(10, DENOMINATION), ...levels, 900_000_000n];
    expect(round({ outputs })).toMatchObject({ certainty: 'likely' });
  });

  test('as many inputs as equal outputs', () => {
    expect(round({ inputs: times(10, 12_000_000n) })).not.toBeNull();
    expect(round({ outputs: [30_000n, ...times(12, DENOMINATION), 90_000_000n] })).not.toBeNull();
  });
});

test('the scripts of the coordinator are those of its addresses', () => {
  expect(COORDINATORS.map((address) => addressOfScript(scriptOfAddress(address)))).toEqual(COORDINATORS);
});
