/** What is put together in the graph, what is not, and what opening a group brings. */
import { describe, expect, test } from '@jest/globals';
import {
  groupedView,
  groupsAround,
  type Opened,
  openedGroups,
} from '../../../../src/web/pages/case/graph/money-groups.ts';
import { nameOf } from '../../../../src/web/pages/case/graph/view-words.ts';
import { at, type Rest, sketchedModel } from '../../../support/money-sketch.ts';

const NONE: Opened = new Set();
const view = (lines: readonly string[], opened: Opened = NONE, rests: readonly Rest[] = []) =>
  groupedView(sketchedModel(lines, rests), opened);
const names = (...args: Parameters<typeof view>) =>
  view(...args)
    .nodes.map(nameOf)
    .sort();

/** Some depositors between the seed and one receiver. */
const fan = (count: number) =>
  Array.from({ length: count }, (_, n) => [`s > d${n} 10`, `d${n} > pool 10`]).flat();

describe('addresses in one role', () => {
  test('three with the same giver and receiver are one node, two are not', () => {
    expect(names(fan(3))).toEqual(['3 addresses', 'pool', 's']);
    expect(names(fan(2))).toEqual(['d0', 'd1', 'pool', 's']);
  });

  test.each([
    ['another giver', ['a > d0 1']],
    ['another receiver', ['d0 > elsewhere 1']],
  ])('not with %s', (_, more) => {
    expect(names([...fan(3), ...more])).toContain('d0');
    expect(names([...fan(4), ...more])).toContain('3 addresses');
  });

  test('not where value ended in another way', () => {
    const lines = ['s > a 1', 's > b 1', 's > c 1', 's > d 1'];
    const rest = (address: string, kind: Rest['kind'], entity?: string): Rest => ({
      at: address,
      amount: 1n,
      kind,
      ...(entity === undefined ? {} : { entity }),
    });
    const unspent = ['a', 'b', 'c'].map((address) => rest(address, 'unspent'));
    expect(names(lines, NONE, [...unspent, rest('d', 'below-threshold')])).toEqual(['3 addresses', 'd', 's']);
  });

  test('its link carries all sums; what several of it gave jointly counts once', () => {
    const lines = ['s > a 1', 's > b 2', 's > c 4', 'a+b+c > pool 7'];
    const { links } = view(lines);
    expect(links.map(({ from, to, amounts }) => [from, to, amounts.get('BTC')])).toEqual(
      [
        [at('s'), `same ${at('a')}`, 7n],
        [`same ${at('a')}`, at('pool'), 7n],
      ].sort(),
    );
  });
});

describe('runs', () => {
  const run = (count: number) => [
    's > p0 100',
    ...Array.from({ length: count }, (_, n) => `p${n} > p${n + 1} ${90 - n}`),
  ];

  test('three that pass on what they received are a chain, two are not', () => {
    expect(names(run(3))).toEqual(['chain, 3 hops', 'p3', 's']);
    expect(names(run(2))).toEqual(['p0', 'p1', 'p2', 's']);
  });

  test('with smaller amounts to others it is a peel chain, and what was peeled off is one role', () => {
    const peels = Array.from({ length: 12 }, (_, n) => `p${n} > shop${n} 5`);
    const [chain, ...others] = [...view([...run(12), ...peels]).nodes].sort(
      (a, b) => b.members.length - a.members.length,
    );
    expect(chain && nameOf(chain)).toBe('peel chain, 12 hops');
    expect(chain?.members.map(({ address }) => address)).toEqual(
      Array.from({ length: 12 }, (_, n) => `p${n}`),
    );
    expect(others.map(nameOf).sort()).toEqual(['12 addresses', 'p12', 's']);
  });

  test('half is not the main part', () => {
    const even = ['s > p0 100', 'p0 > p1 50', 'p0 > shop 50', 'p1 > p2 40', 'p2 > p3 30'];
    expect(names(even)).toEqual(['p0', 'p1', 'p2', 'p3', 's', 'shop']);
    expect(names([...even, 'p0 > p1 1'])).toContain('peel chain, 3 hops');
  });

  test('a second giver breaks a run', () => {
    expect(names([...run(3), 'x > p1 1'])).not.toContain('chain, 3 hops');
    expect(names([...run(7), 'x > p4 1'])).toContain('chain, 4 hops');
  });

  test('what comes round to itself stays as it is', () => {
    expect(names(['s > t 1', 'a > b 1', 'b > c 1', 'c > a 1'])).toEqual(['a', 'b', 'c', 's', 't']);
  });
});

describe('opening', () => {
  test('an opened group is its members, and each knows the group', () => {
    const opened = new Set([`same ${at('d0')}`]);
    const open = view(fan(3), opened);
    expect(open.nodes.map(nameOf).sort()).toEqual(['d0', 'd1', 'd2', 'pool', 's']);
    expect(open.groupsOf.get(at('d1'))).toEqual([`same ${at('d0')}`]);
    expect(openedGroups(open)).toEqual(opened);
  });

  test('runs in one role are a group of groups, opened step by step or all at once', () => {
    const lines = [0, 1, 2].flatMap((n) => [
      `s > a${n} 9`,
      `a${n} > b${n} 9`,
      `b${n} > c${n} 9`,
      `c${n} > pool 9`,
    ]);
    expect(names(lines)).toEqual(['9 addresses', 'pool', 's']);
    expect(groupsAround(sketchedModel(lines), at('b1'))).toEqual([
      `same chain ${at('a0')}`,
      `chain ${at('a1')}`,
    ]);
    expect(names(lines, new Set([`same chain ${at('a0')}`]))).toEqual([
      'chain, 3 hops',
      'chain, 3 hops',
      'chain, 3 hops',
      'pool',
      's',
    ]);
    expect(view(lines, 'all').nodes).toHaveLength(11);
  });

  test('every address is shown by exactly one node, whatever is open', () => {
    const model = sketchedModel(fan(5));
    for (const opened of [NONE, 'all'] as const) {
      const { nodes, shownAs } = groupedView(model, opened);
      expect(nodes.flatMap(({ members }) => members.map(({ id }) => id)).sort()).toEqual(
        [...model.nodes.keys()].sort(),
      );
      expect([...shownAs.keys()].sort()).toEqual([...model.nodes.keys()].sort());
    }
  });
});

test('beyond 300 nodes those of least value are put together by hop', () => {
  // No two have the same receivers, so that they have no role in common.
  const lines = Array.from({ length: 200 }, (_, n) => [
    `s > d${n} ${n + 1}`,
    `d${n} > e${n} ${n + 1}`,
  ]).flat();
  const { nodes } = view(lines);
  const groups = nodes.filter(({ form }) => form === 'small');
  expect(groups.map(nameOf)).toEqual(['50 smaller addresses', '50 smaller addresses']);
  // The 300, the two groups, and the seed, to which nothing came.
  expect(nodes.length).toBe(303);
  const biggest = Math.max(
    ...groups.flatMap(({ members }) => members.map(({ received }) => Number(received.get('BTC') ?? 0))),
  );
  expect(biggest).toBe(50);
  expect(names(lines.slice(0, 298))).toHaveLength(299);
});
