/**
 * Money graphs of a given size, as the API answers them: a seed, splits, and links to the next hop and beyond, with a tenth that
 * runs back or jumps. No two addresses have much in common, so that grouping has little to put together.
 */
import type { MoneyGraphJson, OutcomeJson } from '../../../src/web/api/types.ts';
import { Dice } from '../graphs/dice.ts';
import { madeUpId } from '../graphs/made-up-id.ts';

export interface MadeUpSize {
  readonly nodes: number;
  readonly edges: number;
  readonly hops: number;
}

export interface MadeUpMoney {
  readonly graph: MoneyGraphJson;
  readonly outcomes: readonly OutcomeJson[];
}

type Node = MoneyGraphJson['nodes'][number];
type Edge = MoneyGraphJson['edges'][number];

const COIN = 10n ** 15n;
const START = Date.UTC(2024, 0, 1);
const MINUTE = 60_000;
const MIXERS = ['Tornado Cash', 'Sinbad', 'Railgun'] as const;

export function madeUpMoney({ nodes: count, edges: total, hops }: MadeUpSize): MadeUpMoney {
  const dice = new Dice(count);
  const hopOf = (index: number) => (index === 0 ? 0 : 1 + Math.floor(((index - 1) * hops) / (count - 1)));
  const byHop = Array.from({ length: hops + 2 }, (): number[] => []);
  for (let index = 0; index < count; index += 1) byHop[hopOf(index)]?.push(index);
  const pick = (hop: number) => {
    const list = byHop[hop] ?? [];
    return list[dice.below(list.length)] ?? 0;
  };
  const edges: Edge[] = [];
  const move = (from: number, to: number) => {
    const amount = String(COIN * BigInt(1 + dice.below(1_000_000)));
    const time = new Date(START + edges.length * MINUTE).toISOString();
    const txid = madeUpId(2, edges.length, 64, '0x');
    edges.push({
      txid,
      time,
      chain: 'ethereum',
      from: [addressOf(from)],
      to: addressOf(to),
      asset: 'ETH',
      amount,
    });
  };
  // Everybody has a giver of the hop before.
  for (let index = 1; index < count; index += 1) move(pick(hopOf(index) - 1), index);
  while (edges.length < total) {
    const from = dice.below(count);
    const to = dice.below(10) === 0 ? dice.below(count) : pick(Math.min(hops, hopOf(from) + 1));
    if (from !== to) move(from, to);
  }
  const ends = byHop[hops] ?? [];
  const graph = {
    method: 'fifo' as const,
    nodes: nodesOf(edges, count, hopOf, new Set(ends.slice(0, MIXERS.length * 10))),
    edges,
  };
  return { graph, outcomes: outcomesOf(ends) };
}

function nodesOf(
  edges: readonly Edge[],
  count: number,
  hopOf: (index: number) => number,
  mixed: ReadonlySet<number>,
): Node[] {
  const received = new Map<string, bigint>();
  for (const { to, amount } of edges) received.set(to, (received.get(to) ?? 0n) + BigInt(amount));
  return Array.from({ length: count }, (_, index) => ({
    chain: 'ethereum' as const,
    address: addressOf(index),
    hops: hopOf(index),
    received: [{ asset: 'ETH', amount: String(received.get(addressOf(index)) ?? 0n) }],
    kind: mixed.has(index) ? ('mixer' as const) : null,
    entity: mixed.has(index) ? (MIXERS[index % MIXERS.length] ?? null) : null,
  }));
}

/** Each mixer has ten addresses of the last hop. */
function outcomesOf(ends: readonly number[]): OutcomeJson[] {
  return MIXERS.map((entity, mixer) => {
    const places = ends.slice(mixer * 10, mixer * 10 + 10).map((index) => ({
      chain: 'ethereum' as const,
      holding: `${addressOf(index)}/ETH`,
      address: addressOf(index),
      amount: String(COIN),
      held: null,
      reason: `tagged "${entity}"`,
    }));
    const amount = String(COIN * 10n);
    const range = { min: amount, max: amount };
    return {
      kind: 'mixer',
      entity,
      asset: 'ETH',
      amount,
      range,
      holdings: 10,
      transactions: 10,
      origins: [],
      places,
    };
  });
}

const addressOf = (index: number) => madeUpId(1, index, 40, '0x');
