/**
 * Reads tags in our CSV format (docs/tags.md).
 */

import { pipeline, Readable } from 'node:stream';
import { CsvError, Parser } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { InvalidInputError } from '../../core/errors.ts';
import type { Tag } from '../../core/tags/tag.ts';
import { createTagCollector, type RefusedRow, type TagCollector, type TagReader } from './tag-reading.ts';
import type { TagRow } from './tag-row.ts';
import type { TagText } from './tag-text.ts';

const COLUMNS = [
  'network',
  'address',
  'label',
  'entity',
  'concepts',
  'role',
  'confidence',
  'valid_from',
  'valid_to',
  'source',
  'licence',
] as const satisfies readonly (keyof TagRow)[];

/** No row is longer; a quote that is not closed would swallow the rest of the file (bytes). */
const MAX_ROW_BYTES = 32_000;

const PARSING = {
  bom: true,
  info: true,
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: MAX_ROW_BYTES,
} as const;

/** A row of a CSV file: its fields, and the line that it ends on. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** What a CSV text of shipped tags gives. */
export interface TagReading {
  readonly tags: readonly Tag[];
  /** The first refused rows. */
  readonly refused: readonly RefusedRow[];
}

/**
 * All tags of a CSV text at once: for the shipped files, which are small.
 * @throws InvalidInputError when the header is another one, or the text is no CSV
 */
export function readTagCsv(text: string): TagReading {
  const collector = createTagCollector();
  const [header, ...rows] = readCsvRows(text);
  checkHeader(header);
  for (const row of rows) addRow(collector, row);
  return { tags: collector.take(), refused: collector.summary().refusals };
}

/**
 * Reads a CSV text row by row.
 * @throws InvalidInputError when the header is another one, or the text is no CSV
 */
export function tagCsvReader(text: TagText): TagReader {
  return async function* read(collector) {
    let isFirst = true;
    for await (const rows of csvRows(text)) {
      for (const row of rows) {
        if (isFirst) checkHeader(row);
        else addRow(collector, row);
        isFirst = false;
      }
      yield;
    }
    if (isFirst) checkHeader(undefined);
  };
}

function checkHeader(header: CsvRow | undefined): void {
  const value = header?.fields.join() ?? '';
  if (value === COLUMNS.join()) return;
  throw new InvalidInputError(
    `line 1: header is ${JSON.stringify(value.slice(0, 200))}; write ${COLUMNS.join()}`,
    { field: 'header' },
  );
}

function addRow(collector: TagCollector, { line, fields }: CsvRow): void {
  const { length } = fields;
  if (length !== COLUMNS.length) {
    collector.refuse(line, 'row', `has ${length} columns instead of ${COLUMNS.length}`);
    return;
  }
  const row = Object.fromEntries(COLUMNS.map((column, index) => [column, fields[index] ?? ''])) as Record<
    (typeof COLUMNS)[number],
    string
  >;
  if (row.concepts === '') collector.refuse(line, 'concepts', 'concepts is ""; expected some text');
  else collector.add(line, { ...row, concepts: row.concepts.split('|') });
}

/** Rows that are handed on at once. */
const ROWS_AT_ONCE = 1000;

/** The rows of a CSV text, blank lines left out, some at a time. @throws InvalidInputError when it is no CSV */
export async function* csvRows(text: TagText): AsyncGenerator<readonly CsvRow[]> {
  const parser = new Parser(PARSING);
  // What goes wrong with the text destroys the parser, whose reader is told.
  pipeline(Readable.from(text()), parser, () => {});
  let rows: CsvRow[] = [];
  try {
    for await (const row of parser as AsyncIterable<ParsedRow>) {
      rows.push(rowOf(row));
      if (rows.length < ROWS_AT_ONCE) continue;
      yield rows;
      rows = [];
    }
  } catch (cause) {
    throw notCsv(cause);
  }
  yield rows;
}

/** The rows of a small CSV text, blank lines left out. @throws InvalidInputError when it is no CSV */
export function readCsvRows(text: string): CsvRow[] {
  try {
    return (parse(text, PARSING) as unknown as ParsedRow[]).map(rowOf);
  } catch (cause) {
    throw notCsv(cause);
  }
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function rowOf({ record, info }: ParsedRow): CsvRow {
  return { line: info.lines, fields: record };
}

/** Another failure than one of the form, such as of the file, is passed on. */
function notCsv(cause: unknown): unknown {
  if (!(cause instanceof CsvError)) return cause;
  const lines: unknown = Reflect.get(cause, 'lines');
  const line = typeof lines === 'number' ? lines : 1;
  return new InvalidInputError(
    `line ${line}: is not CSV (a quote inside a field, or one that is not closed); write RFC 4180`,
    { field: 'text', line },
    cause,
  );
}
