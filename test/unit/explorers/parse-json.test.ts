/** JSON without loss: quick where it is exact anyway, exact everywhere. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse, stringify } from 'lossless-json';
import {
  parseJson,
  parseJsonNumbersAsText,
  parseNumber,
} from '../../../src/explorers/transport/parse-json.ts';

/** The exact parser on the whole text: what `parseJson` must agree with. */
const exactly = (text: string) => parse(text, null, parseNumber);

describe('numbers', () => {
  test.each([
    ['0', 0],
    ['-0', -0],
    ['1.5', 1.5],
    ['1e3', 1000],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['115792089237316195423570985008687907853269984665640564039457584007913129639935', 2n ** 256n - 1n],
    ['2099999999999999.5', 2099999999999999.5],
    ['12345678901234567.5', 12345678901234568],
  ])('%s alone, in a list, in an object, after spaces', (text, value) => {
    expect(parseJson(text)).toBe(value);
    expect(parseJson(`[1,${text}]`)).toEqual([1, value]);
    expect(parseJson(`{"a":${text}}`)).toEqual({ a: value });
    expect(parseJson(`{"a" :\n\t ${text} }`)).toEqual({ a: value });
  });

  test('digits inside of a text stay a text', () => {
    expect(parseJson('{"value":"9007199254740993"}')).toEqual({ value: '9007199254740993' });
    expect(parseJson('{"value":":9007199254740993, 1"}')).toEqual({ value: ':9007199254740993, 1' });
  });
});

test.each([
  '',
  '{',
  '[1,2',
  '{"a":9007199254740993',
  '<html>',
  'undefined',
  '{"a":1}x',
  '[9007199254740993,]',
])('%p is not JSON', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});

test('numbers may stay the texts that they are', () => {
  const text =
    '{"price":0.30000000000000004000,"list":[1e-7,-0,12345678901234567890.5],"text":"1.50","none":null}';
  expect(parseJsonNumbersAsText(text)).toEqual({
    price: '0.30000000000000004000',
    list: ['1e-7', '-0', '12345678901234567890.5'],
    text: '1.50',
    none: null,
  });
  expect(() => parseJsonNumbersAsText('{"price":01}')).toThrow(SyntaxError);
});

test('a key named __proto__ is a key like any other', () => {
  const value = parseJson('{"__proto__":{"polluted":9007199254740993}}') as Record<string, unknown>;
  expect(Object.keys(value)).toEqual(['__proto__']);
  expect(value.polluted).toBeUndefined();
});

const integer = fc.oneof(fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }), fc.bigInt(-100n, 100n));
const leaf = fc.oneof(
  integer,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[-:,[\] 0-9]{0,30}$/),
  fc.boolean(),
  fc.constant(null),
);
const { value: anyJson } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value')),
  ),
}));

test('equals the exact parser on any JSON', () => {
  fc.assert(
    fc.property(anyJson, fc.boolean(), (value, spaced) => {
      const text = stringify(value, null, spaced ? 2 : undefined) ?? 'null';
      expect(parseJson(text)).toEqual(exactly(text));
    }),
    { numRuns: 2000 },
  );
});

test('integers of any size come back unchanged', () => {
  fc.assert(
    fc.property(integer, (value) => {
      const [parsed] = parseJson(`[${value}]`) as [number | bigint];
      expect(BigInt(parsed)).toBe(value);
    }),
  );
});

test('a long text without large numbers takes the quick way', () => {
  const rows = Array.from({ length: 50_000 }, (_, n) => ({
    blockNumber: `${n}`,
    value: '1'.repeat(22),
    fee: n,
  }));
  const text = JSON.stringify(rows);
  const milliseconds = (parser: (text: string) => unknown) => {
    const started = process.cpuUsage();
    expect(parser(text)).toHaveLength(50_000);
    return process.cpuUsage(started).user / 1000;
  };
  expect(2 * milliseconds(parseJson)).toBeLessThan(milliseconds(exactly));
});
