/** Which findings make a mix, and the quick question before: it leaves out nothing that is one. */
import { describe, expect, test } from '@jest/globals';
import { scriptOfAddress } from '../../../src/core/address.ts';
import { detectMix, mayBeMix, mixInWords } from '../../../src/core/detect/coinjoin/mix.ts';
import { readList } from '../../bench/detect/labelled.ts';
import { ROOT } from '../../support/cli.ts';
import { times, transactionOf, wpkh } from '../../support/form.ts';

const nobody = () => false;
const coordinator = scriptOfAddress('bc1qa24tsgchvuxsaccp8vrnkfd85hrcpafg20kmjw');
const smallest = transactionOf({
  height: 609_999,
  inputs: [40_000_000n],
  outputs: [...times(2, 10_000_000n), [10_000_000n, coordinator]],
});

describe('recorded rounds', () => {
  test.each([
    // What is not found is put right in the labels: ten of JoinMarket, and a sweep (docs/detection.md).
    ['sw_202403/SamouraiCoinJoins', 1_403],
    ['ww1_202405/WasabiCoinJoins', 186],
    ['wasabi2_sample/Wasabi2CoinJoins', 11],
    ['jm_202406/OtherCoinJoins', 0],
  ])('%s: %i are mixes', (list, count) => {
    const mixes = readList(ROOT, list).filter((tx) => detectMix(tx, nobody) !== null);
    expect(mixes).toHaveLength(count);
    for (const { inputs, outputs, block } of mixes) {
      expect(mayBeMix(inputs.length, outputs.length, block.height)).toBe(true);
    }
  });
});

test('the smallest round that there can be is asked for', () => {
  expect(detectMix(smallest, nobody)).toMatchObject({ protocol: 'Wasabi 1', certainty: 'likely' });
  expect([mayBeMix(1, 3, 609_999), mayBeMix(1, 2, 609_999), mayBeMix(4, 9, 610_000)]).toEqual([
    true,
    false,
    false,
  ]);
});

test('a Tx0 is likely, and no mix: it has one owner', () => {
  const [tx0] = readList(ROOT, 'sw_202403/SamouraiTx0s').filter((tx) => tx.outputs.length > 10);
  expect(tx0 && detectMix(tx0, nobody)).toBeNull();
});

test('a service among the inputs takes Wasabi 1 away', () => {
  expect(detectMix(smallest, (script) => script === wpkh(1))).toBeNull();
  expect(detectMix(smallest, (script) => script === wpkh(2))).not.toBeNull();
});

test.each([
  [
    'Whirlpool mix of 5000000 satoshi',
    { protocol: 'Whirlpool', numbers: { pool: 5_000_000n, participants: 5 } },
  ],
  [
    'Wasabi 1 round of 9 inputs and 8 outputs, 7 of them 6 satoshi each',
    { protocol: 'Wasabi 1', numbers: { inputs: 9, outputs: 8, equalOutputs: 7, denomination: 6n } },
  ],
  [
    'Wasabi 2 round of 9 inputs and 8 outputs, 7 of them of standard denominations',
    { protocol: 'Wasabi 2', numbers: { inputs: 9, outputs: 8, denominatedOutputs: 7 } },
  ],
])('%s', (words, finding) => {
  expect(mixInWords({ ...finding, certainty: 'likely', confidence: 1 })).toBe(words);
});
