/**
 * Reads GraphSense TagPacks (graphsense-lib a82914bf, tagpack): YAML 1.1, one map with a header and a list of tags. A field
 * of the header stands for all tags that do not have it themselves; nothing is merged.
 */

import { CONCEPT_IDS } from './concepts.ts';
import type { TagCollector, TagReader } from './tag-reading.ts';
import type { TagRow } from './tag-row.ts';
import type { TagText } from './tag-text.ts';
import {
  type Fields,
  includedFields,
  isFields,
  type ListEntry,
  listEntries,
  listHeader,
} from './yaml-list.ts';

export interface PackOptions {
  /** Reads the file that `header: !include` names; without it such a pack is refused. */
  readonly include?: (path: string) => string;
  /** Licence of the pack, which the format has no field for. */
  readonly licence?: string;
}

/** By network, or by currency where there is no network. */
const CHAINS: ReadonlyMap<string, string> = new Map([
  ['BTC', 'bitcoin'],
  ['ETH', 'ethereum'],
]);

/** Fields of a tag (tagpack_schema.yaml), and those that only a header has. */
const TEXTS = ['address', 'label', 'source', 'currency', 'network', 'confidence', 'actor'] as const;
const TAG_FIELDS: ReadonlySet<string> = new Set([
  ...TEXTS,
  ...['tx_hash', 'category', 'abuse', 'concepts', 'is_cluster_definer', 'lastmod', 'context', 'tag_type'],
]);
const HEADER_FIELDS: ReadonlySet<string> = new Set(['title', 'creator', 'description', 'owner', 'is_public']);
const TAG_TYPES: readonly unknown[] = [undefined, 'actor', 'event', 'attribute', 'mention'];

/** The taxonomy has this concept under two names. */
const ALIASES: ReadonlyMap<string, string> = new Map([['defi_derivatives', 'defi_derivative']]);

const UNSTATED_LICENCE = 'unstated';

/**
 * Reads a TagPack tag by tag.
 * @throws InvalidInputError when the text is no TagPack, or its header cannot be read
 */
export function tagPackReader(text: TagText, options: PackOptions = {}): TagReader {
  return async function* read(collector) {
    const { fields, include, inline } = await listHeader(text, 'tags');
    // GraphSense puts what is included over the fields of the pack itself.
    const header = include === null ? fields : { ...fields, ...includedFields(include, options.include) };
    for (const name of Object.keys(header)) {
      if (!TAG_FIELDS.has(name) && !HEADER_FIELDS.has(name)) collector.ignore(name);
    }
    const add = (entry: ListEntry) => addEntry(collector, entry, header, options.licence);
    for (const value of inline ?? []) add({ line: 1, value });
    if (inline !== null) return;
    for await (const entries of listEntries(text, 'tags')) {
      for (const entry of entries) add(entry);
      yield;
    }
  };
}

function addEntry(
  collector: TagCollector,
  { line, value, problem }: ListEntry,
  header: Fields,
  licence = UNSTATED_LICENCE,
): void {
  const fields: Fields = isFields(value) ? { ...header, ...value } : {};
  if (problem !== undefined) collector.refuse(line, 'tags', problem, 'not YAML');
  else if (!isFields(value)) collector.refuse(line, 'tags', 'is not a map of fields');
  else {
    for (const name of Object.keys(value)) if (!TAG_FIELDS.has(name)) collector.ignore(name);
    const wrong = problemOf(fields);
    if (wrong !== null) collector.refuse(line, ...wrong);
    else collector.add(line, rowOf(fields, licence));
  }
}

function rowOf(fields: Fields, licence: string): TagRow {
  const label = textOf(fields.label);
  const network = textOf(fields.network) || textOf(fields.currency);
  return {
    network: CHAINS.get(network) ?? network,
    address: textOf(fields.address),
    label,
    entity: textOf(fields.actor) || label,
    concepts: conceptsOf(fields),
    role: '',
    confidence: textOf(fields.confidence) || 'unknown',
    valid_from: '',
    valid_to: '',
    source: textOf(fields.source),
    licence,
    is_cluster_definer: fields.is_cluster_definer === true,
  };
}

/** Why a tag cannot be taken: field, reason, and the reason in short; null when it can. */
function problemOf(fields: Fields): [field: string, reason: string, kind?: string] | null {
  const empty = Object.keys(fields).find((name) => TAG_FIELDS.has(name) && fields[name] === null);
  if (empty !== undefined) return [empty, `${empty} is null; leave it out, or write a value`];
  if (fields.tx_hash !== undefined) {
    if (fields.address !== undefined)
      return ['tx_hash', 'a tag is of an address or of a transaction, not both'];
    return ['tx_hash', 'tags of transactions are not taken, only of addresses', 'tag of a transaction'];
  }
  const number = TEXTS.find((name) => fields[name] !== undefined && typeof fields[name] !== 'string');
  if (number !== undefined)
    return [number, `${number} is ${shown(fields[number])}, not text; put it into quotes`];
  if (!hasTextConcepts(fields)) {
    return ['concepts', 'concepts is not a list of texts, or abuse or category is no text'];
  }
  if (![undefined, true, false].includes(fields.is_cluster_definer as boolean | undefined)) {
    return [
      'is_cluster_definer',
      `is_cluster_definer is ${shown(fields.is_cluster_definer)}; write true or false`,
    ];
  }
  if (!TAG_TYPES.includes(fields.tag_type)) {
    return ['tag_type', `tag_type is ${shown(fields.tag_type)}; expected actor, event, attribute or mention`];
  }
  if (contextOf(fields) === null) return ['context', 'context is neither a map nor the JSON text of one'];
  return null;
}

function hasTextConcepts({ concepts = [], abuse = '', category = '' }: Fields): boolean {
  const all = [...(Array.isArray(concepts) ? (concepts as unknown[]) : [null]), abuse, category];
  return all.every((concept) => typeof concept === 'string');
}

/** Own or inherited concepts, and those named as abuse, as category, and in the context. */
function conceptsOf(fields: Fields): string[] {
  const { concepts = [], abuse = '', category = '' } = fields as Readonly<Record<string, string | string[]>>;
  const stated = [concepts, abuse, category].flat().filter((id) => id !== '');
  return [...new Set([...stated.map((id) => ALIASES.get(id) ?? id), ...contextConcepts(fields)])];
}

/** Words in `context.tags` that are concepts; the others are free text. */
function contextConcepts(fields: Fields): string[] {
  const tags = contextOf(fields)?.tags;
  const words = Array.isArray(tags) ? (tags as unknown[]).filter((tag) => typeof tag === 'string') : [];
  const ids = words.map((word) =>
    word
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );
  return ids.map((id) => ALIASES.get(id) ?? id).filter((id) => CONCEPT_IDS.has(id));
}

/** The context as a map, empty where there is none; null when it is something else. */
function contextOf({ context = {} }: Fields): Fields | null {
  if (typeof context !== 'string') return isFields(context) ? context : null;
  try {
    const map: unknown = JSON.parse(context);
    return isFields(map) ? map : null;
  } catch {
    return null;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** A value that is not what it should be; of what is nested only that it is. */
function shown(value: unknown): string {
  if (value instanceof Date) return 'a time';
  return typeof value === 'object' && value !== null ? 'a list or map' : JSON.stringify(value);
}
