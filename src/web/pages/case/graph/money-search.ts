/**
 * Finds addresses, entities and transactions by a part of their text.
 */

import { compare } from '../../../../core/amount.ts';
import type { MoneyModel } from './money-model.ts';

export interface Found {
  /** Ids of nodes, those of entities first, else in the order of hops. */
  readonly nodes: readonly string[];
  /** Ids of links with a transaction that was asked for. */
  readonly links: readonly string[];
}

/** Shorter texts are in nearly every address. */
const SHORTEST = 2;

export function search(model: MoneyModel, text: string): Found {
  const asked = text.trim().toLowerCase();
  if (asked.length < SHORTEST) return { nodes: [], links: [] };
  const has = (part: string | null) => part?.toLowerCase().includes(asked) === true;
  const nodes = [...model.nodes.values()]
    .filter(
      ({ address, entity, kind, role }) => has(address) || has(entity) || kind === asked || role === asked,
    )
    .sort(
      (a, b) =>
        Number(a.address !== null) - Number(b.address !== null) || a.hop - b.hop || compare(a.id, b.id),
    );
  const links = model.links.filter(({ movements }) => movements.some(({ txid }) => has(txid)));
  return { nodes: nodes.map(({ id }) => id), links: links.map(({ id }) => id) };
}
