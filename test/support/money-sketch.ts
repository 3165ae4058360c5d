/** Money graphs for the tests of the UI, written as lines: `seed > a 10` is a movement of 10 satoshi. */
import type { MoneyGraphJson, OutcomeJson } from '../../src/web/api/types.ts';
import { type MoneyModel, moneyModel } from '../../src/web/pages/case/graph/money-model.ts';

const LINE = /^(?<from>[\w+-]+) > (?<to>[\w-]+) (?<amount>\d+)(?: (?<asset>[A-Z]\w+))?(?: @(?<day>\d+))?$/;

export interface Rest {
  readonly at: string;
  readonly amount: bigint;
  readonly kind: OutcomeJson['kind'];
  readonly entity?: string;
  readonly asset?: string;
}

/** @param lines `a+b > c 5 ETH @3`: given jointly, on 3 January; the first movement's first giver is the seed */
function sketchedGraph(lines: readonly string[], rests: readonly Rest[] = []): MoneyGraphJson {
  const edges = lines.map((line, index) => {
    const { from = '', to = '', amount = '', asset = 'BTC', day = '1' } = LINE.exec(line)?.groups ?? {};
    if (to === '') throw new Error(`no movement: ${line}`);
    const time = `2024-01-${day.padStart(2, '0')}T00:00:00Z`;
    return { txid: `tx${index}`, time, chain: 'bitcoin' as const, from: from.split('+'), to, asset, amount };
  });
  const hops = hopsOf(edges);
  const nodes = [...hops].map(([address, hop]) => {
    const end = rests.find(({ at }) => at === address);
    const arrived = edges.filter(({ to }) => to === address);
    const assets = [...new Set(arrived.map(({ asset }) => asset))];
    const sum = (of: string) =>
      arrived.reduce((total, { asset, amount }) => (asset === of ? total + BigInt(amount) : total), 0n);
    return {
      chain: 'bitcoin' as const,
      address,
      hops: hop,
      received: assets.map((asset) => ({ asset, amount: String(sum(asset)) })),
      kind: end?.kind ?? null,
      entity: end?.entity ?? null,
    };
  });
  return { method: 'fifo', nodes, edges };
}

/** One outcome for each rest. */
export function sketchedOutcomes(rests: readonly Rest[]): OutcomeJson[] {
  return rests.map(({ at, amount, kind, entity = null, asset = 'BTC' }) => ({
    kind,
    entity,
    asset,
    amount: String(amount),
    range: { min: String(amount), max: String(amount) },
    holdings: 1,
    transactions: 1,
    origins: [],
    places: [
      {
        chain: 'bitcoin' as const,
        holding: `${at}:0`,
        address: at,
        amount: String(amount),
        held: null,
        reason: `reason of ${at}`,
      },
    ],
  }));
}

export function sketchedModel(lines: readonly string[], rests: readonly Rest[] = []): MoneyModel {
  return moneyModel(sketchedGraph(lines, rests), sketchedOutcomes(rests));
}

/** Ids of nodes are of a chain. */
export const at = (address: string): string => `bitcoin ${address}`;

function hopsOf(edges: readonly { from: readonly string[]; to: string }[]): Map<string, number> {
  const [first] = edges[0]?.from ?? [];
  const hops = new Map<string, number>(first === undefined ? [] : [[first, 0]]);
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const { from, to } of edges) {
      const known = from.flatMap((address) => hops.get(address) ?? []);
      if (known.length === 0 || hops.has(to)) continue;
      hops.set(to, Math.min(...known) + 1);
      isNew = true;
    }
  }
  for (const address of edges.flatMap(({ from, to }) => [...from, to])) {
    if (!hops.has(address)) hops.set(address, 0);
  }
  return hops;
}
