/**
 * The flow by address: from the seeds over the addresses that carried most, the others put together by their distance, to the
 * outcomes. What an address kept, and what it sent on, both come from the run; an address whose coins all ended there in one way
 * is drawn as that outcome.
 */

import {
  addedLinks,
  byAmount,
  type EndedOutcome,
  endId,
  endNodes,
  type Flow,
  type FlowLink,
  type FlowNode,
  withoutCircles,
} from './flow.ts';
import { joinAddresses } from './joined-addresses.ts';

interface PlacedOutcome extends EndedOutcome {
  readonly places: readonly {
    readonly address: string;
    readonly amount: string;
    readonly held: object | null;
  }[];
}

export interface AddressFlowInput {
  readonly asset: string;
  readonly outcomes: readonly PlacedOutcome[];
  readonly seeds: readonly { readonly kind: string; readonly where: string; readonly asset: string }[];
  readonly graph: {
    readonly nodes: readonly { readonly address: string; readonly hops: number }[];
    readonly edges: readonly {
      readonly from: readonly string[];
      readonly to: string;
      readonly asset: string;
      readonly amount: string;
    }[];
  };
  /** Addresses that stand by themselves. */
  readonly most: number;
  /** Whether units of the method add up. */
  readonly hasShares: boolean;
}

/** From here on distances are put together. */
const FAR = 4;
/** Where value came from that no seed's address held: outputs and transactions. */
const SEEDS = 'seeds';
/** What ended elsewhere than at an address: fees on the way, and what was changed into something else. */
const ASIDE = 'aside';

/** Sums of one address, or of several that paid together. */
interface Stop {
  readonly id: string;
  readonly members: Set<string>;
  hops: number;
  isSeed: boolean;
  received: bigint;
  sent: bigint;
  readonly ended: Map<string, bigint>;
}

/** The flow by address. */
export function addressFlow(input: AddressFlowInput): Flow {
  const ends = endNodes(input.outcomes, input.asset);
  const { stops, moved } = stopsOf(input, new Set(ends.map(({ id }) => id)));
  const links = addedLinks([...moved, ...linksAtStops(stops, ends)]);
  const shown = shownIds(stops, input.most);
  const { kept, back } = withoutCircles(
    addedLinks(links.map(({ from, to, amount }) => ({ from: shown(from), to: shown(to), amount }))),
  );
  const stolen = sumOf(ends.map(({ amount }) => amount));
  return {
    asset: input.asset,
    stolen,
    hasShares: input.hasShares,
    nodes: [...wayNodes(kept, stops, shown, input), ...ends],
    links: kept,
    back,
  };
}

function stopsOf({ asset, outcomes, seeds, graph }: AddressFlowInput, ends: ReadonlySet<string>) {
  const edges = graph.edges.filter((edge) => edge.asset === asset);
  const joined = joinAddresses(edges.map(({ from }) => from));
  const [stops, hops] = [
    new Map<string, Stop>(),
    new Map(graph.nodes.map((node) => [node.address, node.hops])),
  ];
  const seeded = new Set(
    seeds.filter(({ kind }) => kind === 'address').map(({ where }) => where.toLowerCase()),
  );
  const stopAt = (address: string): Stop => {
    const id = joined.of(address);
    const stop = stops.get(id) ?? newStop(id);
    stops.set(id, stop);
    if (!stop.members.has(address)) {
      stop.members.add(address);
      stop.hops = Math.min(stop.hops, hops.get(address) ?? FAR);
      stop.isSeed ||= seeded.has(address.toLowerCase());
    }
    return stop;
  };
  const moved = edges.map(({ from, to, amount }): FlowLink => {
    const [giver, taker, value] = [stopAt(from[0] ?? to), stopAt(to), BigInt(amount)];
    if (giver !== taker) {
      giver.sent += value;
      taker.received += value;
    }
    return { from: giver.id, to: taker.id, amount: value };
  });
  for (const outcome of outcomes) {
    const end = endId(outcome);
    if (outcome.asset !== asset || !ends.has(end)) continue;
    for (const { address, amount, held } of outcome.places) {
      if (held !== null) continue;
      const { ended } = stopAt(address);
      ended.set(end, (ended.get(end) ?? 0n) + BigInt(amount));
    }
  }
  return { stops, moved };
}

const newStop = (id: string): Stop => ({
  id,
  members: new Set(),
  hops: Number.POSITIVE_INFINITY,
  isSeed: false,
  received: 0n,
  sent: 0n,
  ended: new Map(),
});

/** What the seeds made stolen at a stop, what ended there, and what left it otherwise. */
function linksAtStops(stops: ReadonlyMap<string, Stop>, ends: readonly FlowNode[]): FlowLink[] {
  const left = new Map(ends.map(({ id, amount }) => [id, amount]));
  const links: FlowLink[] = [];
  const aside: FlowLink[] = [];
  for (const { id, isSeed, received, sent, ended } of stops.values()) {
    let kept = 0n;
    for (const [end, amount] of ended) {
      kept += amount;
      left.set(end, (left.get(end) ?? 0n) - amount);
      links.push({ from: id, to: end, amount });
    }
    const made = kept + sent - received;
    if (made > 0n && !isSeed) links.push({ from: SEEDS, to: id, amount: made });
    if (made < 0n) aside.push({ from: id, to: ASIDE, amount: -made });
  }
  return [...links, ...linksAside(aside, left, sourceOf(stops, links))];
}

/** Where what no address accounts for is drawn from: the seed's address that sent most, else the seeds as such. */
function sourceOf(stops: ReadonlyMap<string, Stop>, links: readonly FlowLink[]): string {
  const seeds = [...stops.values()].filter(({ isSeed }) => isSeed).sort((a, b) => byAmount(b.sent, a.sent));
  return links.some(({ from }) => from === SEEDS) ? SEEDS : (seeds[0]?.id ?? SEEDS);
}

/** To what ended at no address, from those that had more than they kept and sent on. */
function linksAside(
  aside: readonly FlowLink[],
  left: ReadonlyMap<string, bigint>,
  source: string,
): readonly FlowLink[] {
  const rest = [...left].filter(([, amount]) => amount > 0n);
  const [only, ...more] = rest;
  if (only === undefined) return [];
  const [known, whole] = [sumOf(aside.map(({ amount }) => amount)), sumOf(rest.map(([, amount]) => amount))];
  const given = [...aside, { from: source, to: ASIDE, amount: whole - known }];
  if (more.length === 0) return given.map((link) => ({ ...link, to: only[0] }));
  return [...given, ...rest.map(([to, amount]) => ({ from: ASIDE, to, amount }))];
}

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

/** Which node each id is drawn as. */
function shownIds(stops: ReadonlyMap<string, Stop>, most: number): (id: string) => string {
  const ways = [...stops.values()].filter(({ isSeed }) => !isSeed);
  const drawnAs = new Map<string, string>();
  for (const stop of ways) {
    const [end, ...more] = stop.ended.keys();
    if (end !== undefined && more.length === 0 && stop.sent === 0n) drawnAs.set(stop.id, end);
  }
  const ranked = ways
    .filter(({ id }) => !drawnAs.has(id))
    .sort((a, b) => byAmount(b.sent, a.sent) || a.hops - b.hops || (a.id < b.id ? -1 : 1));
  const rest = ranked.length > most + 1 ? ranked.slice(most) : [];
  for (const { id, hops } of rest) drawnAs.set(id, `far ${Math.min(hops, FAR)}`);
  return (id) => drawnAs.get(id) ?? id;
}

/** Nodes that a link touches, outcomes left out. */
function wayNodes(
  links: readonly FlowLink[],
  stops: ReadonlyMap<string, Stop>,
  shown: (id: string) => string,
  { seeds, asset }: AddressFlowInput,
): FlowNode[] {
  const [into, out] = [new Map<string, bigint>(), new Map<string, bigint>()];
  for (const { from, to, amount } of links) {
    out.set(from, (out.get(from) ?? 0n) + amount);
    into.set(to, (into.get(to) ?? 0n) + amount);
  }
  const sizes = new Map<string, number>();
  for (const { id, members } of stops.values())
    sizes.set(shown(id), (sizes.get(shown(id)) ?? 0) + members.size);
  const own = seeds.filter((seed) => seed.asset === asset).length;
  return [...new Set(links.flatMap(({ from, to }) => [from, to]))]
    .filter((id) => !id.startsWith('end '))
    .map((id) => {
      const [gave, got] = [out.get(id) ?? 0n, into.get(id) ?? 0n];
      return {
        id,
        ...described(id, stops.get(id), sizes.get(id) ?? 0, own),
        amount: gave > got ? gave : got,
      };
    });
}

function described(
  id: string,
  stop: Stop | undefined,
  size: number,
  seeds: number,
): Omit<FlowNode, 'id' | 'amount'> {
  const way = { role: 'way', kind: 'address', note: null, address: null, entity: null } as const;
  if (id === SEEDS)
    return { ...way, role: 'source', kind: 'seed', name: seeds === 1 ? '1 seed' : `${seeds} seeds` };
  if (id === ASIDE) return { ...way, name: 'fees and swaps', note: 'on the way' };
  if (stop === undefined) {
    const hops = Number(id.slice('far '.length));
    return { ...way, name: size === 1 ? '1 other address' : `${size} other addresses`, note: distance(hops) };
  }
  const [first = id] = stop.members;
  const more = stop.members.size - 1;
  return {
    ...way,
    ...(stop.isSeed ? ({ role: 'source', kind: 'seed' } as const) : {}),
    name: first,
    note: more === 0 ? null : `and ${more} that paid with it`,
    address: first,
  };
}

function distance(hops: number): string {
  if (hops === 0) return 'of the seeds';
  if (hops >= FAR) return `${FAR} or more hops away`;
  return hops === 1 ? '1 hop away' : `${hops} hops away`;
}
