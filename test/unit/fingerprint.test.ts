/** Fingerprints: classes at their bounds (BIP-125: a sequence below 0xfffffffe announces a replacement), and contradictions. */
import { describe, expect, test } from '@jest/globals';
import { type Fingerprint, featuresOf, fingerprintFrom, isContradicted } from '../../src/core/fingerprint.ts';

const [FINAL, LOCKTIME, REPLACEABLE] = [0xffff_ffff, 0xffff_fffe, 0xffff_fffd];
const plain = { version: 2, locktime: 0, sequences: [FINAL] };

test.each<[string, readonly number[], Fingerprint['sequences']]>([
  ['all final', [FINAL, FINAL], 'final'],
  ['one leaves the locktime in force', [FINAL, LOCKTIME], 'locktime'],
  ['one announces a replacement', [FINAL, LOCKTIME, REPLACEABLE], 'replaceable'],
  ['0', [0], 'replaceable'],
])('sequences: %s', (_, sequences, expected) => {
  expect(fingerprintFrom({ ...plain, sequences }).sequences).toBe(expected);
});

test.each([
  [0, false],
  [1, true],
  [840_000, true],
  [0xffff_ffff, true],
])('locktime %i', (locktime, expected) => {
  expect(fingerprintFrom({ ...plain, locktime }).hasLocktime).toBe(expected);
});

test.each([
  [1, 1],
  [0, 0],
  [-1, 0xffff_ffff],
  [0xffff_ffff, 0xffff_ffff],
])('version %i is %i without its sign', (version, expected) => {
  expect(fingerprintFrom({ ...plain, version }).version).toBe(expected);
});

test('features: all of it in one text', () => {
  expect(featuresOf(fingerprintFrom(plain))).toBe('final unlocked 2');
  const core = { version: 2, locktime: 840_000, sequences: [REPLACEABLE] };
  expect(featuresOf(fingerprintFrom(core))).toBe('replaceable locked 2');
});

describe('contradictions', () => {
  const own: Fingerprint = { version: 2, hasLocktime: false, sequences: 'final' };

  test.each<[string, Partial<Fingerprint>]>([
    ['version', { version: 1 }],
    ['locktime', { hasLocktime: true }],
    ['sequences', { sequences: 'locktime' }],
  ])('another %s', (_, change) => {
    expect(isContradicted(own, { ...own, ...change })).toBe(true);
  });

  test('the same, or nothing, contradicts nothing', () => {
    expect(isContradicted(own, { ...own })).toBe(false);
    expect(isContradicted(own, undefined)).toBe(false);
    expect(isContradicted(undefined, own)).toBe(false);
  });
});
