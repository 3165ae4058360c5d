/**
 * Imports the tags of a source: a list of somebody else, or one's own knowledge. All that the source said before is
 * replaced; runs that begin from now on use it, and cases that reached a newly tagged address are worth a re-scan.
 */

import { InvalidInputError } from '../../core/errors.ts';
import type { Clock } from '../ports.ts';
import { readActorPack } from './actor-pack.ts';
import type { ActorStore } from './actor-store.ts';
import { ofacListReader } from './ofac-list.ts';
import { ofacXmlReader } from './ofac-xml.ts';
import { tagCsvReader } from './tag-csv.ts';
import { tagPackReader } from './tag-pack.ts';
import {
  batchesOf,
  createTagCollector,
  type ReadingSummary,
  type RefusedKind,
  type TagReader,
} from './tag-reading.ts';
import type { TagChange, TagStore } from './tag-store.ts';
import { type TagText, textOf } from './tag-text.ts';

export const TAG_FORMATS = ['csv', 'tagpack', 'actorpack', 'ofac', 'ofac-xml'] as const;
export type TagFormat = (typeof TAG_FORMATS)[number];

export interface TagImport {
  /** Name of the list: the next import under it replaces this one. */
  readonly source: string;
  readonly format: TagFormat;
  /** The list itself, or how it is read. */
  readonly text: string | TagText;
  /** Licence of a TagPack, which has no field for it. */
  readonly licence?: string;
  /** Reads what a pack includes; without it such packs are refused. */
  readonly include?: (path: string) => string;
}

export interface ImportDeps {
  readonly tags: TagStore;
  readonly actors: ActorStore;
  readonly clock: Clock;
}

export interface ImportSummary extends TagChange, ReadingSummary {
  readonly source: string;
  readonly format: TagFormat;
}

/** Names stand in paths and on command lines. */
const SOURCE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** True for a format that can be imported. */
export function isTagFormat(text: string): text is TagFormat {
  return (TAG_FORMATS as readonly string[]).includes(text);
}

/**
 * Imports tags, or actors: all rows that are right, or nothing when none is.
 * @throws InvalidInputError naming what is wrong with the file as a whole
 */
export async function importTags(what: TagImport, deps: ImportDeps): Promise<ImportSummary> {
  const { source, format } = what;
  checkSource(source);
  const text = typeof what.text === 'string' ? textOf(what.text) : what.text;
  const { change, summary } =
    format === 'actorpack'
      ? await importActors(what, text, deps)
      : await importRows(source, format, readerOf({ ...what, format, text }), deps);
  return { source, format, ...change, ...summary };
}

interface Imported {
  readonly change: TagChange;
  readonly summary: ReadingSummary;
}

async function importRows(
  source: string,
  format: string,
  read: TagReader,
  { tags, clock }: ImportDeps,
): Promise<Imported> {
  const collector = createTagCollector();
  async function* batches() {
    yield* batchesOf(read, collector);
    requireSome(source, collector.summary());
  }
  const refused = () => collector.summary().refused;
  const change = await tags.replace({ source, format, tags: batches(), refused, at: clock.now() });
  return { change, summary: collector.summary() };
}

async function importActors(
  { source, include }: TagImport,
  text: TagText,
  { actors, clock }: ImportDeps,
): Promise<Imported> {
  const { actors: read, summary } = await readActorPack(text, include);
  requireSome(source, summary);
  const { refused } = summary;
  return { change: await actors.replace({ source, actors: read, refused, at: clock.now() }), summary };
}

/** Thrown inside the transaction of the import, which is undone by it. */
function requireSome(source: string, { accepted, refusals, kinds }: ReadingSummary): void {
  const [first] = refusals;
  if (accepted > 0) return;
  const why = first === undefined ? 'it has no row' : `line ${first.line}: ${first.reason}`;
  throw new NoUsableRowError(`nothing was imported from ${source}, no row can be used: ${why}`, kinds);
}

/** A list of which every row was refused, or that has none. */
export class NoUsableRowError extends InvalidInputError {
  readonly kinds: readonly RefusedKind[];

  constructor(message: string, kinds: readonly RefusedKind[]) {
    super(message, { field: 'text' });
    this.kinds = kinds;
  }
}

/** @throws InvalidInputError when a source cannot have this name */
export function checkSource(source: string): void {
  if (SOURCE_NAME.test(source)) return;
  const value = JSON.stringify(source.slice(0, 100));
  throw new InvalidInputError(
    `source ${value} is no name; write 1 to 100 letters, digits, dots, hyphens and underscores, like ofac-sdn`,
    { field: 'source', value },
  );
}

type RowImport = TagImport & { readonly text: TagText; readonly format: Exclude<TagFormat, 'actorpack'> };

function readerOf({ source, format, text, ...options }: RowImport): TagReader {
  switch (format) {
    case 'csv':
      return tagCsvReader(text);
    case 'tagpack':
      return tagPackReader(text, options);
    case 'ofac':
      return ofacListReader(text, source);
    case 'ofac-xml':
      return ofacXmlReader(text);
  }
}
