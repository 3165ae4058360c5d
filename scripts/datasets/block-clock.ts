/**
 * Block numbers for times, where a source gives times only: interpolated between blocks whose number and time are
 * both known. On the real chain two different times are two different blocks, so there is always room: what comes out
 * keeps every "before" and "after" of the source, and is exact wherever a time is known.
 */

import { InvariantError } from '../../src/core/errors.ts';

/** A block whose number and time (Unix seconds) are known. */
export interface BlockAnchor {
  readonly block: number;
  readonly time: number;
}

/**
 * A block number for each of the times: an anchor's own block at its time; in between linear, moved as little as
 * needed to be strictly increasing and inside the gap.
 * @param anchors any order; equal ones may repeat
 * @param times Unix seconds, any order; equal ones may repeat
 * @throws InvariantError when the anchors contradict each other, or a gap has fewer blocks than times, or a time lies
 *   outside the anchors
 */
export function blocksAtTimes(
  anchors: readonly BlockAnchor[],
  times: readonly number[],
): Map<number, number> {
  const known = sortedAnchors(anchors);
  const wanted = [...new Set(times)].sort((a, b) => a - b);
  const blocks = new Map<number, number>();
  let next = 0;
  for (const [index, after] of known.entries()) {
    const before = known[index - 1];
    const inside: number[] = [];
    for (let time = wanted[next]; time !== undefined && time < after.time; time = wanted[next]) {
      inside.push(time);
      next += 1;
    }
    fillGap(before, after, inside, blocks);
    if (wanted[next] === after.time) {
      blocks.set(after.time, after.block);
      next += 1;
    }
  }
  const left = wanted[next];
  if (left !== undefined) throw new InvariantError('a time lies after the last known block', { time: left });
  return blocks;
}

/** Gives each time inside a gap a free block, in order; `times` ascending and strictly inside. */
function fillGap(
  before: BlockAnchor | undefined,
  after: BlockAnchor,
  times: readonly number[],
  blocks: Map<number, number>,
): void {
  const [first] = times;
  if (first === undefined) return;
  if (before === undefined)
    throw new InvariantError('a time lies before the first known block', { time: first });
  if (after.block - before.block - 1 < times.length) {
    throw new InvariantError('a gap between known blocks has fewer blocks than times', {
      from: before.block,
      to: after.block,
      times: times.length,
    });
  }
  let last = before.block;
  for (const [index, time] of times.entries()) {
    const share = ((time - before.time) * (after.block - before.block)) / (after.time - before.time);
    const lineal = before.block + Math.round(share);
    const highest = after.block - (times.length - index);
    last = Math.min(Math.max(lineal, last + 1), highest);
    blocks.set(time, last);
  }
}

/** One anchor per block, ascending; number and time must rise together. */
function sortedAnchors(anchors: readonly BlockAnchor[]): BlockAnchor[] {
  const sorted = [...anchors].sort((a, b) => a.block - b.block || a.time - b.time);
  const distinct: BlockAnchor[] = [];
  for (const anchor of sorted) {
    const last = distinct.at(-1);
    if (last?.block === anchor.block && last.time === anchor.time) continue;
    if (last !== undefined && (anchor.block === last.block || anchor.time <= last.time)) {
      throw new InvariantError('known blocks contradict each other', {
        block: last.block,
        and: anchor.block,
      });
    }
    distinct.push(anchor);
  }
  return distinct;
}
