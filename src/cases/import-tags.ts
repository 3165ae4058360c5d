/**
 * Imports the tags of a source: a list of somebody else, or one's own knowledge. All that the source said before is
 * replaced; runs that begin from now on use it, and cases that reached a newly tagged address are worth a re-scan.
 */

import { InvalidInputError } from '../core/errors.ts';
import { readOfacList } from './ofac-list.ts';
import type { Clock } from './ports.ts';
import { readTagCsv } from './tag-csv.ts';
import { readTagPack } from './tag-pack.ts';
import type { RefusedRow, TagReading } from './tag-reading.ts';
import type { TagChange, TagStore } from './tag-store.ts';

export const TAG_FORMATS = ['csv', 'tagpack', 'ofac'] as const;
export type TagFormat = (typeof TAG_FORMATS)[number];

export interface TagImport {
  /** Name of the list: the next import under it replaces this one. */
  readonly source: string;
  readonly format: TagFormat;
  readonly text: string;
}

export interface ImportDeps {
  readonly tags: TagStore;
  readonly clock: Clock;
}

export interface ImportSummary extends TagChange {
  readonly source: string;
  readonly format: TagFormat;
  readonly accepted: number;
  readonly refused: number;
  /** The first of them. */
  readonly refusals: readonly RefusedRow[];
  readonly notes: readonly string[];
}

const SHOWN_REFUSALS = 100;

/** It is read as a whole, in one go; a larger list is imported in parts (characters). */
export const MAX_TAG_TEXT = 32 * 1024 * 1024;

/** Names stand in paths and on command lines. */
const SOURCE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** True for a format that can be imported. */
export function isTagFormat(text: string): text is TagFormat {
  return (TAG_FORMATS as readonly string[]).includes(text);
}

/**
 * Imports tags: all rows that are right, or nothing when none is.
 * @throws InvalidInputError naming what is wrong with the file as a whole
 */
export async function importTags(what: TagImport, { tags, clock }: ImportDeps): Promise<ImportSummary> {
  const { source, format, text } = what;
  checkSource(source);
  if (text.length > MAX_TAG_TEXT) {
    throw new InvalidInputError(
      `text has ${text.length} characters; at most ${MAX_TAG_TEXT} are read, split it`,
      {
        field: 'text',
        value: text.length,
      },
    );
  }
  const reading = read(what);
  const [first] = reading.refused;
  if (reading.tags.length === 0) {
    const why = first === undefined ? 'it has no row' : `line ${first.line}: ${first.reason}`;
    throw new InvalidInputError(`nothing was imported from ${source}, no row can be used: ${why}`, {
      field: 'text',
    });
  }
  const refused = reading.refused.length;
  const change = await tags.replace({ source, format, tags: reading.tags, refused, at: clock.now() });
  return {
    source,
    format,
    ...change,
    accepted: reading.tags.length,
    refused,
    refusals: reading.refused.slice(0, SHOWN_REFUSALS),
    notes: reading.notes,
  };
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

function read({ source, format, text }: TagImport): TagReading {
  switch (format) {
    case 'csv':
      return readTagCsv(text);
    case 'tagpack':
      return readTagPack(text);
    case 'ofac':
      return readOfacList(text, source);
  }
}
