/** Where nodes stand: apart, by hop, always at the same place, and with few crossings. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type LaidLink,
  type LaidNode,
  layout,
  NODE,
  type Place,
} from '../../../../src/web/pages/case/graph/layout.ts';

const graphs = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 250 }).chain((hops) => {
  const nodes = hops.map((hop, n): LaidNode => ({ id: `n${n}`, hop }));
  const any = fc.integer({ min: 0, max: hops.length - 1 });
  const links = fc.array(
    fc.tuple(any, any).map(([a, b]): LaidLink => ({ from: `n${a}`, to: `n${b}` })),
    { maxLength: 300 },
  );
  return fc.record({ nodes: fc.constant(nodes), links });
});

const isApart = (a: Place, b: Place) =>
  a.x + NODE.width <= b.x || b.x + NODE.width <= a.x || a.y + NODE.height <= b.y || b.y + NODE.height <= a.y;

describe('whatever the graph', () => {
  test('every node has a place, and no two overlap', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, links }) => {
        const places = [...layout(nodes, links).values()];
        expect(places).toHaveLength(nodes.length);
        for (const [index, place] of places.entries()) {
          for (const other of places.slice(index + 1))
            if (!isApart(place, other)) throw new Error('they overlap');
        }
      }),
      { numRuns: 30 },
    );
  });

  test('a node of a later hop stands wholly right of one of an earlier', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, links }) => {
        const places = layout(nodes, links);
        const xs = (hop: number) =>
          nodes.filter((node) => node.hop === hop).map(({ id }) => places.get(id)?.x ?? 0);
        const hops = [...new Set(nodes.map(({ hop }) => hop))].sort((a, b) => a - b);
        for (const [index, hop] of hops.slice(1).entries()) {
          expect(Math.min(...xs(hop))).toBeGreaterThanOrEqual(Math.max(...xs(hops[index] ?? 0)) + NODE.width);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('the order in which nodes and links come changes nothing', () => {
    fc.assert(
      fc.property(graphs, fc.infiniteStream(fc.nat()), ({ nodes, links }, keys) => {
        const mixed = <T>(list: readonly T[]) =>
          list
            .map((item) => ({ item, key: keys.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        const places = layout(mixed(nodes), mixed(links));
        for (const [id, place] of layout(nodes, links)) expect(places.get(id)).toEqual(place);
      }),
      { numRuns: 30 },
    );
  });
});

test('a ladder that comes crossed is laid out straight', () => {
  // The ids alone would give a0 over a9 and b0 over b9: every link would cross every other.
  const ids = Array.from({ length: 10 }, (_, n) => n);
  const nodes = ids.flatMap((n) => [
    { id: `a${n}`, hop: 0 },
    { id: `b${n}`, hop: 1 },
  ]);
  const links = ids.map((n) => ({ from: `a${n}`, to: `b${9 - n}` }));
  const places = layout(nodes, links);
  for (const { from, to } of links) expect(places.get(from)?.y).toBe(places.get(to)?.y);
});

test('a hop with very many nodes is wrapped, one with 40 is not', () => {
  const columns = (count: number) => {
    const nodes = Array.from({ length: count }, (_, n) => ({ id: `n${n}`, hop: 1 }));
    return new Set([...layout(nodes, []).values()].map(({ x }) => x)).size;
  };
  expect([columns(40), columns(41), columns(2000)]).toEqual([1, 2, 30]);
});
