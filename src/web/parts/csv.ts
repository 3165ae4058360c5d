/**
 * Rows as CSV for spreadsheets, by the rule of the report's table: what a spreadsheet would run as a formula begins with a quote,
 * and letters that cannot be seen stand as escapes.
 */

import { stringify } from 'csv-stringify/browser/esm/sync';
import { plainText } from '../../cases/plain-text.ts';

export interface CsvColumn<Row> {
  readonly name: string;
  readonly of: (row: Row) => string | number | null | undefined;
}

/** The text of a file, with a header; lines end as spreadsheets expect. */
export function csvText<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) =>
    columns.map(({ of }) => {
      const cell = of(row) ?? null;
      return typeof cell === 'string' ? plainText(cell) : cell;
    }),
  );
  return stringify(cells, {
    header: true,
    columns: columns.map(({ name }) => name),
    record_delimiter: 'windows',
    escape_formulas: true,
  });
}
