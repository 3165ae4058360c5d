/**
 * The money graph as the pages work with it: addresses, the movements between them merged into one link for each pair, and the
 * entities at which value ended as nodes of their own.
 */

import { compare } from '../../../../core/amount.ts';
import { groupedBy } from '../../../../core/multimap.ts';
import type { MoneyGraphJson, OutcomeJson } from '../../../api/types.ts';

/** Amounts in the smallest unit, by asset. */
export type Amounts = ReadonlyMap<string, bigint>;

export interface MoneyNode {
  readonly id: string;
  readonly chain: string;
  /** Null of an entity. */
  readonly address: string | null;
  readonly entity: string | null;
  /** The strongest way in which value ended here; null where all of it went on. */
  readonly kind: string | null;
  /** What it is in the picture: `seed`; how value ended where much of it did; else `address`, which passed it on. */
  readonly role: string;
  /** The fewest movements between a seed and here; of an entity one more than any address has. */
  readonly hop: number;
  readonly received: Amounts;
  /** What ended here. */
  readonly rests: Amounts;
}

export interface Movement {
  readonly txid: string;
  /** The id is a placeholder of the data set. */
  readonly isSynthetic: boolean;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly asset: string;
  readonly amount: bigint;
  /** Ids of nodes; several when they gave jointly. */
  readonly from: readonly string[];
  readonly to: string;
}

export interface MoneyLink {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Sums; those of joint movements are counted whole. */
  readonly amounts: Amounts;
  /** In chain order; none of a link to an entity. */
  readonly movements: readonly Movement[];
  /** Why value that rests at an address counts as having reached the entity; null of other links. */
  readonly reason: string | null;
}

export interface MoneyModel {
  /** In the order of their ids. */
  readonly nodes: ReadonlyMap<string, MoneyNode>;
  /** In the order of their ids. */
  readonly links: readonly MoneyLink[];
}

export const nodeId = (chain: string, address: string): string => `${chain} ${address}`;
/** The address of a node's id. */
export const addressOf = (id: string): string => id.slice(id.indexOf(' ') + 1);
/** The chain of a node's id. */
export const chainOf = (id: string): string => id.slice(0, id.indexOf(' '));
export const linkId = (from: string, to: string): string => `${from} > ${to}`;

/** Reads the answers of the API. @param outcomes those with an entity become nodes at the far end */
export function moneyModel(graph: MoneyGraphJson, outcomes: readonly OutcomeJson[]): MoneyModel {
  const movements = graph.edges.map(movementOf);
  const rests = restsOf(outcomes);
  const isGiver = new Set(movements.flatMap(({ from }) => from));
  const nodes = new Map<string, MoneyNode>();
  for (const json of graph.nodes) {
    const id = nodeId(json.chain, json.address);
    nodes.set(id, nodeOf(json, rests.get(id) ?? new Map(), isGiver.has(id)));
  }
  for (const id of movements.flatMap(({ from, to }) => [...from, to])) {
    if (!nodes.has(id)) nodes.set(id, unknownNode(id));
  }
  const links = linksOf(movements);
  for (const [id, { node, places }] of entitiesOf(outcomes, nodes)) {
    nodes.set(id, node);
    links.push(...places);
  }
  return { nodes: sortedById(nodes), links: links.sort((a, b) => compare(a.id, b.id)) };
}

/** Merges movements between the same two. */
function linksOf(movements: readonly Movement[]): MoneyLink[] {
  const byPair = new Map<string, { from: string; to: string; movements: Movement[] }>();
  for (const movement of movements) {
    for (const from of movement.from) {
      const id = linkId(from, movement.to);
      const pair = byPair.get(id) ?? { from, to: movement.to, movements: [] };
      pair.movements.push(movement);
      byPair.set(id, pair);
    }
  }
  return [...byPair].map(([id, pair]) => ({ id, ...pair, amounts: sumOf(pair.movements), reason: null }));
}

/** Sums by asset. */
export function sumOf(
  parts: Iterable<{ readonly asset: string; readonly amount: bigint }>,
): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of parts) sums.set(asset, (sums.get(asset) ?? 0n) + amount);
  return sums;
}

/** Adds up sums by asset. */
export function addedUp(parts: Iterable<Amounts>): Map<string, bigint> {
  const all = [...parts].flatMap((amounts) => [...amounts].map(([asset, amount]) => ({ asset, amount })));
  return sumOf(all);
}

function nodeOf(json: MoneyGraphJson['nodes'][number], rests: Amounts, isGiver: boolean): MoneyNode {
  const { chain, address, hops, kind, entity } = json;
  const received = sumOf(json.received.map(({ asset, amount }) => ({ asset, amount: BigInt(amount) })));
  const isEnd = !isGiver || [...rests].some(([asset, rest]) => 2n * rest >= (received.get(asset) ?? 0n));
  const role = hops === 0 ? 'seed' : isEnd ? (kind ?? 'address') : 'address';
  return { id: nodeId(chain, address), chain, address, entity, kind, role, hop: hops, received, rests };
}

/** What ended at each address. */
function restsOf(outcomes: readonly OutcomeJson[]): Map<string, Amounts> {
  const places = outcomes.flatMap((outcome) => outcome.places.map((place) => restOf(outcome, place)));
  const byPlace = groupedBy(places, ({ id }) => id);
  return new Map([...byPlace].map(([id, rests]) => [id, sumOf(rests)]));
}

/** What rests at a place, as what it is now. */
function restOf({ asset }: OutcomeJson, { chain, address, amount, held }: OutcomeJson['places'][number]) {
  const id = nodeId(chain, address);
  return { id, asset: held?.asset ?? asset, amount: BigInt(held?.amount ?? amount) };
}

/** Of a movement's end that the list of nodes lacks. */
function unknownNode(id: string): MoneyNode {
  const [chain = '', address = ''] = id.split(' ');
  const none: Amounts = new Map();
  return {
    id,
    chain,
    address,
    entity: null,
    kind: null,
    role: 'address',
    hop: 0,
    received: none,
    rests: none,
  };
}

function movementOf({
  txid,
  syntheticId,
  time,
  chain,
  from,
  to,
  asset,
  amount,
}: MoneyGraphJson['edges'][number]): Movement {
  return {
    txid,
    isSynthetic: syntheticId === true,
    time,
    asset,
    amount: BigInt(amount),
    from: from.map((address) => nodeId(chain, address)),
    to: nodeId(chain, to),
  };
}

function entitiesOf(outcomes: readonly OutcomeJson[], nodes: ReadonlyMap<string, MoneyNode>) {
  const hop = 1 + Math.max(0, ...[...nodes.values()].map((node) => node.hop));
  const entities = new Map<string, { node: MoneyNode; places: MoneyLink[] }>();
  const ended = outcomes.filter(({ entity, places }) => entity !== null && places.length > 0);
  for (const { kind, entity } of ended) {
    const id = `end ${kind} ${entity}`;
    if (entities.has(id)) continue;
    const same = ended.filter((outcome) => outcome.kind === kind && outcome.entity === entity);
    const places = restLinks(id, same, nodes);
    const received = addedUp(places.map(({ amounts }) => amounts));
    const node = { id, chain: '', address: null, entity, kind, role: kind, hop, received, rests: received };
    entities.set(id, { node, places });
  }
  return entities;
}

/** From each address at which value came to rest to the entity that has it. */
function restLinks(
  to: string,
  outcomes: readonly OutcomeJson[],
  nodes: ReadonlyMap<string, MoneyNode>,
): MoneyLink[] {
  const links = new Map<string, MoneyLink>();
  for (const outcome of outcomes) {
    for (const place of outcome.places) {
      const { id: from, ...rest } = restOf(outcome, place);
      if (!nodes.has(from)) continue;
      const amounts = addedUp([links.get(from)?.amounts ?? new Map(), sumOf([rest])]);
      links.set(from, { id: linkId(from, to), from, to, amounts, movements: [], reason: place.reason });
    }
  }
  return [...links.values()];
}

const sortedById = (nodes: ReadonlyMap<string, MoneyNode>) =>
  new Map([...nodes].sort(([a], [b]) => compare(a, b)));
