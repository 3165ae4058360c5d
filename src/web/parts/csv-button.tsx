/**
 * Saves the rows of a table as CSV. What writes it is loaded when it is first needed.
 */

import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import type { CsvColumn } from './csv.ts';
import { ProblemNote } from './problem-note.tsx';
import { saveFile } from './save-file.ts';

export interface CsvExport<Row> {
  /** Of the file. */
  readonly name: string;
  readonly columns: readonly CsvColumn<Row>[];
}

export interface CsvButtonProps<Row> extends CsvExport<Row> {
  readonly rows: () => readonly Row[];
}

export function CsvButton<Row>({ name, columns, rows }: CsvButtonProps<Row>) {
  const save = useMutation({
    mutationFn: async () => {
      const { csvText } = await import('./csv.ts');
      saveFile(new Blob([csvText(columns, rows())], { type: 'text/csv' }), name);
    },
  });
  return (
    <>
      <button type="button" onClick={() => save.mutate()} disabled={save.isPending}>
        <Download aria-hidden size={16} /> CSV of these rows
      </button>
      {save.error !== null && <ProblemNote error={save.error} />}
    </>
  );
}
