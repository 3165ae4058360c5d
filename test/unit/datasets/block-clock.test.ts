/** Block numbers for times: exact at known blocks, strictly increasing in between, loud when it cannot be done. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BlockAnchor, blocksAtTimes } from '../../../scripts/datasets/block-clock.ts';
import { InvariantError } from '../../../src/core/errors.ts';

const ANCHORS: readonly BlockAnchor[] = [
  { block: 100, time: 1000 },
  { block: 110, time: 1100 },
  { block: 113, time: 1200 },
];

describe('blocksAtTimes', () => {
  test('gives a known time its own block, and a time in between its share of the gap', () => {
    expect([...blocksAtTimes(ANCHORS, [1100, 1050, 1000, 1200])]).toEqual([
      [1000, 100],
      [1050, 105],
      [1100, 110],
      [1200, 113],
    ]);
  });

  test('moves crowded times apart and keeps them inside the gap', () => {
    expect([...blocksAtTimes(ANCHORS, [1001, 1002, 1003]).values()]).toEqual([101, 102, 103]);
    expect([...blocksAtTimes(ANCHORS, [1097, 1098, 1099]).values()]).toEqual([107, 108, 109]);
    expect([...blocksAtTimes(ANCHORS, [1101, 1199]).values()]).toEqual([111, 112]);
  });

  test('does not depend on the order or the repetition of what it is given', () => {
    const straight = blocksAtTimes(ANCHORS, [1001, 1002, 1050]);
    const shuffled = blocksAtTimes([...ANCHORS, ...ANCHORS].reverse(), [1050, 1002, 1001, 1002]);
    expect([...shuffled]).toEqual([...straight]);
  });

  test.each<[string, readonly BlockAnchor[], readonly number[]]>([
    ['more times than blocks in a gap', ANCHORS, [1110, 1120, 1130]],
    ['a time before the first known block', ANCHORS, [999]],
    ['a time after the last known block', ANCHORS, [1201]],
    ['a block with two times', [...ANCHORS, { block: 100, time: 1001 }], []],
    ['a later block with an earlier time', [...ANCHORS, { block: 114, time: 1150 }], []],
    ['two blocks of one time', [...ANCHORS, { block: 114, time: 1200 }], []],
  ])('refuses %s', (_, anchors, times) => {
    expect(() => blocksAtTimes(anchors, times)).toThrow(InvariantError);
  });

  test('is exact at known times and strictly increasing on any chain with one block per time', () => {
    fc.assert(
      fc.property(chains, ({ chain, known, wanted }) => {
        const anchors = known.map((index) => chain[index]).filter((anchor) => anchor !== undefined);
        const times = wanted.map((index) => chain[index]?.time ?? 0);
        const blocks = blocksAtTimes(anchors, times);
        expect(new Set(blocks.keys())).toEqual(new Set(times));
        for (const { block, time } of anchors) {
          if (blocks.has(time)) expect(blocks.get(time)).toBe(block);
        }
        // Together with the known blocks, later times have higher blocks.
        const all = new Map([...blocks, ...anchors.map(({ block, time }) => [time, block] as const)]);
        const inTime = [...all].sort(([a], [b]) => a - b).map(([, block]) => block);
        for (const [index, block] of inTime.entries()) {
          if (index > 0) expect(block).toBeGreaterThan(inTime[index - 1] ?? 0);
        }
      }),
    );
  });
});

/** A real chain (each block later than the one before), some of its blocks known, times of some others wanted. */
const chains = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 60 }).chain((gaps) => {
  const chain = gaps.map((_, index) => ({
    block: 1000 + index,
    time: 5000 + gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0),
  }));
  const last = chain.length - 1;
  const indices = fc.array(fc.integer({ min: 0, max: last }), { maxLength: 40 });
  return fc.record({
    chain: fc.constant(chain),
    known: indices.map((some) => [...new Set([0, last, ...some])]),
    wanted: indices,
  });
});
