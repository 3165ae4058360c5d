/**
 * Groups that make a large graph readable: runs of addresses, addresses in one role, and, where there are still very many, those
 * of least value. A group is dissolved when its id is among the opened ones.
 */

import { compare } from '../../../../core/amount.ts';
import { groupedBy } from '../../../../core/multimap.ts';
import { type Amounts, addedUp, type MoneyModel } from './money-model.ts';
import {
  isGroup,
  type MoneyView,
  neighboursOf,
  shownBy,
  single,
  type ViewForm,
  type ViewNode,
  viewLinks,
} from './money-view.ts';
import { chainsOf, type Run } from './peel-chains.ts';

/** Two are as quickly read as a group of two. */
const FEWEST = 3;
/** So many nodes are still looked at one by one; beyond, those of least value are put together. */
const MOST_NODES = 300;

/** Ids of opened groups; 'all' opens whatever there is. */
export type Opened = ReadonlySet<string> | 'all';

export function groupedView(model: MoneyModel, opened: Opened): MoneyView {
  const chains = chainsOf(model);
  const ends = new Set(chains.map(({ end }) => end));
  const few = withSmall(withRoles(model, withChains(model, chains), ends));
  const groupsOf = new Map<string, string[]>();
  const nodes = few.flatMap((node) => dissolved(node, opened, [], groupsOf));
  nodes.sort((a, b) => compare(a.id, b.id));
  const shownAs = shownBy(nodes);
  return { nodes, links: viewLinks(model, shownAs), shownAs, groupsOf };
}

/** The groups around an address, the outermost first. */
export function groupsAround(model: MoneyModel, address: string): string[] {
  const ids: string[] = [];
  const opened = new Set<string>();
  for (;;) {
    const view = groupedView(model, opened);
    const node = view.nodes.find(({ id }) => id === view.shownAs.get(address));
    if (node === undefined || !isGroup(node)) return ids;
    ids.push(node.id);
    opened.add(node.id);
  }
}

function dissolved(
  node: ViewNode,
  opened: Opened,
  around: readonly string[],
  groupsOf: Map<string, string[]>,
): ViewNode[] {
  if (!isGroup(node) || (opened !== 'all' && !opened.has(node.id))) {
    if (around.length > 0) groupsOf.set(node.id, [...around]);
    return [node];
  }
  return node.inner.flatMap((inner) => dissolved(inner, opened, [node.id, ...around], groupsOf));
}

function withChains(model: MoneyModel, runs: readonly Run[]): ViewNode[] {
  const chains = runs.map(({ ids, isPeeling }) => {
    const inner = ids.flatMap((id) => {
      const node = model.nodes.get(id);
      return node === undefined ? [] : [single(node)];
    });
    const [first] = inner;
    return group(isPeeling ? 'peel' : 'chain', inner, first?.received ?? new Map());
  });
  const grouped = new Set(chains.flatMap(({ members }) => members.map(({ id }) => id)));
  const others = [...model.nodes.values()].filter(({ id }) => !grouped.has(id)).map(single);
  return [...chains, ...others];
}

/** Same givers, same receivers, same kind. @param ends where runs lead: none of the many that something was peeled off to */
function withRoles(model: MoneyModel, nodes: readonly ViewNode[], ends: ReadonlySet<string>): ViewNode[] {
  const { into, out } = neighboursOf(viewLinks(model, shownBy(nodes)));
  const roleOf = ({ id, form, role, kind, entity, members }: ViewNode) => {
    const givers = into(id).map(({ from }) => from);
    const takers = out(id).map(({ to }) => to);
    const how = role === 'address' ? null : [kind, entity];
    const end = ends.has(id) ? id : null;
    return JSON.stringify([form, role, how, end, members[0]?.chain, givers.sort(), takers.sort()]);
  };
  const byRole = groupedBy(nodes, roleOf);
  return [...byRole.values()].flatMap((same) =>
    same.length < FEWEST || same.some(({ form }) => form === 'entity') ? same : [group('same', same)],
  );
}

/** Beyond the most, the least by what passed through them, by hop and kind. */
function withSmall(nodes: readonly ViewNode[]): ViewNode[] {
  if (nodes.length <= MOST_NODES) return [...nodes];
  const sizeOf = sizes(nodes);
  const bySize = [...nodes].sort((a, b) =>
    sizeOf(b) > sizeOf(a) ? 1 : sizeOf(b) < sizeOf(a) ? -1 : compare(a.id, b.id),
  );
  const isLarge = new Set(bySize.slice(0, MOST_NODES));
  const [large, small] = [
    nodes.filter((node) => isLarge.has(node)),
    nodes.filter((node) => !isLarge.has(node)),
  ];
  const entities = small.filter(({ form }) => form === 'entity');
  const byPlace = groupedBy(
    small.filter(({ form }) => form !== 'entity'),
    ({ hop, role, members }) => JSON.stringify([hop, role, members[0]?.chain]),
  );
  return [
    ...large,
    ...entities,
    ...[...byPlace.values()].flatMap((few) => (few.length < FEWEST ? few : [group('small', few)])),
  ];
}

/** Millionths of the largest amount of an asset; of several assets the most. */
function sizes(nodes: readonly ViewNode[]): (node: ViewNode) => bigint {
  const largest = new Map<string, bigint>();
  for (const [asset, amount] of nodes.flatMap(({ received }) => [...received])) {
    if (amount > (largest.get(asset) ?? 0n)) largest.set(asset, amount);
  }
  return ({ received }) => {
    let size = 0n;
    for (const [asset, amount] of received) {
      const of = largest.get(asset) ?? 0n;
      const share = of === 0n ? 0n : (amount * 1_000_000n) / of;
      if (share > size) size = share;
    }
    return size;
  };
}

function group(
  form: ViewForm,
  nodes: readonly ViewNode[],
  received: Amounts = addedUp(nodes.map((node) => node.received)),
): ViewNode {
  const isRun = form === 'chain' || form === 'peel';
  const inner = isRun ? nodes : [...nodes].sort((a, b) => compare(a.id, b.id));
  const members = inner.flatMap((node) => node.members);
  const [first] = inner;
  return {
    id: `${form} ${first?.id ?? ''}`,
    form,
    hop: inner.reduce((least, { hop }) => Math.min(least, hop), first?.hop ?? 0),
    role: isRun ? 'address' : (first?.role ?? 'address'),
    kind: isRun ? null : (first?.kind ?? null),
    entity: isRun ? null : (first?.entity ?? null),
    received,
    members,
    inner,
  };
}

/** Ids of the groups that a view has dissolved. */
export const openedGroups = ({ groupsOf }: MoneyView): Set<string> => new Set([...groupsOf.values()].flat());
