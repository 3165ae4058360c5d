/**
 * Which requests fail is a pure function of seed, method, URL and count; shares and forms come out as asked.
 */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FAULT_KINDS, type Fault, type FaultKind, faultFor } from '../../../src/replay/faults.ts';

const REQUESTS = 6000;

/** The faults of `count` requests to different URLs. */
function faults(rate: number, kinds?: readonly FaultKind[], seed = 's', count = REQUESTS): (Fault | null)[] {
  const options = kinds === undefined ? { rate, seed } : { rate, seed, kinds };
  return Array.from({ length: count }, (_, n) => faultFor(options, 'GET', `/api/tx/${n}`, 1));
}

const share = <T>(of: readonly T[], hit: (one: T) => boolean): number => of.filter(hit).length / of.length;

describe('faultFor', () => {
  test('gives the same answer for the same question, in any order', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.webPath(),
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seed, url, n, rate) => {
          const first = faultFor({ rate, seed }, 'GET', url, n);
          faultFor({ rate, seed }, 'GET', `${url}/other`, n + 1);
          expect(faultFor({ rate, seed }, 'GET', url, n)).toEqual(first);
        },
      ),
    );
  });

  test('depends on each of seed, method, URL and count', () => {
    const kinds = (seed: string, method: string, url: string, n: number): unknown[] =>
      Array.from({ length: 40 }, (_, k) => faultFor({ rate: 0.5, seed }, method, `${url}${k}`, n)?.kind);
    const base = kinds('s', 'GET', '/a', 1);
    expect(kinds('t', 'GET', '/a', 1)).not.toEqual(base);
    expect(kinds('s', 'POST', '/a', 1)).not.toEqual(base);
    expect(kinds('s', 'GET', '/b', 1)).not.toEqual(base);
    expect(kinds('s', 'GET', '/a', 2)).not.toEqual(base);
  });

  // Bounds are five standard deviations of a binomial share over 6,000 requests: 5 x sqrt(p(1-p)/6000) <= 0.033.
  test.each([0.05, 0.2, 0.5, 0.9])('a rate of %d fails about that share', (rate) => {
    expect(Math.abs(share(faults(rate), (fault) => fault !== null) - rate)).toBeLessThan(0.033);
  });

  test('rate 0 fails nothing, rate 1 everything', () => {
    expect(faults(0).every((fault) => fault === null)).toBe(true);
    expect(faults(1).every((fault) => fault !== null)).toBe(true);
  });

  test('a higher rate fails everything that a lower one fails', () => {
    const low = faults(0.2);
    const high = faults(0.6);
    expect(low.every((fault, n) => fault === null || high[n] !== null)).toBe(true);
  });

  test('kinds and forms are spread evenly', () => {
    const all = faults(1);
    for (const kind of FAULT_KINDS) {
      expect(Math.abs(share(all, (fault) => fault?.kind === kind) - 1 / FAULT_KINDS.length)).toBeLessThan(
        0.033,
      );
    }
    expect(Math.abs(share(all, (fault) => fault?.wellFormed === true) - 0.5)).toBeLessThan(0.033);
    expect(Math.abs(share(all, (fault) => fault?.retryAfter === true) - 0.5)).toBeLessThan(0.033);
  });

  test('only the kinds that are asked for happen', () => {
    const kinds: readonly FaultKind[] = ['cut', '500'];
    expect(new Set(faults(1, kinds).map((fault) => fault?.kind))).toEqual(new Set(kinds));
  });
});
