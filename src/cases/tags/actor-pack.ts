/**
 * Reads GraphSense ActorPacks (graphsense-lib a82914bf, actorpack_schema.yaml): YAML 1.1, one map with a header and a list of
 * actors. The largest known has 3,813 of them, so a pack is held in memory.
 */

import type { Actor, ActorContext } from './actor.ts';
import { createTagCollector, type ReadingSummary } from './tag-reading.ts';
import type { TagText } from './tag-text.ts';
import { type Fields, includedFields, isFields, listEntries, listHeader } from './yaml-list.ts';

export interface ActorReading {
  readonly actors: readonly Actor[];
  readonly summary: ReadingSummary;
}

const ACTOR_FIELDS: ReadonlySet<string> = new Set([
  ...['id', 'uri', 'label', 'lastmod', 'categories', 'jurisdictions', 'aliases', 'context'],
]);
const CONTEXT_LISTS = ['uris', 'refs', 'images', 'coingecko_ids', 'defilama_ids'] as const;
const CONTEXT_TEXTS = ['twitter_handle', 'github_organisation', 'legal_name'] as const;

/** Longer texts are no names any more (characters), longer lists no lists of names. */
const LONGEST_TEXT = 1000;
const LONGEST_LIST = 200;

/**
 * All actors of a pack.
 * @param include reads the file that its header names; without it such packs are refused
 * @throws InvalidInputError when the text is no ActorPack
 */
export async function readActorPack(
  text: TagText,
  include?: (path: string) => string,
): Promise<ActorReading> {
  const { fields, include: path, inline } = await listHeader(text, 'actors');
  const header = path === null ? fields : { ...fields, ...includedFields(path, include) };
  const refusals = createTagCollector();
  const actors = new Map<string, Actor>();
  const add = (line: number, value: unknown, problem?: string) => {
    const read = problem ?? actorOf(value, header);
    if (typeof read === 'string') refusals.refuse(line, 'actors', read);
    else if (actors.has(read.id))
      refusals.refuse(line, 'id', `repeats the actor "${read.id}"`, 'repeated actor');
    else actors.set(read.id, read);
    if (isFields(value))
      for (const name of Object.keys(value)) if (!ACTOR_FIELDS.has(name)) refusals.ignore(name);
  };
  for (const value of inline ?? []) add(1, value);
  if (inline === null) {
    for await (const entries of listEntries(text, 'actors')) {
      for (const { line, value, problem } of entries) add(line, value, problem);
    }
  }
  return {
    actors: [...actors.values()],
    summary: { ...refusals.summary(), accepted: actors.size },
  };
}

/** The actor of an entry, or why it is none. */
function actorOf(value: unknown, header: Fields): Actor | string {
  if (!isFields(value)) return 'is not a map of fields';
  // As in TagPacks: a field of the header stands for those that do not have it.
  const fields = { ...header, ...value };
  const [id, uri, label] = [fields.id, fields.uri, fields.label].map(textOf);
  if (id === null || id === undefined) return 'id is not text; put it into quotes';
  if (uri === null || uri === undefined) return 'uri is no text';
  if (label === null || label === undefined) return 'label is not text; put it into quotes';
  const [categories, jurisdictions, aliases] = [fields.categories, fields.jurisdictions, fields.aliases].map(
    listOf,
  );
  if (categories === null || categories === undefined || fields.categories === undefined) {
    return 'categories is no list of texts';
  }
  if (jurisdictions === null || jurisdictions === undefined) return 'jurisdictions is no list of texts';
  if (!jurisdictions.every((code) => /^[A-Z]{2}$/.test(code)))
    return 'jurisdictions are codes of two letters';
  if (aliases === null || aliases === undefined) return 'aliases is no list of texts';
  const context = contextOf(fields.context);
  if (context === null) return 'context is neither a map of texts and lists of texts nor its JSON text';
  return { id, uri, label, categories, jurisdictions, aliases, context };
}

function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' || text.length > LONGEST_TEXT || /\p{Cc}/u.test(text) ? null : text;
}

/** Absent is empty. */
function listOf(value: unknown): string[] | null {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > LONGEST_LIST) return null;
  const texts = (value as unknown[]).map(textOf).filter((text) => text !== null);
  return texts.length === value.length ? texts : null;
}

/** The fields of the schema; others are left out. */
function contextOf(value: unknown): ActorContext | null {
  const map = typeof value === 'string' ? jsonOf(value) : (value ?? {});
  if (!isFields(map)) return null;
  const lists = CONTEXT_LISTS.map((name) => [name, listOf(map[name])] as const);
  const texts = CONTEXT_TEXTS.map(
    (name) => [name, map[name] === undefined ? '' : textOf(map[name])] as const,
  );
  const all: readonly (readonly [string, string | readonly string[] | null])[] = [...lists, ...texts];
  if (all.some(([, field]) => field === null)) return null;
  return Object.fromEntries(all.filter(([, field]) => field !== null && field.length > 0)) as ActorContext;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
