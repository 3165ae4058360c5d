/**
 * One row of any tag format, as text, and its translation into a tag. All formats come through here, the shipped files
 * as well as what users import, so a tag means the same wherever it comes from.
 */

import { parseAddress } from '../../core/address.ts';
import { isChain } from '../../core/chain.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { isConfidenceId, type Tag } from '../../core/tags/tag.ts';
import { printable } from '../printable.ts';
import { parseUtcTime } from '../utc-time.ts';

/** The fields of docs/tags.md; an empty text says nothing. */
export interface TagRow {
  readonly network: string;
  readonly address: string;
  readonly label: string;
  readonly entity: string;
  readonly concepts: readonly string[];
  readonly role: string;
  readonly confidence: string;
  readonly valid_from: string;
  readonly valid_to: string;
  readonly source: string;
  readonly licence: string;
  /** Only TagPacks say it; absent for no. */
  readonly is_cluster_definer?: boolean;
}

/** Longer texts are no labels any more (characters). */
const LONGEST = { label: 500, entity: 500, role: 64, source: 1000, licence: 100 } as const;
const REQUIRED: readonly Exclude<keyof TagRow, 'is_cluster_definer'>[] = [
  'label',
  'entity',
  'source',
  'licence',
];

const MAX_CONCEPTS = 20;
const CONCEPT = /^[a-z0-9_]{1,64}$/;

/** Line breaks and other control characters would break lists and terminals; no label needs one. */
const CONTROL = /\p{Cc}/u;

/**
 * The tag of a row.
 * @throws InvalidInputError naming field, value and what is expected
 */
export function tagOfRow(row: TagRow): Tag {
  if (!isChain(row.network)) throw problem(row, 'network', 'bitcoin or ethereum');
  if (!isConfidenceId(row.confidence)) {
    throw problem(row, 'confidence', 'an id of the GraphSense confidence taxonomy');
  }
  checkTexts(row);
  const validFrom = timeOf(row, 'valid_from');
  const validTo = timeOf(row, 'valid_to');
  if (validFrom !== null && validTo !== null && validTo < validFrom) {
    throw problem(row, 'valid_to', 'a day after valid_from');
  }
  return {
    chain: row.network,
    address: addressOf(row.network, row),
    label: row.label,
    entity: row.entity,
    concepts: row.concepts,
    role: row.role,
    confidence: row.confidence,
    validFrom,
    validTo,
    source: row.source,
    licence: row.licence,
    ...(row.is_cluster_definer === true ? { isClusterDefiner: true } : {}),
  };
}

function checkTexts(row: TagRow): void {
  for (const field of REQUIRED) if (row[field] === '') throw problem(row, field, 'some text');
  for (const [field, length] of Object.entries(LONGEST) as [keyof typeof LONGEST, number][]) {
    const text = row[field];
    if (text.length > length) throw problem(row, field, `at most ${length} characters`);
    if (CONTROL.test(text) || text !== printable(text))
      throw problem(row, field, 'text without control characters');
  }
  if (row.concepts.length > MAX_CONCEPTS) throw problem(row, 'concepts', `at most ${MAX_CONCEPTS} of them`);
  if (!row.concepts.every((concept) => CONCEPT.test(concept))) {
    throw problem(row, 'concepts', 'ids of the GraphSense taxonomy, in lower case');
  }
}

function timeOf(row: TagRow, field: 'valid_from' | 'valid_to'): number | null {
  return row[field] === '' ? null : parseUtcTime(field, row[field]);
}

function addressOf(chain: Tag['chain'], { address }: TagRow): string {
  try {
    return parseAddress(chain, address);
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause;
    throw new InvalidInputError(`address: ${cause.message}`, { ...cause.context, field: 'address' });
  }
}

function problem(row: TagRow, field: keyof TagRow, expected: string): InvalidInputError {
  const value = String(row[field]).slice(0, 100);
  return new InvalidInputError(`${field} is ${JSON.stringify(value)}; expected ${expected}`, {
    field,
    value,
  });
}
