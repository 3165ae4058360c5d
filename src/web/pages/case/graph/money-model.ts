/**
 * The money graph as the pages work with it: addresses, the movements between them merged into one link for each pair, and the
 * entities at which value ended as nodes of their own.
 */

import { compare } from '../../../../core/amount.ts';
import type { MoneyGraphJson, OutcomeJson } from '../../../api/types.ts';

/** Amounts in the smallest unit, by asset. */
export type Amounts = ReadonlyMap<string, bigint>;

export interface MoneyNode {
  readonly id: string;
  readonly chain: string;
  /** Null of an entity. */
  readonly address: string | null;
  readonly entity: string | null;
  /** How value ended here; null where all of it went on. */
  readonly kind: string | null;
  /** The fewest movements between a seed and here; of an entity one more than any address has. */
  readonly hop: number;
  readonly received: Amounts;
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
export const linkId = (from: string, to: string): string => `${from} > ${to}`;

/** Reads the answers of the API. @param outcomes those with an entity become nodes at the far end */
export function moneyModel(graph: MoneyGraphJson, outcomes: readonly OutcomeJson[]): MoneyModel {
  const movements = graph.edges.map(movementOf);
  const nodes = new Map<string, MoneyNode>(
    graph.nodes.map((node) => [nodeId(node.chain, node.address), nodeOf(node)]),
  );
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
export function linksOf(movements: readonly Movement[]): MoneyLink[] {
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

function nodeOf({
  chain,
  address,
  hops,
  kind,
  entity,
  received,
}: MoneyGraphJson['nodes'][number]): MoneyNode {
  const amounts = sumOf(received.map(({ asset, amount }) => ({ asset, amount: BigInt(amount) })));
  return { id: nodeId(chain, address), chain, address, entity, kind, hop: hops, received: amounts };
}

/** Of a movement's end that the list of nodes lacks. */
function unknownNode(id: string): MoneyNode {
  const [chain = '', address = ''] = id.split(' ');
  return { id, chain, address, entity: null, kind: null, hop: 0, received: new Map() };
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
    entities.set(id, { node: { id, chain: '', address: null, entity, kind, hop, received }, places });
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
  for (const { asset: stolen, places } of outcomes) {
    for (const { chain, address, amount, held, reason } of places) {
      const from = nodeId(chain, address);
      if (!nodes.has(from)) continue;
      const rest = sumOf([{ asset: held?.asset ?? stolen, amount: BigInt(held?.amount ?? amount) }]);
      const before = links.get(from);
      const amounts = before === undefined ? rest : addedUp([before.amounts, rest]);
      links.set(from, { id: linkId(from, to), from, to, amounts, movements: [], reason });
    }
  }
  return [...links.values()];
}

const sortedById = (nodes: ReadonlyMap<string, MoneyNode>) =>
  new Map([...nodes].sort(([a], [b]) => compare(a, b)));
