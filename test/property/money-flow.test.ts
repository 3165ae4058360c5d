/** The picture of where the money went: whatever moves between addresses, what it draws into each outcome is what ended there. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addressFlow } from '../../src/web/pages/case/flow/address-flow.ts';
import type { Flow } from '../../src/web/pages/case/flow/flow.ts';

const PLACES = ['S', 'A', 'B', 'C', 'D', 'E'] as const;
const STOLEN = 1_000_000n;

const move = fc.record({
  from: fc.constantFrom(...PLACES),
  to: fc.constantFrom(...PLACES),
  /** Of what is there. */
  percent: fc.integer({ min: 1, max: 100 }),
  fee: fc.integer({ min: 0, max: 3 }),
});
const story = fc.record({
  moves: fc.array(move, { maxLength: 25 }),
  mixers: fc.subarray([...PLACES]),
  most: fc.integer({ min: 0, max: 6 }),
});

/** Moves coins as a chain does. */
function played({ moves, mixers, most }: typeof story extends fc.Arbitrary<infer Of> ? Of : never) {
  const held = new Map<string, bigint>([['S', STOLEN]]);
  const hops = new Map<string, number>([['S', 0]]);
  let fees = 0n;
  const edges = moves.flatMap(({ from, to, percent, fee }) => {
    const taken = ((held.get(from) ?? 0n) * BigInt(percent)) / 100n;
    if (taken === 0n || from === to) return [];
    const paid = (taken * BigInt(fee)) / 100n;
    held.set(from, (held.get(from) ?? 0n) - taken);
    held.set(to, (held.get(to) ?? 0n) + taken - paid);
    hops.set(to, Math.min(hops.get(to) ?? 99, (hops.get(from) ?? 0) + 1));
    fees += paid;
    return [{ from: [from], to, asset: 'X', amount: String(taken - paid) }];
  });
  const places = (isMixer: boolean) =>
    [...held]
      .filter(([at, amount]) => amount > 0n && mixers.includes(at as 'S') === isMixer)
      .map(([address, amount]) => ({ address, amount: String(amount), held: null }));
  const outcome = (kind: string, of: ReturnType<typeof places>) => {
    const amount = of.reduce((sum, one) => sum + BigInt(one.amount), 0n);
    return { kind, entity: null, asset: 'X', amount: String(amount), places: of };
  };
  return {
    asset: 'X',
    most,
    hasShares: true,
    seeds: [{ kind: 'address', where: 'S', asset: 'X' }],
    outcomes: [
      outcome('mixer', places(true)),
      outcome('unspent', places(false)),
      { ...outcome('fees', []), amount: String(fees) },
    ],
    graph: { nodes: [...hops].map(([address, far]) => ({ address, hops: far })), edges },
  };
}

const sum = (flow: Flow, end: 'from' | 'to', id: string) =>
  flow.links.filter((link) => link[end] === id).reduce((total, { amount }) => total + amount, 0n);

test('every outcome gets what ended there, and nothing is lost on the way unless it went back', () => {
  fc.assert(
    fc.property(story, (told) => {
      const flow = addressFlow(played(told));
      expect(flow.stolen).toBe(STOLEN);
      for (const { id, role, amount } of flow.nodes) {
        if (role === 'end') expect([id, sum(flow, 'to', id)]).toEqual([id, amount]);
        else if (role === 'way' && flow.back === 0n)
          expect([id, sum(flow, 'to', id)]).toEqual([id, sum(flow, 'from', id)]);
      }
      const ids = new Set(flow.nodes.map(({ id }) => id));
      expect(flow.links.every(({ from, to }) => ids.has(from) && ids.has(to))).toBe(true);
    }),
  );
});
