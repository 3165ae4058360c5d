/** Addresses that pass on exactly what they got in a transaction, and those that only look like it. */
import { describe, expect, test } from '@jest/globals';
import { assetOf, conduitKey, parseHolding } from '../../../src/core/holding.ts';
import { type CourseSketch, courseIn, type KnownNames } from '../../support/courses.ts';

const multisend = ['call U M 10', 'internal M A 4', 'internal M B 6'];
const throughM = ['U/ETH 10 > M/ETH@', 'M/ETH@ 4 > A/ETH', 'M/ETH@ 6 > B/ETH'];
const notThroughM = ['U/ETH 10 > M/ETH', 'M/ETH 4 > A/ETH', 'M/ETH 6 > B/ETH'];

describe('a conduit', () => {
  test.each<[string, CourseSketch, KnownNames, string[]]>([
    ['of a transaction known as a whole', { whole: true, transfers: multisend }, {}, throughM],
    ['of which the history is known', { transfers: multisend }, { known: ['M'] }, throughM],
    [
      'of a token',
      { whole: true, transfers: ['T U M 3', 'T M A 1', 'T M B 2'] },
      {},
      ['U/T 3 > M/T@', 'M/T@ 1 > A/T', 'M/T@ 2 > B/T'],
    ],
    [
      'of two assets; the order between their kinds says nothing',
      { whole: true, transfers: ['internal U M 5', 'internal M A 5', 'T U M 3', 'T M A 3'] },
      {},
      ['U/ETH 5 > M/ETH@', 'M/ETH@ 5 > A/ETH', 'U/T 3 > M/T@', 'M/T@ 3 > A/T'],
    ],
    [
      'behind a conduit',
      { whole: true, transfers: ['call U P 5', 'internal P M 5', 'internal M A 5'] },
      {},
      ['U/ETH 5 > P/ETH@', 'P/ETH@ 5 > M/ETH@', 'M/ETH@ 5 > A/ETH'],
    ],
    [
      'that gives back what it got',
      { whole: true, transfers: ['call U M 5', 'internal M U 5'] },
      {},
      ['U/ETH 5 > M/ETH@', 'M/ETH@ 5 > U/ETH'],
    ],
    [
      'that is the sender pays its gas out of what it holds',
      { sender: 'M', fee: 2n, whole: true, transfers: ['internal U M 5', 'internal M A 5'] },
      {},
      ['M/ETH 2 fee 2', 'U/ETH 5 > M/ETH@', 'M/ETH@ 5 > A/ETH'],
    ],
    [
      'that is an exchange without a swap',
      { whole: true, transfers: multisend },
      { exchanges: ['M'] },
      throughM,
    ],
  ])('%s', (_, sketch, known, expected) => expect(courseIn(sketch, known)).toEqual(expected));
});

describe('no conduit', () => {
  test.each<[string, CourseSketch, KnownNames, string[]]>([
    ['in a transaction known in part', { transfers: multisend }, { known: ['U', 'A', 'B'] }, notThroughM],
    [
      'where something stays',
      { whole: true, transfers: ['call U M 11', 'internal M A 4', 'internal M B 6'] },
      {},
      ['U/ETH 11 > M/ETH', 'M/ETH 4 > A/ETH', 'M/ETH 6 > B/ETH'],
    ],
    [
      'where it adds of its own',
      { whole: true, transfers: ['call U M 9', 'internal M A 4', 'internal M B 6'] },
      {},
      ['U/ETH 9 > M/ETH', 'M/ETH 4 > A/ETH', 'M/ETH 6 > B/ETH'],
    ],
    [
      'where it paid before it got: a loan',
      { whole: true, transfers: ['T M A 5', 'T A M 5'] },
      {},
      ['M/T 5 > A/T@', 'A/T@ 5 > M/T'],
    ],
    [
      'where only one of two assets is passed on',
      { whole: true, transfers: ['call U M 5', 'internal M A 5', 'T U M 3', 'T M A 2'] },
      {},
      ['U/ETH 5 > M/ETH', 'M/ETH 5 > A/ETH', 'U/T 3 > M/T', 'M/T 2 > A/T'],
    ],
    [
      'at the zero address, which burns and mints',
      { whole: true, transfers: ['T U Z0 5', 'T Z0 A 5'] },
      {},
      ['U/T 5 > Z0/T', 'Z0/T 5 > A/T'],
    ],
    [
      'where nothing but gas is paid',
      { sender: 'U', fee: 2n, whole: true, transfers: ['call U M 0'] },
      {},
      ['U/ETH 2 fee 2'],
    ],
  ])('%s', (_, sketch, known, expected) => expect(courseIn(sketch, known)).toEqual(expected));

  test('where a swap of another one puts what it paid before what it got', () => {
    const calls = ['W R 1', 'R V 1', 'W U 1', 'U V 1', 'P W 1', 'P W 1'].map((words) => `internal ${words}`);
    const transfers = [...calls, 'W P R 1', 'W P U 1', 'A W P 1', 'W P P 1'];
    const lines = courseIn({ whole: true, transfers }, { exchanges: ['R'], wrappers: ['W'] });
    const [paid, got] = ['U/W 1 ~ U/ETH 1 (W/W)', 'P/W 1 > U/W'].map((line) => lines.indexOf(line));
    expect([paid, got]).not.toContain(-1);
    expect(paid).toBeLessThan(got ?? -1);
  });

  test('by what did not move, or went to its own sender (C6)', () => {
    const transfers = ['call U M 10', 'internal M M 7', 'internal M A 0', 'internal M A 4', 'internal M B 6'];
    expect(courseIn({ whole: true, transfers }, {})).toEqual(throughM);
  });
});

test('the key of what a conduit passes on', () => {
  const address = `0x${'a'.repeat(40)}`;
  const token = `0x${'b'.repeat(40)}`;
  const txid = `0x${'c'.repeat(64)}`;
  for (const asset of ['ETH', token]) {
    const key = conduitKey(address, asset, txid);
    expect(key).toBe(`${address}/${asset}@${txid}`);
    expect(parseHolding(key)).toEqual({ kind: 'conduit', address, asset, txid });
    expect(assetOf(key)).toBe(asset);
  }
});
