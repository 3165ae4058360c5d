/** Disjoint sets, against sets that are merged one by one. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UnionFind } from '../../../src/core/cluster/union-find.ts';

const SIZE = 12;
const item = fc.nat({ max: SIZE - 1 });
const pairs = fc.array(fc.tuple(item, item), { maxLength: 20 });

function unionOf(merges: readonly (readonly [number, number])[]): UnionFind {
  const sets = new UnionFind();
  for (let n = 0; n < SIZE; n += 1) expect(sets.add()).toBe(n);
  for (const [a, b] of merges) sets.union(a, b);
  return sets;
}

function naive(merges: readonly (readonly [number, number])[]): Set<number>[] {
  let sets = Array.from({ length: SIZE }, (_, n) => new Set([n]));
  for (const [a, b] of merges) {
    const touched = sets.filter((set) => set.has(a) || set.has(b));
    sets = [...sets.filter((set) => !touched.includes(set)), new Set(touched.flatMap((set) => [...set]))];
  }
  return sets;
}

test('the sets are those of merging, each under its smallest number', () => {
  fc.assert(
    fc.property(pairs, (merges) => {
      const sets = unionOf(merges);
      for (const set of naive(merges)) {
        for (const member of set) {
          expect(sets.find(member)).toBe(Math.min(...set));
          expect(sets.sizeOf(member)).toBe(set.size);
        }
      }
    }),
  );
});

test('union tells what stands for the merged set', () => {
  const sets = unionOf([[5, 3]]);
  expect([sets.union(7, 5), sets.union(3, 7), sets.union(0, 3), sets.length]).toEqual([3, 3, 0, SIZE]);
});
