/**
 * Lots in order, for the methods to which order matters: joined and cut in time that grows with the logarithm of their
 * number. A balanced tree with the lots at its leaves; joining keeps heights within one of each other (Adams, "Efficient
 * sets: a balancing act", 1993, with heights instead of sizes), and turning it round is one mark at its root.
 */

import { type Branch, CLEAN, type Lot, type Lots, lot, NOTHING, type SourceId } from './lots.ts';

/** One queue of several, in order; neighbours of one source become one lot. */
export function joinQueues(parts: readonly Lots[]): Lots {
  let queue: Lots = NOTHING;
  for (const part of parts) queue = joinedTo(queue, part);
  return queue;
}

function joinedTo(first: Lots, second: Lots): Lots {
  if (first.value === 0n) return second;
  if (second.value === 0n) return first;
  const last = endOf(first, false);
  const next = endOf(second, true);
  if (last.source !== next.source) return linked(first, second);
  const merged = lot(last.value + next.value, last.tainted + next.tainted, last.source);
  const [head] = cutQueue(first, first.value - last.value);
  const [, tail] = cutQueue(second, next.value);
  return linked(linked(head, merged), tail);
}

/**
 * Cuts a queue in two.
 * @param amount units before the cut, 0 <= amount <= value
 */
export function cutQueue(lots: Lots, amount: bigint): readonly [head: Lots, rest: Lots] {
  if (amount === 0n) return [NOTHING, lots];
  if (amount === lots.value) return [lots, NOTHING];
  if (lots.left === null) return [partOf(lots, amount), partOf(lots, lots.value - amount)];
  const left = leftOf(lots);
  const right = rightOf(lots);
  if (amount < left.value) {
    const [head, rest] = cutQueue(left, amount);
    return [head, linked(rest, right)];
  }
  if (amount === left.value) return [left, right];
  const [head, rest] = cutQueue(right, amount - left.value);
  return [linked(left, head), rest];
}

/** Deals a queue out from its head. @param parts units for each, in order; they add up to the value of the queue */
export function dealQueue(lots: Lots, parts: readonly bigint[]): Lots[] {
  let queue = lots;
  return parts.map((part) => {
    const [taken, left] = cutQueue(queue, part);
    queue = left;
    return taken;
  });
}

/** The same lots in the opposite order. */
export function turnQueue(lots: Lots): Lots {
  if (lots.left === null) return lots;
  const { value, tainted, left, right, reversed, height } = lots;
  return { value, tainted, left, right, reversed: !reversed, height };
}

/** Makes the first `amount` clean units of a queue stolen from a source. @param amount at most its clean units */
export function markQueue(lots: Lots, source: SourceId, amount: bigint): Lots {
  if (amount === 0n) return lots;
  if (lots.left !== null) {
    const left = leftOf(lots);
    const inLeft = least(amount, left.value - left.tainted);
    return joinedTo(markQueue(left, source, inLeft), markQueue(rightOf(lots), source, amount - inLeft));
  }
  const marked = lot(amount, amount, source);
  return amount === lots.value ? marked : joinedTo(marked, partOf(lots, lots.value - amount));
}

function partOf({ source }: Lot, value: bigint): Lot {
  return lot(value, source === CLEAN ? 0n : value, source);
}

/** The first or the last lot. */
function endOf(lots: Lots, first: boolean): Lot {
  let at = lots;
  let left = first;
  while (at.left !== null) {
    // What stands below a reversed branch is read backwards, too.
    left = left !== at.reversed;
    at = left ? at.left : at.right;
  }
  return at;
}

function leftOf(at: Branch): Lots {
  return at.reversed ? turnQueue(at.right) : at.left;
}

function rightOf(at: Branch): Lots {
  return at.reversed ? turnQueue(at.left) : at.right;
}

const heightOf = (lots: Lots): number => (lots.left === null ? 0 : lots.height);

/** One tree of two, whatever their heights. */
function linked(left: Lots, right: Lots): Lots {
  if (left.value === 0n) return right;
  if (right.value === 0n) return left;
  const difference = heightOf(left) - heightOf(right);
  if (difference > 1 && left.left !== null) {
    return balanced(leftOf(left), linked(rightOf(left), right));
  }
  if (difference < -1 && right.left !== null) {
    return balanced(linked(left, leftOf(right)), rightOf(right));
  }
  return branch(left, right);
}

/** One tree of two whose heights differ by two at most. */
function balanced(left: Lots, right: Lots): Lots {
  const difference = heightOf(left) - heightOf(right);
  if (difference > 1 && left.left !== null) {
    const [outer, inner] = [leftOf(left), rightOf(left)];
    if (inner.left === null || heightOf(outer) >= heightOf(inner)) return branch(outer, branch(inner, right));
    return branch(branch(outer, leftOf(inner)), branch(rightOf(inner), right));
  }
  if (difference < -1 && right.left !== null) {
    const [inner, outer] = [leftOf(right), rightOf(right)];
    if (inner.left === null || heightOf(outer) >= heightOf(inner)) return branch(branch(left, inner), outer);
    return branch(branch(left, leftOf(inner)), branch(rightOf(inner), outer));
  }
  return branch(left, right);
}

function branch(left: Lots, right: Lots): Branch {
  return {
    value: left.value + right.value,
    tainted: left.tainted + right.tainted,
    left,
    right,
    reversed: false,
    height: 1 + Math.max(heightOf(left), heightOf(right)),
  };
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
