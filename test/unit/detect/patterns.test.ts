/** What services and hoarders do: batch payouts, consolidations, sweeps of deposits. */
import { describe, expect, test } from '@jest/globals';
import { detectBatchPayout } from '../../../src/core/detect/batch-payout.ts';
import { detectConsolidation } from '../../../src/core/detect/consolidation.ts';
import { detectDepositSweep } from '../../../src/core/detect/deposit-sweep.ts';
import { nulldata, type Part, times, transactionOf, wpkh } from '../../support/form.ts';
import { recordedTransaction } from '../../support/recorded-transaction.ts';

/** Values that all differ. */
const values = (count: number) => Array.from({ length: count }, (_, n) => 10_000n + BigInt(n));

describe('batch payout', () => {
  const found = (inputs: readonly Part[], outputs: readonly Part[]) =>
    detectBatchPayout(transactionOf({ inputs, outputs }));

  test('143 outputs of one input, recorded', () => {
    expect(detectBatchPayout(recordedTransaction('batch-withdrawal-143'))).toMatchObject({
      protocol: 'batch payout',
      certainty: 'possible',
      numbers: { inputs: 1 },
    });
  });

  test('five payees of one input', () => {
    expect(found([100_000n], values(5))).toMatchObject({ numbers: { payees: 5, inputs: 1, paid: 50_010n } });
  });

  test.each<[string, readonly Part[], readonly Part[]]>([
    ['four payees', [100_000n], values(4)],
    ['four payees and the change', [[100_000n, wpkh(1)]], [...values(4), [9n, wpkh(1)]]],
    ['fewer than five outputs an input', [50_000n, 60_000n], values(9)],
    ['one payee five times', [100_000n], values(5).map((value): Part => [value, wpkh(5)])],
    ['data for a payee', [100_000n], [...values(4), [0n, nulldata(9)]]],
    ['a Tx0', [100_000n], [[0n, nulldata(80)], 5_000n, ...times(4, 100_500n), 7n]],
    ['new coins', [], values(5)],
  ])('near miss: %s', (_, inputs, outputs) => {
    expect(found(inputs, outputs)).toBeNull();
  });
});

describe('consolidation', () => {
  const found = (inputs: readonly Part[], outputs: readonly Part[]) =>
    detectConsolidation(transactionOf({ inputs, outputs }));

  test('five inputs into one', () => {
    expect(found(values(5), [40_000n])).toEqual({
      protocol: 'consolidation',
      certainty: 'possible',
      confidence: 60,
      numbers: { inputs: 5, scripts: 5, outputs: 1, value: 40_000n },
    });
  });

  test('ten into two, data beside them', () => {
    expect(found(values(10), [40_000n, 50_000n, [0n, nulldata(9)]])).not.toBeNull();
  });

  test.each<[string, readonly Part[], readonly Part[]]>([
    ['four into one', values(4), [30_000n]],
    ['nine into two', values(9), [40_000n, 30_000n]],
    ['into nothing but data', values(5), [[0n, nulldata(9)]]],
    ['a CoinJoin of two with many inputs', values(20), [...times(2, 60_000n), 50_000n, 20_000n]],
  ])('near miss: %s', (_, inputs, outputs) => {
    expect(found(inputs, outputs)).toBeNull();
  });
});

describe('deposit sweep', () => {
  const HOT = wpkh(900);
  const sweep = (
    changes: { readonly inputs?: readonly Part[]; readonly outputs?: readonly Part[] },
    tags: Record<string, string>,
    customers: readonly string[] = [],
  ) =>
    detectDepositSweep(
      transactionOf({ inputs: values(5), outputs: [[40_000n, HOT]], ...changes }),
      (script) => tags[script] ?? null,
      (script) => customers.includes(script),
    );

  test('five addresses into a labelled wallet', () => {
    expect(sweep({}, { [HOT]: 'Kraken' })).toMatchObject({
      protocol: 'deposit sweep',
      certainty: 'possible',
      numbers: { inputs: 5, scripts: 5, outputs: 1, value: 40_000n },
      entity: 'Kraken',
      deposits: [1, 2, 3, 4, 5].map(wpkh),
    });
  });

  test('addresses that are labelled already are not told again', () => {
    expect(sweep({}, { [HOT]: 'Kraken', [wpkh(2)]: 'Kraken' })?.deposits).toEqual([1, 3, 4, 5].map(wpkh));
  });

  test('addresses that are labelled as deposits are emptied all the same', () => {
    const tags = { [HOT]: 'Kraken', [wpkh(2)]: 'Kraken' };
    expect(sweep({}, tags, [wpkh(2)])?.deposits).toEqual([1, 3, 4, 5].map(wpkh));
  });

  test('near miss: a customer gathers his coins into his deposit', () => {
    expect(sweep({}, { [HOT]: 'Kraken' }, [HOT])).toBeNull();
  });

  test.each<[string, Parameters<typeof sweep>[0], Record<string, string>]>([
    ['no label', {}, {}],
    [
      'four addresses',
      { inputs: [10_000n, ...values(4).map((v, n): Part => [v, wpkh(n + 1)])] },
      { [HOT]: 'Kraken' },
    ],
    ['not all to the service', { inputs: values(10), outputs: [[9n, HOT], 9n] }, { [HOT]: 'Kraken' }],
    [
      'to two services',
      {
        inputs: values(10),
        outputs: [
          [9n, HOT],
          [9n, wpkh(901)],
        ],
      },
      { [HOT]: 'Kraken', [wpkh(901)]: 'Bitstamp' },
    ],
    ['from another service', {}, { [HOT]: 'Kraken', [wpkh(3)]: 'Bitstamp' }],
    ['a payment, not a consolidation', { inputs: values(4) }, { [HOT]: 'Kraken' }],
  ])('near miss: %s', (_, changes, tags) => {
    expect(sweep(changes, tags)).toBeNull();
  });
});
