/** Columns hold what plain arrays hold, of every size that an amount may have, and nothing silently wraps. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BigintColumn, Column } from '../../src/core/columns.ts';
import { InvariantError } from '../../src/core/errors.ts';

/** What may be done to a column: a row more, a row changed, rows of 0, rows taken out. */
function steps<T>(values: fc.Arbitrary<T>) {
  return fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('push' as const), value: values }),
      fc.record({ kind: fc.constant('set' as const), row: fc.nat(), value: values }),
      fc.record({ kind: fc.constant('extend' as const), by: fc.nat({ max: 40 }) }),
      fc.record({ kind: fc.constant('truncate' as const), row: fc.nat() }),
    ),
    { maxLength: 60 },
  );
}

interface AnyColumn<T> {
  readonly length: number;
  get(row: number): T;
  set(row: number, value: T): void;
  push(value: T): number;
  extend(length: number): void;
  truncate(length: number): void;
}

function expectLikeArray<T>(column: AnyColumn<T>, zero: T, values: fc.Arbitrary<T>): void {
  fc.assert(
    fc.property(steps(values), (list) => {
      column.truncate(0);
      const plain: T[] = [];
      for (const step of list) {
        const row = 'row' in step ? step.row % Math.max(1, plain.length) : 0;
        if (step.kind === 'push') expect(column.push(step.value)).toBe(plain.push(step.value) - 1);
        else if (step.kind === 'truncate') {
          plain.length = row;
          column.truncate(row);
        } else if (step.kind === 'extend') {
          column.extend(plain.length + step.by);
          for (let n = 0; n < step.by; n += 1) plain.push(zero);
        } else if (row < plain.length) {
          plain[row] = step.value;
          column.set(row, step.value);
        }
        expect(column.length).toBe(plain.length);
      }
      expect(Array.from({ length: column.length }, (_, row) => column.get(row))).toEqual(plain);
    }),
  );
}

describe('a column of numbers', () => {
  test.each([
    ['uint8', 0, 255],
    ['int32', -(2 ** 31), 2 ** 31 - 1],
    ['uint32', 0, 2 ** 32 - 1],
  ] as const)('of %s is like an array', (kind, min, max) => {
    expectLikeArray(new Column(kind), 0, fc.integer({ min, max }));
    for (const value of [min - 1, max + 1, 0.5, Number.NaN]) {
      expect(() => new Column(kind).push(value)).toThrow(InvariantError);
    }
  });

  test('has no other rows', () => {
    const column = new Column('int32');
    column.push(7);
    for (const row of [-1, 1, 0.5]) expect(() => column.get(row)).toThrow(InvariantError);
    for (const row of [-1, 1]) expect(() => column.set(row, 7)).toThrow(InvariantError);
  });
});

describe('a column of amounts', () => {
  const edges = [0n, 1n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 128n - 1n, 2n ** 128n, 2n ** 256n - 1n, -1n];

  test.each([
    ['of satoshi', fc.bigInt({ min: 0n, max: 2_100_000_000_000_000n })],
    ['of wei', fc.bigInt({ min: 0n, max: 2n ** 100n })],
    ['of any size', fc.oneof(fc.constantFrom(...edges), fc.bigInt())],
  ])('%s is like an array', (_, values) => expectLikeArray(new BigintColumn(), 0n, values));

  test('has no other rows', () => {
    const column = new BigintColumn();
    column.push(7n);
    for (const row of [-1, 1]) {
      expect(() => column.get(row)).toThrow(InvariantError);
      expect(() => column.set(row, 7n)).toThrow(InvariantError);
    }
  });
});
