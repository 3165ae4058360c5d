/** The confidence of a finding: worked examples, and that it never rises with weaker grounds. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CHAIN_DATA, confidenceFrom, surestOf } from '../../../src/core/flags/confidence.ts';

describe('confidence', () => {
  test.each([
    ['a pool that its protocol names, straight', { rule: 100, naming: 100 }, 100],
    ['a tag of a forensic list', { rule: 100, naming: 50 }, 50],
    ['a tag of a web page', { rule: 100, naming: 20 }, 20],
    ['a protocol recognised by its transaction', { rule: 95, naming: 100 }, 95],
    ['a rule and a tag, both unsure', { rule: 95, naming: 50 }, 47],
    ['one hop is straight', { rule: 100, naming: 100, hops: 1 }, 100],
    ['two hops lose a tenth', { rule: 100, naming: 100, hops: 2 }, 90],
    ['each step is rounded down', { rule: 100, naming: 100, hops: 5 }, 64],
    ['a forensic list, three hops away', { rule: 100, naming: 50, hops: 3 }, 40],
    ['far away nothing is left', { rule: 100, naming: 100, hops: 1000 }, 0],
    ['nothing is known', { rule: 100, naming: 0 }, 0],
  ])('%s', (_, grounds, expected) => {
    expect(confidenceFrom(grounds)).toBe(expected);
  });

  test.each([
    [{ rule: 101, naming: 100 }],
    [{ rule: 100, naming: -1 }],
    [{ rule: 99.5, naming: 100 }],
    [{ rule: Number.NaN, naming: 100 }],
  ])('%j is refused', (grounds) => {
    expect(() => confidenceFrom(grounds)).toThrow('is no confidence');
  });

  test('is a whole number that never rises with weaker grounds', () => {
    const level = fc.integer({ min: 0, max: 100 });
    const hops = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(level, level, hops, (rule, naming, away) => {
        const confidence = confidenceFrom({ rule, naming, hops: away });
        expect(Number.isInteger(confidence)).toBe(true);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(Math.min(rule, naming));
        expect(confidenceFrom({ rule: Math.max(0, rule - 1), naming, hops: away })).toBeLessThanOrEqual(
          confidence,
        );
        expect(confidenceFrom({ rule, naming: Math.max(0, naming - 1), hops: away })).toBeLessThanOrEqual(
          confidence,
        );
        expect(confidenceFrom({ rule, naming, hops: away + 1 })).toBeLessThanOrEqual(confidence);
      }),
    );
  });

  test('of several observations the surest counts', () => {
    expect(surestOf([20, 50, CHAIN_DATA, 5])).toBe(100);
    expect(surestOf([])).toBe(0);
  });
});
