/**
 * Why one of several tags decides what an address is: the rules of `precedence.ts`, put into words for each tag.
 */

import { type EndKind, endOfTags, isToldWithDates, sanctionOf, type TaggedEnd } from './precedence.ts';
import { confidenceOf, isValidAt, type Tag } from './tag.ts';

/** The part that a tag has in what its address is. */
export interface TagPart {
  readonly tag: Tag;
  readonly decides: boolean;
  readonly reason: string;
}

export interface Decision {
  /** What the address is for the walk; null when the walk goes on behind it. */
  readonly end: TaggedEnd | null;
  /** In force at the time. */
  readonly sanction: Tag | null;
  /** In the order of the tags. */
  readonly parts: readonly TagPart[];
}

/**
 * What an address is by its tags, and why.
 * @param time when the coins arrived, Unix seconds
 */
export function decisionOf(tags: readonly Tag[], time: number): Decision {
  const end = endOfTags(tags, time);
  const sanction = sanctionOf(tags, time);
  const parts = tags.map((tag) => {
    const decides = tag === end?.tag || tag === sanction;
    const isUndated = isToldWithDates(tag, tags);
    return { tag, decides, reason: isUndated ? UNDATED : reasonOf(tag, { end, sanction }, time) };
  });
  return { end, sanction, parts };
}

const UNDATED = 'the same list says elsewhere since when, or until when';

function reasonOf(tag: Tag, { end, sanction }: Omit<Decision, 'parts'>, time: number): string {
  const about = [custodyReason(tag, end), sanctionReason(tag, sanction, time)].filter(
    (text) => text !== null,
  );
  return about.length === 0 ? 'none of its concepts is custody or a sanction' : about.join('; ');
}

function custodyReason(tag: Tag, end: TaggedEnd | null): string | null {
  const own = custodyOf(tag);
  if (own === null || end === null) return null;
  if (tag === end.tag) {
    const sanctioned = end.kind === 'sanctioned' ? ', under a sanction at that time' : '';
    return `decides: ${own}${sanctioned}`;
  }
  const winner = custodyOf(end.tag);
  if (own !== winner) return `${own} comes after ${String(winner)}`;
  return lowerReason(tag, end.tag);
}

/** What a tag alone makes of an address, sanctions apart. */
function custodyOf(tag: Tag): EndKind | null {
  const concepts = tag.concepts.filter((concept) => concept !== 'sanction');
  return endOfTags([{ ...tag, concepts }], 0)?.kind ?? null;
}

function sanctionReason(tag: Tag, sanction: Tag | null, time: number): string | null {
  if (!tag.concepts.includes('sanction')) return null;
  if (tag === sanction) return 'decides: the sanction in force';
  if (!isValidAt(tag, time)) return 'its sanction is not in force at that time';
  return sanction === null ? null : lowerReason(tag, sanction);
}

function lowerReason(tag: Tag, winner: Tag): string {
  const [own, other] = [confidenceOf(tag), confidenceOf(winner)];
  return own < other
    ? `confidence ${own} is below ${other}`
    : 'as sure as the one that decides, which comes first by label and source';
}
