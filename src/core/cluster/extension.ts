/**
 * Extended tags: what a source says of a whole cluster (GraphSense `is_cluster_definer`), as a tag of each member that has
 * none of that entity itself. Its confidence is `heuristic`, whatever that of the tag is.
 */

import { compare } from '../amount.ts';
import type { Tag } from '../tags/tag.ts';
import type { Tape } from '../tape/tape.ts';
import type { ExtendedTag } from './cluster.ts';
import type { KnownOwner } from './known-owner.ts';
import { byScript, waysFrom } from './linked.ts';
import type { Link, Ownership, ScriptNumber } from './ownership.ts';

/** A tag that defines a cluster, and the member at which it stands. */
interface Defining {
  readonly tag: Tag;
  readonly script: ScriptNumber;
}

/**
 * The tags that members get from others. Where defining tags name several entities, nobody gets any.
 * @param members those that are asked for
 * @param links of the cluster
 * @param tape that the links are on
 */
export function extendedTags(
  members: readonly ScriptNumber[],
  links: readonly Link[],
  ownership: Ownership,
  tape: Tape,
): ExtendedTag[] {
  const at = byScript(links);
  const defining = [...at.keys()].flatMap((script) =>
    (ownership.ownerOf(script)?.defining ?? []).map((tag): Defining => ({ tag, script })),
  );
  const [first, ...more] = defining.sort(byPrecedence);
  if (first === undefined || more.some(({ tag }) => tag.entity !== first.tag.entity)) return [];
  const ways = waysFrom(first.script, at);
  return members.flatMap((member) => {
    const own = ownership.ownerOf(member);
    const way = ways.get(member);
    if (way === undefined || (own !== undefined && hasOwn(own, first.tag.entity))) return [];
    const txids = way.map((movement) => tape.sourceOf(movement).txid);
    const source = `spent together with ${first.tag.address}, tagged "${first.tag.label}" (${first.tag.source}), in ${txids.join(', ')}`;
    const { isClusterDefiner: _defines, ...tag } = first.tag;
    const extended: Tag = { ...tag, address: ownership.addressOf(member), confidence: 'heuristic', source };
    return [{ tag: extended, from: first.tag.address, txids }];
  });
}

/** Whether the tags of a member leave no room for one of an entity. */
function hasOwn({ isMixed, defining, entities }: KnownOwner, entity: string): boolean {
  return isMixed || defining.length > 0 || entities.includes(entity);
}

function byPrecedence(a: Defining, b: Defining): number {
  const [one, other] = [a.tag, b.tag];
  return (
    compare(one.address, other.address) ||
    compare(one.label, other.label) ||
    compare(one.source, other.source)
  );
}
