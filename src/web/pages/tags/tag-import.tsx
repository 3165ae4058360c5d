/** Imports a list of tags. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { ApiError } from '../../api/client.ts';
import type { ImportSummaryJson } from '../../api/types.ts';
import { Field } from '../../parts/field.tsx';
import panel from '../../parts/panel.module.css';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useApi } from '../../session/session.tsx';
import { ImportSummary } from './import-summary.tsx';
import { formatOf, sourceOf, TAG_FILE_FORMATS } from './tag-file.ts';

interface Asked {
  readonly file: File | null;
  readonly source: string;
  readonly format: string;
  readonly licence: string;
}

const NOTHING: Asked = { file: null, source: '', format: 'csv', licence: '' };

export function TagImport() {
  const api = useApi();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(NOTHING);
  const { mutate, isPending, data, error, reset } = useMutation({
    mutationFn: async ({ file, source, format, licence }: Asked) => {
      const text = (await file?.text()) ?? '';
      const query = { source, format, licence: licence === '' ? null : licence };
      return api.send<ImportSummaryJson>('POST', '/v1/tags/import', text, { query });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tags'] }),
  });
  const problem = error instanceof ApiError ? error.problem : null;
  const problemOf = (field: string) =>
    problem?.field === field || problem?.field === `query.${field}` ? problem.detail : null;
  const isOfField = ['source', 'licence'].some((field) => problemOf(field) !== null);
  const change = (changed: Partial<Asked>) => {
    if (error !== null) reset();
    setAsked({ ...asked, ...changed });
  };
  const choose = (file: File | null) =>
    change(file === null ? { file } : { file, source: sourceOf(file.name), format: formatOf(file.name) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending) mutate(asked);
  };
  return (
    <section aria-labelledby="import" className={panel.panel}>
      <h2 id="import">Import a list</h2>
      <form onSubmit={submit} className={panel.form} noValidate>
        <Field label="File" hint="At most 4 MiB; for longer ones there is coinhound tags import.">
          {(control) => (
            <input {...control} type="file" onChange={(event) => choose(event.target.files?.[0] ?? null)} />
          )}
        </Field>
        <Field
          label="Name of the list"
          hint="An import replaces what was imported under the same name."
          problem={problemOf('source')}
        >
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              value={asked.source}
              onChange={(event) => change({ source: event.target.value })}
            />
          )}
        </Field>
        <Field label="Format">
          {(control) => (
            <select
              {...control}
              value={asked.format}
              onChange={(event) => change({ format: event.target.value })}
            >
              {TAG_FILE_FORMATS.map(([format, text]) => (
                <option key={format} value={format}>
                  {text}
                </option>
              ))}
            </select>
          )}
        </Field>
        {asked.format === 'tagpack' && (
          <Field label="Licence" hint="A TagPack cannot say it; SPDX id." problem={problemOf('licence')}>
            {(control) => (
              <input
                {...control}
                autoComplete="off"
                value={asked.licence}
                onChange={(event) => change({ licence: event.target.value })}
              />
            )}
          </Field>
        )}
        {error !== null && !isOfField && <ProblemNote error={error} />}
        <button type="submit" disabled={isPending || asked.file === null}>
          <Upload aria-hidden size={16} /> {isPending ? 'Importing …' : 'Import'}
        </button>
      </form>
      {data !== undefined && <ImportSummary summary={data} />}
    </section>
  );
}
