/**
 * What of a money graph is drawn: single addresses, entities, and groups that stand for many.
 */

import { compare } from '../../../../core/amount.ts';
import { append } from '../../../../core/multimap.ts';
import {
  type Amounts,
  addedUp,
  linkId,
  type MoneyLink,
  type MoneyModel,
  type MoneyNode,
  sumOf,
} from './money-model.ts';

/**
 * `chain`: a run of addresses with one way in and one way out; `peel`: with one main way out. `same`: addresses in one role.
 * `small`: those of least value.
 */
export type ViewForm = 'address' | 'entity' | 'chain' | 'peel' | 'same' | 'small';

export interface ViewNode {
  readonly id: string;
  readonly form: ViewForm;
  readonly hop: number;
  /** As that of a node of the model. */
  readonly role: string;
  readonly kind: string | null;
  readonly entity: string | null;
  /** What arrived; of a run that which arrived at its first address. */
  readonly received: Amounts;
  /** The addresses that it stands for; of a run in its order. */
  readonly members: readonly MoneyNode[];
  /** What a group dissolves into; empty of others. */
  readonly inner: readonly ViewNode[];
}

export interface ViewLink {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly amounts: Amounts;
  readonly parts: readonly MoneyLink[];
}

export interface MoneyView {
  readonly nodes: readonly ViewNode[];
  readonly links: readonly ViewLink[];
  /** Of each address or entity, the drawn node that shows it. */
  readonly shownAs: ReadonlyMap<string, string>;
  /** Of each drawn node within dissolved groups, these groups, the innermost first. */
  readonly groupsOf: ReadonlyMap<string, readonly string[]>;
}

export const isGroup = ({ inner }: ViewNode): boolean => inner.length > 0;

/** A node of the model by itself. */
export function single(node: MoneyNode): ViewNode {
  const { id, hop, role, kind, entity, received, address } = node;
  const form = address === null ? 'entity' : 'address';
  return { id, form, hop, role, kind, entity, received, members: [node], inner: [] };
}

/** Links between drawn nodes, those within one left out. */
export function viewLinks(model: MoneyModel, shownAs: ReadonlyMap<string, string>): ViewLink[] {
  const parts = new Map<string, { from: string; to: string; parts: MoneyLink[] }>();
  for (const link of model.links) {
    const [from, to] = [shownAs.get(link.from), shownAs.get(link.to)];
    if (from === undefined || to === undefined || from === to) continue;
    const id = linkId(from, to);
    const merged = parts.get(id) ?? { from, to, parts: [] };
    merged.parts.push(link);
    parts.set(id, merged);
  }
  return [...parts]
    .map(([id, link]) => ({ id, ...link, amounts: amountsOf(link.parts) }))
    .sort((a, b) => compare(a.id, b.id));
}

/** What the links carry together; what several gave jointly counts once. */
function amountsOf(parts: readonly MoneyLink[]): Amounts {
  if (parts.length === 1) return parts[0]?.amounts ?? new Map();
  const movements = new Set(parts.flatMap((part) => part.movements));
  const resting = parts.filter(({ reason }) => reason !== null);
  return addedUp([sumOf(movements), ...resting.map(({ amounts }) => amounts)]);
}

/** Which drawn node shows each member. */
export function shownBy(nodes: readonly ViewNode[]): Map<string, string> {
  return new Map(nodes.flatMap(({ id, members }) => members.map((member) => [member.id, id] as const)));
}

/** Neighbours of each node: where value comes from and goes to, in the order of the links. */
export function neighboursOf<Link extends { readonly from: string; readonly to: string }>(
  links: readonly Link[],
) {
  const [into, out] = [new Map<string, Link[]>(), new Map<string, Link[]>()];
  for (const link of links) {
    if (link.from === link.to) continue;
    append(out, link.from, link);
    append(into, link.to, link);
  }
  return {
    into: (id: string): readonly Link[] => into.get(id) ?? [],
    out: (id: string): readonly Link[] => out.get(id) ?? [],
  };
}
