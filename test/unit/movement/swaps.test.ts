/** Swaps: one asset for one other through a known exchange, and everything that is not quite that. */
import { describe, expect, test } from '@jest/globals';
import { type CourseSketch, courseIn, type KnownNames } from '../../support/courses.ts';

/** U is followed, R is an exchange, W the wrapper. */
const URW: KnownNames = { known: ['U'], exchanges: ['R'], wrappers: ['W'] };
type Vector = [name: string, sketch: CourseSketch, known: KnownNames, expected: string[]];

describe('one conversion', () => {
  test.each<Vector>([
    [
      'ETH for a token, as the list of the owner shows it',
      { sender: 'U', fee: 2n, transfers: ['call U R 500', 'T P U 1000'] },
      URW,
      ['U/ETH 2 fee 2', 'U/ETH 500 ~ U/T 1000 (R/ETH)'],
    ],
    ['a token for a token (C5)', { transfers: ['A U R 500', 'B R U 999'] }, URW, ['U/A 500 ~ U/B 999 (R/A)']],
    [
      'through a pool without a tag, when the call goes to an exchange',
      { transfers: ['call U R 0', 'A U P 500', 'B P U 999'] },
      URW,
      ['U/A 500 ~ U/B 999 (R/A)'],
    ],
    [
      'the whole transaction: router, wrapper and pools',
      {
        whole: true,
        transfers: ['call U R 7', 'internal R W 7', 'W R P 7', 'A P Q 30', 'B Q U 11'],
      },
      URW,
      [
        'U/ETH 7 ~ U/B 11 (R/ETH)',
        'R/ETH 7 ~ R/W 7 (W/ETH)',
        'Q/B 11 ~ Q/A 30 (R/B)',
        'P/A 30 ~ P/W 7 (R/A)',
      ],
    ],
    [
      'the other way round: a token for ETH that the router unwraps',
      {
        whole: true,
        transfers: ['call U R 0', 'internal W R 7', 'internal R U 7', 'A U P 30', 'W P R 7'],
      },
      URW,
      ['P/W 7 ~ P/A 30 (R/W)', 'R/W 7 ~ R/ETH 7 (W/W)', 'U/A 30 ~ U/ETH 7 (R/A)'],
    ],
    [
      'an owner that is nowhere else known, in a whole transaction',
      { whole: true, transfers: ['call U R 7', 'B R U 11'] },
      { exchanges: ['R'] },
      ['U/ETH 7 ~ U/B 11 (R/ETH)'],
    ],
    [
      'a refund is not exchanged',
      { transfers: ['call U R 10', 'internal R U 3', 'T P U 4'] },
      URW,
      ['U/ETH 7 ~ U/T 4 (R/ETH)'],
    ],
    [
      'a split route',
      { transfers: ['call U R 0', 'A U P 3', 'A U Q 4', 'B P U 5', 'B Q U 6'] },
      URW,
      ['U/A 7 ~ U/B 11 (R/A)'],
    ],
    [
      'a token that keeps a fee',
      { transfers: ['A U R 98', 'A U F 2', 'B R U 5', 'B R F 1'] },
      URW,
      ['U/A 100 ~ U/B 5 (R/A)', 'R/B 1 > F/B'],
    ],
    [
      'a token burnt and another minted',
      { transfers: ['call U R 0', 'A U Z0 5', 'B Z0 U 6'] },
      URW,
      ['U/A 5 ~ U/B 6 (R/A)'],
    ],
    [
      'through a multi-hop that comes back to the owner',
      { transfers: ['A U R 5', 'B R U 6', 'B U R 6', 'C R U 7'] },
      URW,
      ['U/A 5 ~ U/C 7 (R/A)'],
    ],
    [
      'a proxy in between that only worked for it',
      { whole: true, transfers: ['A U C 5', 'A C R 5', 'B R C 6', 'B C U 6'] },
      URW,
      ['U/A 5 ~ U/B 6 (R/A)'],
    ],
    [
      'an owner that wraps first',
      { transfers: ['call X U 0', 'internal U W 5', 'W U R 5', 'B R U 6'] },
      URW,
      ['U/ETH 5 ~ U/W 5 (W/ETH)', 'U/W 5 ~ U/B 6 (R/W)'],
    ],
    [
      'an owner that unwraps what it got',
      { transfers: ['call X U 0', 'internal W U 6', 'A U R 5', 'W R U 6'] },
      URW,
      ['U/A 5 ~ U/W 6 (R/A)', 'U/W 6 ~ U/ETH 6 (W/W)'],
    ],
  ])('%s', (_, sketch, known, expected) => expect(courseIn(sketch, known)).toEqual(expected));
});

describe('a conversion among other transfers', () => {
  test.each<Vector>([
    [
      'of two owners',
      { transfers: ['A U R 5', 'B R U 6', 'B V R 7', 'A R V 8'] },
      { known: ['U', 'V'], exchanges: ['R'] },
      ['U/A 5 ~ U/B 6 (R/A)', 'V/B 7 ~ V/A 8 (R/B)'],
    ],
    [
      // Which of the two stands first has no effect: neither gives what the other one gives.
      'of two owners with each other, settled by an exchange',
      { transfers: ['call X R 0', 'A U V 5', 'B V U 6'] },
      { known: ['U', 'V'], exchanges: ['R'] },
      ['V/B 6 ~ V/A 5 (R/B)', 'U/A 5 ~ U/B 6 (R/A)'],
    ],
    [
      'paid in the same transaction',
      { transfers: ['call X U 0', 'A V U 5', 'A U R 5', 'B R U 6'] },
      { known: ['U', 'V'], exchanges: ['R'] },
      ['V/A 5 > U/A', 'U/A 5 ~ U/B 6 (R/A)'],
    ],
    [
      'what the owner hands on at once stays a payment, even to an unknown address',
      { transfers: ['call X U 0', 'A U R 5', 'B R U 100', 'B U Y 99'] },
      URW,
      ['U/A 5 ~ U/B 100 (R/A)', 'U/B 99 > Y/B'],
    ],
    [
      'all of it',
      { transfers: ['call X U 0', 'A U R 5', 'B R U 100', 'B U Y 100'] },
      URW,
      ['U/A 5 ~ U/B 100 (R/A)', 'U/B 100 > Y/B'],
    ],
    [
      'ETH handed on stands behind the conversion, though calls are listed before tokens',
      { transfers: ['call X U 0', 'internal R U 100', 'internal U Y 99', 'A U R 5'] },
      URW,
      ['U/A 5 ~ U/ETH 100 (R/A)', 'U/ETH 99 > Y/ETH'],
    ],
    [
      'what the owner pays to an address that gives nothing is no part of it',
      { whole: true, transfers: ['call X U 0', 'A U Y 95', 'A U R 5', 'B R U 6'] },
      URW,
      ['U/A 95 > Y/A', 'U/A 5 ~ U/B 6 (R/A)'],
    ],
    [
      'nor what it pays to a followed address',
      { transfers: ['call X U 0', 'A U V 95', 'A U R 5', 'B R U 6'] },
      { known: ['U', 'V'], exchanges: ['R'] },
      ['U/A 95 > V/A', 'U/A 5 ~ U/B 6 (R/A)'],
    ],
    [
      'a conduit beside it keeps its steps',
      { whole: true, transfers: ['call U R 5', 'internal V M 4', 'internal M Y 4', 'B R U 6'] },
      URW,
      ['U/ETH 5 ~ U/B 6 (R/ETH)', 'V/ETH 4 > M/ETH@', 'M/ETH@ 4 > Y/ETH'],
    ],
    [
      'the fee that an exchange pays on',
      { transfers: ['call U R 5', 'internal R F 1', 'B R U 6'] },
      { known: ['U', 'F'], exchanges: ['R'] },
      ['U/ETH 5 ~ U/B 6 (R/ETH)', 'R/ETH 1 > F/ETH'],
    ],
  ])('%s', (_, sketch, known, expected) => expect(courseIn(sketch, known)).toEqual(expected));
});

describe('the limits', () => {
  test.each<Vector>([
    [
      'of a transaction seen in part: a payee without a history looks like a pool',
      { transfers: ['call X U 0', 'A U Y 95', 'A U R 5', 'B R U 6'] },
      URW,
      ['U/A 100 ~ U/B 6 (R/A)'],
    ],
    [
      'of value: a payee that gives something back looks like a pool',
      { whole: true, transfers: ['call X U 0', 'A U Y 95', 'B Y U 1', 'A U R 5', 'B R U 6'] },
      URW,
      ['Y/B 1 ~ Y/A 95 (R/B)', 'U/A 100 ~ U/B 7 (R/A)'],
    ],
  ])('%s', (_, sketch, known, expected) => expect(courseIn(sketch, known)).toEqual(expected));
});

describe('no conversion', () => {
  test.each<Vector>([
    [
      'without an exchange',
      { transfers: ['A U P 5', 'B P U 6'] },
      { known: ['U'] },
      ['U/A 5 > P/A', 'P/B 6 > U/B'],
    ],
    [
      'for an owner known in part',
      { transfers: ['A U R 5', 'B R U 6'] },
      { known: ['V'], exchanges: ['R'] },
      ['U/A 5 > R/A', 'R/B 6 > U/B'],
    ],
    [
      'for an exchange itself',
      { transfers: ['A U R 5', 'B R U 6'] },
      { known: ['U', 'R'], exchanges: ['U', 'R'] },
      ['U/A 5 > R/A', 'R/B 6 > U/B'],
    ],
    [
      'of two assets given',
      { transfers: ['A U R 5', 'C U R 1', 'B R U 6'] },
      URW,
      ['U/A 5 > R/A', 'U/C 1 > R/C', 'R/B 6 > U/B'],
    ],
    [
      'of two assets got',
      { transfers: ['A U R 5', 'B R U 6', 'C R U 1'] },
      URW,
      ['U/A 5 > R/A', 'R/B 6 > U/B', 'R/C 1 > U/C'],
    ],
    [
      'when another address gets the other asset',
      { transfers: ['A U R 5', 'B R V 6'] },
      { known: ['U', 'V'], exchanges: ['R'] },
      ['U/A 5 > R/A', 'R/B 6 > V/B'],
    ],
    ['when nothing is given', { transfers: ['B R U 6', 'C R U 1'] }, URW, ['R/B 6 > U/B', 'R/C 1 > U/C']],
    ['of an asset for itself', { transfers: ['A U R 5', 'A R U 6'] }, URW, ['U/A 5 > R/A', 'R/A 6 > U/A']],
    ['of a failed transaction', { sender: 'U', fee: 2n, transfers: ['call U R 0'] }, URW, ['U/ETH 2 fee 2']],
    [
      'when a proxy in between also pays somebody else: it passes on what it got',
      { whole: true, transfers: ['A U C 5', 'A C Y 1', 'A C R 4', 'B R C 6', 'B C U 6'] },
      URW,
      ['U/A 5 > C/A', 'C/A 1 > Y/A', 'C/A 4 > R/A', 'R/B 6 > C/B', 'C/B 6 > U/B'].map((line) =>
        line.replaceAll(/C\/(.)/g, 'C/$1@'),
      ),
    ],
  ])('%s', (_, sketch, known, expected) => expect(courseIn(sketch, known)).toEqual(expected));
});
