/**
 * A row of a shipped tag file (`config/tags/*.csv`, docs/tags.md), and how a set of rows becomes the file's text:
 * addresses checked and written in one form, sorted, no row twice.
 */

import { displayAddress, parseAddress } from '../../src/core/address.ts';
import type { Chain } from '../../src/core/chain.ts';
import { InvalidInputError, InvariantError } from '../../src/core/errors.ts';
import type { ConfidenceId } from '../../src/core/tags/tag.ts';

export interface ShippedTag {
  readonly network: Chain;
  /** Ethereum in EIP-55 form, Bitcoin as it is. */
  readonly address: string;
  readonly label: string;
  readonly entity: string;
  /** GraphSense concept ids, at least one. */
  readonly concepts: readonly string[];
  /** What the address does for its entity; empty where the source does not say. */
  readonly role: string;
  readonly confidence: ConfidenceId;
  /** ISO dates; empty for "always". */
  readonly validFrom: string;
  readonly validTo: string;
  /** Repository, commit and file, or list and issue; what that itself cites follows after a semicolon. */
  readonly source: string;
  /** SPDX id, or `US-Gov` for a work of the United States government. */
  readonly licence: string;
}

/** The tags of one file (equal ones may repeat), and what its builder left out because of the row itself, and why. */
export interface TagFile {
  readonly name: string;
  readonly tags: readonly ShippedTag[];
  readonly refused: readonly string[];
}

const HEADER = 'network,address,label,entity,concepts,role,confidence,valid_from,valid_to,source,licence';

/**
 * The written form of an address.
 * @throws InvalidInputError when form or checksum is wrong
 */
export function writtenAddress(network: Chain, text: string): string {
  return displayAddress(network, parseAddress(network, text));
}

/** What the tags of an Ethereum contract have in common. @throws InvalidInputError when the address is wrong */
export function ethereumContract(address: string, concept: string, role: string) {
  return {
    network: 'ethereum',
    address: writtenAddress('ethereum', address),
    concepts: [concept],
    role,
    validFrom: '',
    validTo: '',
  } as const;
}

/** The written form of an address, or null when its form or checksum is wrong. */
export function writtenAddressOrNull(network: Chain, text: string): string | null {
  try {
    return writtenAddress(network, text);
  } catch (error) {
    if (error instanceof InvalidInputError) return null;
    throw error;
  }
}

/**
 * The file's text.
 * @param concepts the known concept ids
 * @throws InvariantError for an unknown concept, an empty mandatory field, or two different rows of one key
 */
export function tagsCsv(tags: readonly ShippedTag[], concepts: ReadonlySet<string>): string {
  const rows = new Map<string, { readonly key: string; readonly line: string }>();
  for (const tag of tags) {
    check(tag, concepts);
    const key = [tag.network, tag.address, tag.label, tag.source].join('\u0000');
    const line = lineOf(tag);
    const seen = rows.get(key);
    if (seen !== undefined && seen.line !== line) {
      throw new InvariantError('two different tags share network, address, label and source', { line });
    }
    rows.set(key, { key, line });
  }
  const sorted = [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return `${[HEADER, ...sorted.map(({ line }) => line)].join('\n')}\n`;
}

function check(tag: ShippedTag, concepts: ReadonlySet<string>): void {
  const unknown = tag.concepts.find((concept) => !concepts.has(concept));
  if (unknown !== undefined)
    throw new InvariantError('a tag has an unknown concept', { label: tag.label, unknown });
  if (tag.concepts.length === 0) throw new InvariantError('a tag has no concept', { label: tag.label });
  for (const field of ['address', 'label', 'entity', 'source', 'licence'] as const) {
    if (tag[field].trim() === '')
      throw new InvariantError('a tag lacks a field', { address: tag.address, field });
  }
}

function lineOf(tag: ShippedTag): string {
  const fields = [
    tag.network,
    tag.address,
    tag.label,
    tag.entity,
    tag.concepts.join('|'),
    tag.role,
    tag.confidence,
    tag.validFrom,
    tag.validTo,
    tag.source,
    tag.licence,
  ];
  return fields.map(quoted).join(',');
}

/** RFC 4180 quoting. */
function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
