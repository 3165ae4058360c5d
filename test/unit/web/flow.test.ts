/** What the Sankey draws: amounts that add up, small parts put together, nothing in circles. */
import { describe, expect, test } from '@jest/globals';
import { addressFlow } from '../../../src/web/pages/case/flow/address-flow.ts';
import { addedLinks, type Flow, withoutCircles } from '../../../src/web/pages/case/flow/flow.ts';
import { drawnFlow } from '../../../src/web/pages/case/flow/flow-layout.ts';
import { linkWords, nodeWords } from '../../../src/web/pages/case/flow/flow-words.ts';
import { originFlow } from '../../../src/web/pages/case/flow/origin-flow.ts';

const edge = (from: string | string[], to: string, amount: number, asset = 'ETH') => ({
  from: [from].flat(),
  to,
  amount: String(amount),
  asset,
});
const place = (address: string, amount: number, held: object | null = null) => ({
  address,
  amount: String(amount),
  held,
});
const outcome = (
  kind: string,
  entity: string | null,
  amount: number,
  places: ReturnType<typeof place>[],
) => ({
  kind,
  entity,
  asset: 'ETH',
  amount: String(amount),
  places,
});
const seed = { kind: 'address', where: 'S', asset: 'ETH' };
const links = (flow: Flow) => flow.links.map(({ from, to, amount }) => `${from} > ${to} ${amount}`).sort();

describe('by address', () => {
  test('an address whose coins all ended there in one way is drawn as that outcome', () => {
    const flow = addressFlow({
      asset: 'ETH',
      seeds: [seed],
      most: 10,
      hasShares: true,
      outcomes: [outcome('mixer', 'M', 70, [place('P', 70)]), outcome('unspent', null, 30, [place('A', 30)])],
      graph: {
        nodes: [
          { address: 'S', hops: 0 },
          { address: 'A', hops: 1 },
          { address: 'P', hops: 2 },
        ],
        edges: [edge('S', 'A', 100), edge('A', 'P', 40), edge('A', 'P', 30), edge('S', 'A', 999, 'TOKEN')],
      },
    });
    expect(links(flow)).toEqual(['A > end mixer M 70', 'A > end unspent  30', 'S > A 100']);
    expect(flow.stolen).toBe(100n);
    expect(flow.nodes.map(({ id, role, amount }) => [id, role, amount])).toEqual([
      ['S', 'source', 100n],
      ['A', 'way', 100n],
      ['end mixer M', 'end', 70n],
      ['end unspent ', 'end', 30n],
    ]);
  });

  test('outputs have no address that held them before: they come from the seeds, and fees from what sent less than it got', () => {
    const flow = addressFlow({
      asset: 'ETH',
      seeds: [
        { kind: 'transaction', where: 't1', asset: 'ETH' },
        { kind: 'transaction', where: 't2', asset: 'ETH' },
      ],
      most: 10,
      hasShares: true,
      outcomes: [
        outcome('unspent', null, 95, [place('B', 55), place('C', 40)]),
        outcome('fees', null, 5, []),
      ],
      graph: {
        nodes: [
          { address: 'A', hops: 0 },
          { address: 'B', hops: 0 },
          { address: 'C', hops: 1 },
        ],
        edges: [edge('A', 'C', 40)],
      },
    });
    expect(links(flow)).toEqual([
      'A > end unspent  40',
      'seeds > A 40',
      'seeds > end fees  5',
      'seeds > end unspent  55',
    ]);
    expect(flow.nodes[0]).toMatchObject({ role: 'source', name: '2 seeds' });
  });

  test('those that paid together are one, because nobody can say whose coins went where', () => {
    const flow = addressFlow({
      asset: 'ETH',
      seeds: [seed],
      most: 10,
      hasShares: true,
      outcomes: [outcome('mixer', 'M', 100, [place('P', 100)])],
      graph: {
        nodes: ['S', 'A', 'B', 'P'].map((address, at) => ({ address, hops: Math.min(at, 1) })),
        edges: [edge('S', 'A', 60), edge('S', 'B', 40), edge(['A', 'B'], 'P', 100)],
      },
    });
    expect(links(flow)).toEqual(['A > end mixer M 100', 'S > A 100']);
    expect(flow.nodes.find(({ id }) => id === 'A')).toMatchObject({
      name: 'A',
      note: 'and 1 that paid with it',
    });
  });

  test('the smaller ones are put together by their distance, and named by their number', () => {
    const ways = ['A', 'B', 'C', 'D'];
    const flow = addressFlow({
      asset: 'ETH',
      seeds: [seed],
      most: 1,
      hasShares: true,
      outcomes: [outcome('mixer', 'M', 100, [place('P', 100)])],
      graph: {
        nodes: [
          { address: 'S', hops: 0 },
          ...ways.map((address) => ({ address, hops: 1 })),
          { address: 'P', hops: 2 },
        ],
        edges: ways.flatMap((way, at) => [edge('S', way, 40 - 10 * at), edge(way, 'P', 40 - 10 * at)]),
      },
    });
    expect(links(flow)).toEqual(['A > end mixer M 40', 'S > A 40', 'S > far 1 60', 'far 1 > end mixer M 60']);
    expect(flow.nodes.find(({ id }) => id === 'far 1')).toMatchObject({
      name: '3 other addresses',
      note: '1 hop away',
    });
  });

  test('what was swapped stands where it ended, over fees and swaps when there is more than one such outcome', () => {
    const flow = addressFlow({
      asset: 'ETH',
      seeds: [seed],
      most: 10,
      hasShares: true,
      outcomes: [
        outcome('unspent', null, 60, [place('A', 60, { asset: 'DAI', amount: '1' })]),
        outcome('fees', null, 40, []),
      ],
      graph: { nodes: [{ address: 'S', hops: 0 }], edges: [edge('S', 'A', 100)] },
    });
    expect(links(flow)).toEqual([
      'A > aside 100',
      'S > A 100',
      'aside > end fees  40',
      'aside > end unspent  60',
    ]);
  });
});

describe('by origin', () => {
  const share = (victim: string | null, kind: string, amount: number, at: number) => ({
    victim,
    kind,
    entity: null,
    asset: 'ETH',
    amount: String(amount),
    seed: at,
  });
  const outcomes = [outcome('mixer', null, 130, []), outcome('unspent', null, 5, [])];

  test('each victim leads to its outcomes', () => {
    const shares = [share('v1', 'mixer', 30, 1), share('v1', 'unspent', 5, 2), share(null, 'mixer', 100, 3)];
    const flow = originFlow({ asset: 'ETH', outcomes, shares, by: 'victim' });
    expect(links(flow)).toEqual([
      'from no victim named > end mixer  100',
      'from v1 > end mixer  30',
      'from v1 > end unspent  5',
    ]);
    expect(flow.stolen).toBe(135n);
  });

  test('the smallest of many seeds are put together', () => {
    const shares = Array.from({ length: 13 }, (_, at) => share(null, 'mixer', at + 1, at + 1));
    const flow = originFlow({ asset: 'ETH', outcomes, shares, by: 'seed' });
    expect(
      flow.nodes.filter(({ role }) => role === 'source').map(({ name, amount }) => [name, amount]),
    ).toEqual([
      ...Array.from({ length: 9 }, (_, at) => [`seed ${13 - at}`, BigInt(13 - at)]),
      ['4 other seeds', 10n],
    ]);
    expect(links(flow)).toContain('others > end mixer  10');
  });
});

test('links that would lead in a circle are left out, the smallest first', () => {
  const circle = [
    { from: 'a', to: 'b', amount: 9n },
    { from: 'b', to: 'c', amount: 8n },
    { from: 'c', to: 'a', amount: 2n },
  ];
  expect(withoutCircles(circle)).toEqual({ kept: circle.slice(0, 2), back: 2n });
  expect(
    addedLinks([...circle, { from: 'a', to: 'b', amount: 1n }, { from: 'a', to: 'a', amount: 5n }])[0],
  ).toEqual({
    from: 'a',
    to: 'b',
    amount: 10n,
  });
});

test('a picture runs from left to right, thick as the amount, however large the amounts are', () => {
  const whole = 10n ** 30n;
  const node = (id: string, role: 'source' | 'way' | 'end', amount: bigint) => ({
    id,
    role,
    kind: role === 'end' ? 'mixer' : 'address',
    name: id,
    note: null,
    amount,
    address: null,
    entity: null,
  });
  const flow: Flow = {
    asset: 'ETH',
    stolen: whole,
    hasShares: true,
    nodes: [node('s', 'source', whole), node('a', 'way', whole / 4n), node('m', 'end', whole)],
    links: [
      { from: 's', to: 'm', amount: (whole * 3n) / 4n },
      { from: 's', to: 'a', amount: whole / 4n },
      { from: 'a', to: 'm', amount: whole / 4n },
    ],
    back: 0n,
  };
  const { nodes, links: drawn } = drawnFlow(flow, 1000, 100);
  const xs = nodes.map(({ x }) => x);
  expect(xs).toEqual([...xs].sort((a, b) => a - b));
  expect(nodes.at(-1)?.x).toBe(1000 - 100 - 14);
  const [large, small] = drawn.map(({ width }) => width);
  expect((large ?? 0) / (small ?? 1)).toBeCloseTo(3, 5);
});

test('names are told with the exact amount and share; those of strangers cannot turn the text round', () => {
  const [from, to] = originFlow({
    asset: 'ETH',
    outcomes: [{ kind: 'mixer', entity: 'x\u202ey', asset: 'ETH', amount: '1500000000000000000' }],
    shares: [
      {
        victim: null,
        seed: 1,
        kind: 'mixer',
        entity: 'x\u202ey',
        asset: 'ETH',
        amount: '1500000000000000000',
      },
    ],
    by: 'seed',
  }).nodes;
  if (from === undefined || to === undefined) throw new Error('no nodes');
  const flow = {
    asset: 'ETH',
    stolen: 6000000000000000000n,
    hasShares: true,
    nodes: [],
    links: [],
    back: 0n,
  };
  expect(nodeWords(to, flow)).toBe('x\\u{202e}y (mixer): 1.5 ETH, 25.00 % of what was stolen');
  expect(linkWords(from, to, to.amount, flow)).toBe(
    'seed 1 to x\\u{202e}y (mixer): 1.5 ETH, 25.00 % of what was stolen',
  );
  expect(nodeWords(to, { ...flow, hasShares: false })).toBe('x\\u{202e}y (mixer): 1.5 ETH');
});
