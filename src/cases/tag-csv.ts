/**
 * Reads tags in our CSV format (docs/tags.md).
 */

import { parse } from 'csv-parse/sync';
import { InvalidInputError } from '../core/errors.ts';
import { createTagCollector, type TagReading } from './tag-reading.ts';
import type { TagRow } from './tag-row.ts';

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

/** A row of a CSV file: its fields, and the line that it ends on. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * All tags of a CSV text.
 * @throws InvalidInputError when the header is another one, or the text is no CSV
 */
export function readTagCsv(text: string): TagReading {
  const [header, ...rows] = readCsvRows(text);
  const value = header?.fields.join() ?? '';
  if (value !== COLUMNS.join()) {
    throw new InvalidInputError(
      `line 1: header is ${JSON.stringify(value.slice(0, 200))}; write ${COLUMNS.join()}`,
      {
        field: 'header',
      },
    );
  }
  const collector = createTagCollector();
  for (const { line, fields } of rows) {
    const { length } = fields;
    if (length !== COLUMNS.length) {
      collector.refuse(line, 'row', `has ${length} columns instead of ${COLUMNS.length}`);
      continue;
    }
    const row = Object.fromEntries(COLUMNS.map((column, index) => [column, fields[index] ?? ''])) as Record<
      (typeof COLUMNS)[number],
      string
    >;
    if (row.concepts === '') collector.refuse(line, 'concepts', 'concepts is ""; expected some text');
    else collector.add(line, { ...row, concepts: row.concepts.split('|') });
  }
  return collector.reading();
}

/** The rows of a CSV text, blank lines left out. @throws InvalidInputError when it is no CSV */
export function readCsvRows(text: string): CsvRow[] {
  try {
    const rows = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW_BYTES,
    }) as unknown as { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    return rows.map(({ record, info }) => ({ line: info.lines, fields: record }));
  } catch (cause) {
    const lines: unknown = cause instanceof Error ? Reflect.get(cause, 'lines') : undefined;
    const line = typeof lines === 'number' ? lines : 1;
    throw new InvalidInputError(
      `line ${line}: is not CSV (a quote inside a field, or one that is not closed); write RFC 4180`,
      { field: 'text', line },
      cause,
    );
  }
}
