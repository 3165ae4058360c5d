/**
 * Reads the CSV files under `data/sources`: committed evidence in other people's column layouts. Every builder of a
 * dataset or tag file starts here, so that a source which is not what the builder expects fails with file and line.
 */

import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { InvalidInputError } from '../../src/core/errors.ts';

/** A row of a source: the named columns as text, and where it stands. */
export interface SourceRow<Column extends string> {
  /** `file:line`, for error messages. */
  readonly where: string;
  readonly values: Readonly<Record<Column, string>>;
}

interface ParsedRow {
  readonly info: { readonly lines: number };
  readonly record: Readonly<Record<string, string>>;
}

/**
 * Reads the named columns of a CSV file with a header line; other columns are ignored.
 * @throws InvalidInputError when the file is not CSV or lacks a column, naming file and column
 */
export function readSourceCsv<Column extends string>(
  file: string,
  columns: readonly Column[],
): SourceRow<Column>[] {
  return parseRows(file).map(({ info, record }) => {
    const where = `${file}:${info.lines}`;
    const values: Partial<Record<Column, string>> = {};
    for (const column of columns) {
      const value = record[column];
      if (value === undefined) {
        throw new InvalidInputError(
          `${where}: column "${column}" is missing; restore the file from its source`,
          {
            file,
            field: column,
          },
        );
      }
      values[column] = value;
    }
    return { where, values: values as Record<Column, string> };
  });
}

/** The error for a value that a source should not hold. */
export function badSourceValue(
  where: string,
  field: string,
  value: string,
  expected: string,
): InvalidInputError {
  return new InvalidInputError(
    `${where}: ${field} "${value}" is not ${expected}; restore the file from its source (PROVENANCE.md beside it)`,
    { where, field, value },
  );
}

function parseRows(file: string): ParsedRow[] {
  try {
    return parse(readFileSync(file), { columns: true, bom: true, info: true }) as unknown as ParsedRow[];
  } catch (cause) {
    throw new InvalidInputError(`${file} cannot be read as CSV; restore it from its source`, { file }, cause);
  }
}
