/** Canonical JSON, held to the package that implements RFC 8785. */
import { describe, expect, test } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from '../../src/core/report/canonical-json.ts';

test('every JSON value is written as the package writes it', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value')),
      fc.dictionary(text, tie('value')),
    ),
  }));
  fc.assert(
    fc.property(value, (json) => {
      expect(canonicalJson(json)).toBe(canonicalize(json));
    }),
    { numRuns: 500 },
  );
});

describe('what is no JSON', () => {
  test.each<[string, unknown, string | undefined]>([
    ['an amount is a text', { b: 10n ** 30n, a: -1n }, '{"a":"-1","b":"1000000000000000000000000000000"}'],
    ['an open end is null', { until: Number.POSITIVE_INFINITY }, '{"until":null}'],
    ['a field without a value is left out', { a: undefined, b: [undefined, () => 1] }, '{"b":[null,null]}'],
    ['a function has no form', () => 1, undefined],
    [
      'names go by UTF-16 code units',
      { '\u{1f600}': 1, '\ufb33': 2, a: 3 },
      '{"a":3,"\u{1f600}":1,"\ufb33":2}',
    ],
    ['numbers are as JavaScript writes them', [1e21, -0, 0.000001, 1e-7], '[1e+21,0,0.000001,1e-7]'],
    ['control characters', '\u0000\n"\\', '"\\u0000\\n\\"\\\\"'],
  ])('%s', (_, value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  test.each([Number.NaN, Number.NEGATIVE_INFINITY, ['a', Number.NaN], '\ud800', { '\udfff': 1 }])(
    '%p is refused',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(RangeError);
    },
  );
});
