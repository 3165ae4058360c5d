/** Looks many addresses up at once. */

import { useMutation } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { Search } from 'lucide-react';
import { type FormEvent, useDeferredValue, useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { TagListJson } from '../../api/types.ts';
import { ChainText } from '../../parts/chain-text.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Field } from '../../parts/field.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import panel from '../../parts/panel.module.css';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { RowProblems } from '../../parts/row-problems.tsx';
import { useApi } from '../../session/session.tsx';
import { readAddresses } from './address-lines.ts';

type Found = TagListJson['items'][number];
interface FoundTag {
  readonly address: string;
  readonly tag: Found['tags'][number];
}

/** What the service takes in one call. */
const MOST = 1000;

const COLUMNS: readonly ColumnDef<FoundTag>[] = [
  {
    id: 'address',
    header: 'Address',
    accessorFn: ({ address }) => address,
    cell: ({ row: { original } }) => (
      <ChainText
        text={original.address}
        link={(shown) => <Link to={`/screening?address=${original.address}`}>{shown}</Link>}
      />
    ),
  },
  {
    id: 'label',
    header: 'Label',
    accessorFn: ({ tag }) => tag.label,
    cell: ({ row: { original } }) => (
      <div className={panel.wide}>
        <LabelText text={original.tag.label} />
      </div>
    ),
  },
  {
    id: 'entity',
    header: 'Entity',
    accessorFn: ({ tag }) => tag.entity,
    cell: ({ row: { original } }) => (
      <Link to={`/tags?actor=${encodeURIComponent(original.tag.entity)}`}>
        <LabelText text={original.tag.entity} />
      </Link>
    ),
  },
  { id: 'concepts', header: 'Concepts', accessorFn: ({ tag }) => tag.concepts.join(', ') },
  { id: 'confidence', header: 'Confidence', accessorFn: ({ tag }) => tag.confidence },
  {
    id: 'source',
    header: 'Source',
    accessorFn: ({ tag }) => tag.source,
    cell: ({ row: { original } }) => (
      <div className={panel.wide}>
        <LabelText text={original.tag.source} />
      </div>
    ),
  },
];

export function TagLookup() {
  const api = useApi();
  const [text, setText] = useState('');
  const settled = useDeferredValue(text);
  const { addresses, problems } = useMemo(() => readAddresses(settled), [settled]);
  const { mutate, isPending, data, error } = useMutation({
    mutationFn: (asked: readonly string[]) =>
      api.send<TagListJson>('POST', '/v1/tags/lookup', { addresses: asked }),
  });
  const rows = useMemo(
    () => data?.items.flatMap(({ address, tags }) => tags.map((tag) => ({ address, tag }))) ?? [],
    [data],
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate(addresses);
  };
  const isMany = addresses.length > MOST;
  return (
    <section aria-labelledby="look-up" className={panel.panel}>
      <h2 id="look-up">Look addresses up</h2>
      <form onSubmit={submit} className={panel.form} noValidate>
        <Field
          label="Addresses, one on each line"
          hint={`${addresses.length} of at most ${MOST}.`}
          problem={isMany ? 'These are too many for one call.' : null}
        >
          {(control) => (
            <textarea
              {...control}
              rows={4}
              className="mono"
              autoComplete="off"
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <RowProblems caption="Lines that are no addresses" problems={problems} count={problems.length} />
        <button type="submit" disabled={isPending || isMany || addresses.length === 0}>
          <Search aria-hidden size={16} /> Look up
        </button>
      </form>
      {error !== null && <ProblemNote error={error} />}
      {data !== undefined && (
        <p role="status">
          {data.items.length === 0 ? 'No tag names any of them.' : `Tags name ${data.items.length} of them.`}
        </p>
      )}
      {rows.length > 0 && (
        <DataTable caption="Tags of the addresses" rows={rows} columns={COLUMNS} rowsPerPage={20} />
      )}
    </section>
  );
}
