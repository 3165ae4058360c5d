/** Wrapping and unwrapping ETH, with and without rows that tell of it a second time. */
import { describe, expect, test } from '@jest/globals';
import { type CourseSketch, courseIn, type KnownNames } from '../../support/courses.ts';

const W = { wrappers: ['W'] };

test.each<[string, CourseSketch, KnownNames, string[]]>([
  ['a wrap (C4)', { transfers: ['call U W 500'] }, W, ['U/ETH 500 ~ U/W 500 (W/ETH)']],
  ['an unwrap (C4)', { transfers: ['call U W 0', 'internal W U 300'] }, W, ['U/W 300 ~ U/ETH 300 (W/W)']],
  ['no known wrapper', { transfers: ['call U W 500'] }, {}, ['U/ETH 500 > W/ETH']],
  [
    'a mint shown beside the wrap is the same thing',
    { transfers: ['call U W 500', 'W Z0 U 500'] },
    W,
    ['U/ETH 500 ~ U/W 500 (W/ETH)'],
  ],
  [
    'a burn shown beside the unwrap is the same thing',
    { transfers: ['internal W U 300', 'W U Z0 300'] },
    W,
    ['U/W 300 ~ U/ETH 300 (W/W)'],
  ],
  [
    'two equal wraps, one of them shown twice',
    { transfers: ['internal U W 5', 'internal U W 5', 'W Z0 U 5'] },
    W,
    ['U/ETH 5 ~ U/W 5 (W/ETH)', 'U/ETH 5 ~ U/W 5 (W/ETH)'],
  ],
  [
    'mints of another amount, account, token or direction, and one too many, are mints',
    { transfers: ['call U W 5', 'W Z0 U 4', 'W Z0 V 5', 'T Z0 U 5', 'W U Z0 5', 'W Z0 U 5', 'W Z0 U 5'] },
    W,
    [
      'U/ETH 5 ~ U/W 5 (W/ETH)',
      'Z0/W 4 > U/W',
      'Z0/W 5 > V/W',
      'Z0/T 5 > U/T',
      'U/W 5 > Z0/W',
      'Z0/W 5 > U/W',
    ],
  ],
  ['the token itself sent to its contract', { transfers: ['W U W 5'] }, W, ['U/W 5 > W/W']],
  [
    'a router that wraps and pays',
    { whole: true, transfers: ['call U R 5', 'internal R W 5', 'W R P 5'] },
    W,
    ['U/ETH 5 > R/ETH@', 'R/ETH@ 5 ~ R/W@ 5 (W/ETH)', 'R/W@ 5 > P/W'],
  ],
  [
    'a router that is paid and unwraps: the token comes before the ETH that it turns into',
    { whole: true, transfers: ['call U R 0', 'internal W R 5', 'internal R U 5', 'W P R 5'] },
    W,
    ['P/W 5 > R/W@', 'R/W@ 5 ~ R/ETH@ 5 (W/W)', 'R/ETH@ 5 > U/ETH'],
  ],
  [
    'a router that unwraps what is left over',
    {
      whole: true,
      transfers: ['call U R 9', 'internal R W 9', 'internal W R 3', 'internal R U 3', 'W R P 4', 'W R Q 2'],
    },
    W,
    [
      'U/ETH 9 > R/ETH@',
      'R/ETH@ 9 ~ R/W@ 9 (W/ETH)',
      'R/W@ 3 ~ R/ETH@ 3 (W/W)',
      'R/ETH@ 3 > U/ETH',
      'R/W@ 4 > P/W',
      'R/W@ 2 > Q/W',
    ],
  ],
  [
    'paid, unwrapped, wrapped again, paid out',
    {
      whole: true,
      transfers: [
        'internal W R 5',
        'internal R C 5',
        'internal C R 5',
        'internal R W 5',
        'W P R 5',
        'W R Q 5',
      ],
    },
    W,
    [
      'P/W 5 > R/W@',
      'R/W@ 5 ~ R/ETH@ 5 (W/W)',
      'R/ETH@ 5 > C/ETH@',
      'C/ETH@ 5 > R/ETH@',
      'R/ETH@ 5 ~ R/W@ 5 (W/ETH)',
      'R/W@ 5 > Q/W',
    ],
  ],
  [
    'a wrap out of what the account had before is no conduit',
    { whole: true, transfers: ['internal R W 5', 'W R P 5'] },
    W,
    ['R/ETH 5 ~ R/W 5 (W/ETH)', 'R/W 5 > P/W'],
  ],
])('%s', (_, sketch, known, expected) => expect(courseIn(sketch, known)).toEqual(expected));

describe('gas', () => {
  test('is paid before the wrap', () => {
    const sketch = { sender: 'U', fee: 2n, transfers: ['call U W 5'] };
    expect(courseIn(sketch, W)).toEqual(['U/ETH 2 fee 2', 'U/ETH 5 ~ U/W 5 (W/ETH)']);
  });
});
