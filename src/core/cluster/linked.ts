/**
 * The links of one cluster: a tree, since only links that merged two clusters are kept. So there is one way between any two
 * members, and one smallest part that connects those that are asked for.
 */

import { append } from '../multimap.ts';
import type { MovementId } from '../tape/tape.ts';
import type { Link, ScriptNumber } from './ownership.ts';

type Neighbours = ReadonlyMap<ScriptNumber, readonly Link[]>;

/** The links at each script. */
export function byScript(links: readonly Link[]): Map<ScriptNumber, Link[]> {
  const at = new Map<ScriptNumber, Link[]>();
  for (const link of links) {
    for (const script of link.scripts) {
      append(at, script, link);
    }
  }
  return at;
}

const otherOf = ({ scripts: [a, b] }: Link, script: ScriptNumber) => (a === script ? b : a);

/**
 * The least of a tree that connects certain scripts, in the order given. A single script keeps its first link: that shows
 * why it is in a cluster at all.
 */
export function connecting(asked: ReadonlySet<ScriptNumber>, links: readonly Link[]): Link[] {
  const at = byScript(links);
  const kept = new Set(links);
  const degrees = new Map([...at].map(([script, own]) => [script, own.length]));
  const bare = [...at.keys()].filter((script) => degrees.get(script) === 1 && !asked.has(script));
  for (let leaf = bare.pop(); leaf !== undefined; leaf = bare.pop()) {
    const link = at.get(leaf)?.find((one) => kept.has(one));
    if (link === undefined) continue;
    kept.delete(link);
    const other = otherOf(link, leaf);
    const degree = (degrees.get(other) ?? 0) - 1;
    degrees.set(other, degree);
    if (degree === 1 && !asked.has(other)) bare.push(other);
  }
  if (kept.size > 0) return links.filter((link) => kept.has(link));
  const [only] = asked;
  return only === undefined ? [] : (at.get(only) ?? []).slice(0, 1);
}

/** For each script that links lead to from one, the movements on the way, from that one on. */
export function waysFrom(start: ScriptNumber, at: Neighbours): Map<ScriptNumber, readonly MovementId[]> {
  const ways = new Map<ScriptNumber, readonly MovementId[]>([[start, []]]);
  for (const [script, way] of ways) {
    for (const link of at.get(script) ?? []) {
      const other = otherOf(link, script);
      if (!ways.has(other)) ways.set(other, way.at(-1) === link.movement ? way : [...way, link.movement]);
    }
  }
  return ways;
}
