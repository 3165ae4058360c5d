/**
 * Reads a YAML file that is one map with a header and a long list (TagPacks, ActorPacks), entry by entry: such files have
 * hundreds of thousands of entries. js-yaml reads YAML 1.1 four times as fast as the library that reads cases.
 */

import { load, YAML11_SCHEMA } from 'js-yaml';
import { InvalidInputError } from '../../core/errors.ts';
import { linesOf, type TagText, type TextLine } from './tag-text.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** An entry of the list, or why it cannot be read. */
export interface ListEntry {
  /** That it begins on, from 1. */
  readonly line: number;
  readonly value: unknown;
  readonly problem?: string;
}

export interface ListHeader {
  /** All top-level fields but the list. */
  readonly fields: Fields;
  /** Path in `header: !include path`. */
  readonly include: string | null;
  /** The list, when it is written in brackets: that form is read with the header. */
  readonly inline: readonly unknown[] | null;
}

/** Header and entry beyond this are no header and no entry (characters). */
const LONGEST_HEADER = 8 * 1024 * 1024;
const LONGEST_ENTRY = 1024 * 1024;

/** Entries that are parsed at once: one by one takes twice as long. */
const ENTRIES_AT_ONCE = 200;

/** Aliases could make a small file a huge one; packs have none. */
const PARSING = { schema: YAML11_SCHEMA, maxAliases: 0 } as const;

/** Begins an entry: in a list of blocks nothing else can begin like this in the column of its first entry. */
const ENTRY = /^( *)-(?:[ \t]|$)/;
const INCLUDE = /^header:\s*!include\s+(["']?)(\S+)\1\s*(?:#.*)?$/;

/**
 * The header, wherever in the file its fields stand.
 * @throws InvalidInputError when it is not YAML, or there is no list under the key
 */
export async function listHeader(text: TagText, key: string): Promise<ListHeader> {
  let [header, include, hasBlock] = ['', null as string | null, false];
  for await (const { line, isEntry } of partsOf(text, key)) {
    const [, , path] = INCLUDE.exec(line.text) ?? [];
    hasBlock ||= isEntry;
    if (path !== undefined) include = path;
    else if (!isEntry) header += `${line.text}\n`;
    if (header.length > LONGEST_HEADER) throw notYaml('its header is too long; write the list in lines');
  }
  const fields = header.trim() === '' ? {} : parsed(header);
  if (!isFields(fields)) throw noList(key);
  const { [key]: list, ...rest } = fields;
  if (!hasBlock && !Array.isArray(list)) throw noList(key);
  return { fields: spread(rest), include, inline: hasBlock ? null : (list as unknown[]) };
}

/** GraphSense puts the fields of a map `header` over those beside it, as it does with what is included there. */
function spread({ header, ...fields }: Fields): Fields {
  if (isFields(header)) return { ...fields, ...header };
  return header === undefined ? fields : { ...fields, header };
}

/**
 * The fields of the file that a header includes.
 * @param read reads it; absent where there are no files
 * @throws InvalidInputError when it cannot be read, or is no map of fields
 */
export function includedFields(path: string, read: ((path: string) => string) | undefined): Fields {
  if (read === undefined) {
    throw new InvalidInputError(
      'header: !include cannot be followed here; import the file with the command line, or put the fields into it',
      { field: 'header' },
    );
  }
  const fields = parsed(read(path));
  if (isFields(fields)) return fields;
  throw new InvalidInputError(`the header that is included, ${path}, is no map of fields`, {
    field: 'header',
  });
}

/** The entries of a list that is written in blocks, some at a time. */
export async function* listEntries(text: TagText, key: string): AsyncGenerator<readonly ListEntry[]> {
  let texts: EntryText[] = [];
  for await (const { line, isEntry, begins } of partsOf(text, key)) {
    if (!isEntry) continue;
    const last = texts.at(-1);
    if (begins || last === undefined) {
      if (texts.length === ENTRIES_AT_ONCE) {
        yield entriesOf(texts);
        texts = [];
      }
      texts.push({ line: line.number, text: `${line.text}\n` });
    } else if (last.text.length <= LONGEST_ENTRY) last.text += `${line.text}\n`;
  }
  yield entriesOf(texts);
}

/** True for a map. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

interface EntryText {
  readonly line: number;
  text: string;
}

interface Part {
  readonly line: TextLine;
  /** Of the list; else of the header. */
  readonly isEntry: boolean;
  /** The first line of an entry. */
  readonly begins: boolean;
}

async function* partsOf(text: TagText, key: string): AsyncGenerator<Part> {
  const start = new RegExp(`^${key}:\\s*(?:#.*)?$`);
  let [inList, column] = [false, -1];
  for await (const lines of linesOf(text)) {
    for (const line of lines) {
      const dash = inList ? (ENTRY.exec(line.text)?.[1]?.length ?? -1) : -1;
      if (inList && column === -1 && dash >= 0) column = dash;
      const begins = dash >= 0 && dash === column;
      // A line in the first column, that is no entry and no comment, is the next field.
      if (!begins && /^[^\s#]/.test(line.text)) inList = false;
      yield { line, isEntry: inList && column >= 0, begins };
      if (start.test(line.text)) [inList, column] = [true, -1];
    }
  }
}

function entriesOf(texts: readonly EntryText[]): ListEntry[] {
  const together = valuesOf(texts);
  if (together !== null) return texts.map(({ line }, index) => ({ line, value: together[index] }));
  return texts.map((text) => {
    try {
      const alone: unknown = load(text.text, PARSING);
      const value = Array.isArray(alone) && alone.length === 1 ? alone[0] : undefined;
      return { line: text.line, value };
    } catch (cause) {
      return { line: text.line, value: undefined, problem: `is not valid YAML: ${messageOf(cause)}` };
    }
  });
}

/** The entries parsed together; null when one of them is wrong. */
function valuesOf(texts: readonly EntryText[]): unknown[] | null {
  if (texts.some(({ text }) => text.length > LONGEST_ENTRY)) return null;
  try {
    const values: unknown = load(texts.map(({ text }) => text).join(''), PARSING);
    return Array.isArray(values) && values.length === texts.length ? values : null;
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return load(text, PARSING);
  } catch (cause) {
    throw notYaml(messageOf(cause), cause);
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
}

function notYaml(problem: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(`the file is not valid YAML: ${problem}`, { field: 'text' }, cause);
}

function noList(key: string): InvalidInputError {
  return new InvalidInputError(
    `the file has no list of ${key}; a pack is a map with title, creator and ${key}`,
    { field: key },
  );
}
