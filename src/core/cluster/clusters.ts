/**
 * The clusters of a settled run: those that stolen value reached, with what links them.
 */

import { compare } from '../amount.ts';
import type { Graph } from '../graph/graph.ts';
import { groupedBy } from '../multimap.ts';
import type { TagLookup } from '../tags/tag.ts';
import { OUTPOINT, type Tape } from '../tape/tape.ts';
import type { Settlement } from '../trace/settle.ts';
import type { Cluster, Conflict, CoSpend } from './cluster.ts';
import { extendedTags } from './extension.ts';
import { connecting } from './linked.ts';
import { type Link, Ownership, type ScriptNumber } from './ownership.ts';

/**
 * More members than this are a service, or several owners: the number of transactions by which an address is taken for a
 * service (config/default.yaml, maxTransactionsPerAddress). Published super-clusters have millions.
 */
const MAX_MEMBERS = 10_000;

/** Clusters of two members or more, those with most of the reached members first. */
export function clustersOf({ tape, ledgers }: Settlement, graph: Graph, tags: TagLookup): Cluster[] {
  const ownership = new Ownership(tape, graph.bitcoin, tags);
  const reached = new Set<ScriptNumber>();
  for (const holding of ledgers[0]?.reach.holdings() ?? []) {
    if (tape.kindOf(holding) !== OUTPOINT) continue;
    const number = ownership.find(tape.keyOf(holding));
    if (number !== undefined && ownership.sizeOf(number) > 1) reached.add(number);
  }
  const membersOf = groupedBy(reached, (script) => ownership.clusterOf(script));
  const linksOf = groupedBy(ownership.links(), ({ scripts: [script] }) => {
    const root = ownership.clusterOf(script);
    return membersOf.has(root) && ownership.sizeOf(root) <= MAX_MEMBERS ? root : null;
  });
  return [...membersOf]
    .map(([root, members]) => clusterOf(root, members, linksOf.get(root) ?? [], { ownership, tape }))
    .sort(
      (a, b) =>
        b.members.length - a.members.length ||
        b.size - a.size ||
        compare(a.members[0] ?? '', b.members[0] ?? ''),
    );
}

/** @param links none where the cluster is too large: then it shows nothing */
function clusterOf(
  root: ScriptNumber,
  reached: readonly ScriptNumber[],
  links: readonly Link[],
  { ownership, tape }: { readonly ownership: Ownership; readonly tape: Tape },
): Cluster {
  const addressOf = (script: ScriptNumber) => ownership.addressOf(script);
  const coSpend = ({ movement, scripts: [a, b] }: Link): CoSpend => ({
    txid: tape.sourceOf(movement).txid,
    addresses: [addressOf(a), addressOf(b)],
  });
  const tagged = links.flatMap(({ scripts }) => scripts).filter((script) => isTold(script, ownership));
  const entities = ownership.entitiesOf(root);
  const members = new Map(reached.map((script) => [addressOf(script), script]));
  const addresses = [...members.keys()].sort();
  const sorted = addresses.map((address) => members.get(address) as ScriptNumber);
  return {
    members: addresses,
    size: ownership.sizeOf(root),
    entity: entities.length === 1 ? (entities[0] ?? null) : null,
    isTooLarge: ownership.sizeOf(root) > MAX_MEMBERS,
    links: connecting(new Set([...reached, ...tagged]), links).map(coSpend),
    extended: extendedTags(sorted, links, ownership, tape),
    conflicts: ownership.refusals
      .filter(({ scripts }) => scripts.some((script) => ownership.clusterOf(script) === root))
      .map((refusal): Conflict => ({ ...coSpend(refusal), entities: refusal.entities })),
  };
}

/** Whether tags say something of the owner of a script. */
function isTold(script: ScriptNumber, ownership: Ownership): boolean {
  const owner = ownership.ownerOf(script);
  return owner !== undefined && (owner.entities.length > 0 || owner.defining.length > 0);
}
