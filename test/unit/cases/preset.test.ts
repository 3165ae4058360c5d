/** Presets are checked like a case that is opened. */
import { expect, test } from '@jest/globals';
import { checkedPreset } from '../../../src/cases/preset.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';

const limits = {
  maxHops: 1,
  maxLookups: 1,
  maxTransactionsPerAddress: 1,
  minShareMillionths: 1,
  maxDays: 1,
};
const preset = { id: 'preset/x', source: 'preset', title: 'x', notes: [] } as const;
const seed = { kind: 'address', chain: 'ethereum', address: '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d' };

test('a body is taken as it is', () => {
  const body = { name: 'x', seeds: [{ ...seed, since: '2022-01-17' }] };
  expect(checkedPreset(preset, body, limits)).toEqual({ ...preset, body });
});

test('a body that no case can be opened with is refused, with preset and field', () => {
  const body = { name: 'x', seeds: [{ ...seed, since: '2022-01-17', address: '0x12' }] };
  const check = () => checkedPreset(preset, body, limits);
  expect(check).toThrow(InvalidInputError);
  expect(check).toThrow(/^preset\/x: seeds\[0\]\.address/);
});
