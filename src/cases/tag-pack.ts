/**
 * Reads GraphSense TagPacks (graphsense-lib, tagpack): YAML 1.1, one map with a header and a list of tags. A field of the
 * header stands for all tags that do not have it themselves; nothing is merged.
 */

import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';
import { InvalidInputError } from '../core/errors.ts';
import { createTagCollector, type TagCollector, type TagReading } from './tag-reading.ts';

/** By network, or by currency where there is no network. */
const CHAINS: Readonly<Record<string, string>> = { BTC: 'bitcoin', ETH: 'ethereum' };

/** Fields of the schema (tagpack_schema.yaml) that say nothing of what a tag means here. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['title', 'creator', 'description', 'owner', 'is_public', 'tags'],
  ...[
    'address',
    'tx_hash',
    'label',
    'source',
    'currency',
    'network',
    'confidence',
    'category',
    'abuse',
    'concepts',
  ],
  ...['actor', 'is_cluster_definer', 'lastmod', 'context', 'tag_type'],
]);

/** The taxonomy has this concept under two names. */
const ALIASES: Readonly<Record<string, string>> = { defi_derivatives: 'defi_derivative' };

const UNSTATED_LICENCE = 'unstated';

type Fields = Readonly<Record<string, unknown>>;

/**
 * All tags of a TagPack.
 * @throws InvalidInputError when the text is no TagPack, or uses anchors
 */
export function readTagPack(text: string): TagReading {
  const lines = new LineCounter();
  const { header, tags, lineOf } = documentOf(text, lines);
  if ('header' in header) {
    throw invalid('header: !include cannot be followed; put the fields of that file into this one', 'header');
  }
  const collector = createTagCollector();
  for (const name of Object.keys(header)) if (!KNOWN.has(name)) collector.ignore(name);
  tags.forEach((tag, index) => {
    const line = lineOf(index);
    if (!isFields(tag)) collector.refuse(line, 'tags', 'is not a map of fields');
    else addTag(collector, line, header, tag);
  });
  return collector.reading();
}

interface PackDocument {
  readonly header: Fields;
  readonly tags: readonly unknown[];
  lineOf(index: number): number;
}

function documentOf(text: string, lineCounter: LineCounter): PackDocument {
  try {
    const document = parseDocument(text, { version: '1.1', lineCounter });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const list = isMap(document.contents) ? document.contents.get('tags') : undefined;
    // Aliases could make a small file a huge one; TagPacks have none.
    const root: unknown = document.toJS({ maxAliasCount: 0 });
    if (!isFields(root) || !isSeq(list) || !Array.isArray(root.tags)) {
      throw invalid('the file has no list of tags; a TagPack is a map with title, creator and tags', 'tags');
    }
    const { tags, ...header } = root;
    const offsets = list.items.map(
      (item) => (item as { readonly range?: readonly number[] }).range?.[0] ?? 0,
    );
    return { header, tags, lineOf: (index) => lineCounter.linePos(offsets[index] ?? 0).line };
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    throw invalid(`the file is not valid YAML: ${messageOf(cause)}`, 'text', cause);
  }
}

function addTag(collector: TagCollector, line: number, header: Fields, own: Fields): void {
  const fields: Fields = { ...header, ...own };
  for (const name of Object.keys(own)) if (!KNOWN.has(name)) collector.ignore(name);
  if (fields.address === undefined && fields.tx_hash !== undefined) {
    collector.refuse(line, 'tx_hash', 'tags of transactions are not taken, only of addresses');
    return;
  }
  for (const name of ['address', 'label', 'source', 'currency', 'network', 'confidence', 'actor'] as const) {
    if (fields[name] === undefined || typeof fields[name] === 'string') continue;
    collector.refuse(line, name, `${name} is ${JSON.stringify(fields[name])}, not text; put it into quotes`);
    return;
  }
  const concepts = conceptsOf(fields);
  if (concepts === null) {
    collector.refuse(line, 'concepts', 'concepts is not a list of texts, or abuse or category is no text');
    return;
  }
  const label = textOf(fields.label);
  const network = textOf(fields.network) || textOf(fields.currency);
  collector.add(line, {
    network: CHAINS[network] ?? network,
    address: textOf(fields.address),
    label,
    entity: textOf(fields.actor) || label,
    concepts,
    role: '',
    confidence: textOf(fields.confidence) || 'unknown',
    valid_from: '',
    valid_to: '',
    source: textOf(fields.source),
    licence: UNSTATED_LICENCE,
  });
}

/** Own or inherited concepts, and those named as abuse and category. @returns null when they are no texts */
function conceptsOf({ concepts = [], abuse = [], category = [] }: Fields): string[] | null {
  const named: unknown[] = [concepts, abuse, category].flat();
  const texts = named.filter((concept) => typeof concept === 'string');
  return texts.length === named.length ? [...new Set(texts.map((id) => ALIASES[id] ?? id))] : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
}

function invalid(message: string, field: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(message, { field }, cause);
}
