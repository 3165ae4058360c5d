/** Queues of lots against plain lists: the same lots in the same order, and a tree that stays low. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanLot, type Lots, lot, lotList, NOTHING } from '../../src/core/taint/lots.ts';
import { cutQueue, joinQueues, markQueue, turnQueue } from '../../src/core/taint/queue.ts';

interface Unit {
  readonly source: number;
  readonly value: bigint;
}

/** What the operations must give, on lists that are walked from end to end. */
const merged = (units: readonly Unit[]): Unit[] => {
  const list: Unit[] = [];
  for (const { source, value } of units) {
    const last = list.at(-1);
    if (value === 0n) continue;
    if (last?.source === source) list[list.length - 1] = { source, value: last.value + value };
    else list.push({ source, value });
  }
  return list;
};
const cut = (units: readonly Unit[], amount: bigint): [Unit[], Unit[]] => {
  let open = amount;
  const [head, rest]: [Unit[], Unit[]] = [[], []];
  for (const { source, value } of units) {
    const part = value < open ? value : open;
    head.push({ source, value: part });
    rest.push({ source, value: value - part });
    open -= part;
  }
  return [merged(head), merged(rest)];
};
const mark = (units: readonly Unit[], source: number, amount: bigint): Unit[] => {
  let open = amount;
  return merged(
    units.flatMap((unit) => {
      const part = unit.source !== 0 ? 0n : unit.value < open ? unit.value : open;
      open -= part;
      return [
        { source, value: part },
        { source: unit.source, value: unit.value - part },
      ];
    }),
  );
};
const listed = (lots: Lots): Unit[] => lotList(lots).map(({ source, value }) => ({ source, value }));
const lotOf = ({ source, value }: Unit) => (source === 0 ? cleanLot(value) : lot(value, value, source));

const unit = fc.record({ source: fc.nat({ max: 4 }), value: fc.bigInt({ min: 1n, max: 1000n }) });
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('append' as const), unit }),
    fc.record({ do: fc.constant('prepend' as const), unit }),
    fc.record({ do: fc.constant('turn' as const) }),
    fc.record({ do: fc.constant('swap' as const), permille: fc.nat({ max: 1000 }) }),
    fc.record({
      do: fc.constant('mark' as const),
      permille: fc.nat({ max: 1000 }),
      source: fc.integer({ min: 1, max: 4 }),
    }),
  ),
  { minLength: 1, maxLength: 120 },
);

test('append, prepend, turn, cut and mark are those of plain lists', () => {
  fc.assert(
    fc.property(steps, (choices) => {
      let queue: Lots = NOTHING;
      let list: Unit[] = [];
      for (const step of choices) {
        const part = (permille: number, of: bigint) => (of * BigInt(permille)) / 1000n;
        if (step.do === 'append') {
          queue = joinQueues([queue, lotOf(step.unit)]);
          list = merged([...list, step.unit]);
        } else if (step.do === 'prepend') {
          queue = joinQueues([lotOf(step.unit), queue]);
          list = merged([step.unit, ...list]);
        } else if (step.do === 'turn') {
          queue = turnQueue(queue);
          list = [...list].reverse();
        } else if (step.do === 'swap') {
          const amount = part(step.permille, queue.value);
          const [head, rest] = cutQueue(queue, amount);
          const [first, second] = cut(list, amount);
          expect([listed(head), listed(rest)]).toEqual([first, second]);
          queue = joinQueues([rest, head]);
          list = merged([...second, ...first]);
        } else {
          const amount = part(step.permille, queue.value - queue.tainted);
          queue = markQueue(queue, step.source, amount);
          list = mark(list, step.source, amount);
        }
        expect(listed(queue)).toEqual(list);
        expect(queue.value).toBe(list.reduce((sum, { value }) => sum + value, 0n));
        expect(queue.tainted).toBe(
          list.reduce((sum, { source, value }) => (source === 0 ? sum : sum + value), 0n),
        );
        expect(heightOf(queue)).toBeLessThanOrEqual(2 * Math.log2(list.length + 1) + 1);
      }
    }),
    { numRuns: 1000 },
  );
});

/** The real one, and no two neighbours further apart than they may be. */
function heightOf(lots: Lots): number {
  if (lots.left === null) return 0;
  const [left, right] = [heightOf(lots.left), heightOf(lots.right)];
  expect(Math.abs(left - right)).toBeLessThanOrEqual(1);
  expect(lots.height).toBe(1 + Math.max(left, right));
  return lots.height;
}
