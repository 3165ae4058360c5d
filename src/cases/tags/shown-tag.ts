/**
 * Tags as users see them, in screenings and on the command line.
 */

import { confidenceOf, type Tag } from '../../core/tags/tag.ts';
import { formatUtcTime } from '../utc-time.ts';

/** A tag as users see it. */
export interface ShownTag {
  readonly label: string;
  readonly entity: string;
  readonly concepts: readonly string[];
  readonly role: string;
  /** 0 to 100. */
  readonly confidence: number;
  /** ISO 8601 UTC; null for always. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly source: string;
  readonly licence: string;
  /** The source says that it holds for all addresses of the owner. */
  readonly isClusterDefiner: boolean;
  /** Name of the import that it came with; null for a shipped one. */
  readonly import: string | null;
}

/** @param origin name of the import that it came with; null for a shipped one */
export function shownTag(tag: Tag, origin: string | null): ShownTag {
  const { label, entity, concepts, role, validFrom, validTo, source, licence } = tag;
  return {
    label,
    entity,
    concepts,
    role,
    confidence: confidenceOf(tag),
    validFrom: validFrom === null ? null : formatUtcTime(validFrom),
    validTo: validTo === null ? null : formatUtcTime(validTo),
    source,
    licence,
    isClusterDefiner: tag.isClusterDefiner === true,
    import: origin,
  };
}
