/** Lists of tags that were imported, and taking one out of use. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { TagChangeJson, TagSourceJson } from '../../api/types.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Fetched } from '../../parts/fetched.tsx';
import { LabelText, labelText } from '../../parts/label-text.tsx';
import panel from '../../parts/panel.module.css';
import { Utc } from '../../parts/utc.tsx';
import { useApi, useMay } from '../../session/session.tsx';

type Column = ColumnDef<TagSourceJson>;

const COLUMNS: readonly Column[] = [
  {
    id: 'source',
    header: 'List',
    accessorFn: ({ source }) => source,
    cell: ({ row: { original } }) => <LabelText text={original.source} />,
  },
  { id: 'format', header: 'Format', accessorFn: ({ format }) => format },
  { id: 'tags', header: 'Tags', accessorFn: ({ tags }) => tags },
  { id: 'refused', header: 'Refused', accessorFn: ({ refused }) => refused },
  { id: 'revision', header: 'Revision', accessorFn: ({ revision }) => revision },
  {
    id: 'at',
    header: 'Imported',
    accessorFn: ({ importedAt }) => importedAt,
    cell: ({ row: { original } }) => <Utc time={original.importedAt} />,
  },
];

const removalColumn = (onRemove: (source: string) => void): Column => ({
  id: 'remove',
  header: 'Remove',
  enableSorting: false,
  cell: ({ row: { original } }) => (
    <button
      type="button"
      onClick={() => onRemove(original.source)}
      aria-label={`Remove ${labelText(original.source)}`}
    >
      <Trash2 aria-hidden size={16} /> Remove
    </button>
  ),
});

export function TagSources() {
  const api = useApi();
  const isAdmin = useMay('admin');
  const [leaving, setLeaving] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ['tags', 'sources'],
    queryFn: ({ signal }) => api.get<{ readonly items: readonly TagSourceJson[] }>('/v1/tags', { signal }),
  });
  const columns = useMemo(() => (isAdmin ? [...COLUMNS, removalColumn(setLeaving)] : COLUMNS), [isAdmin]);
  return (
    <section aria-labelledby="imported-lists" className={panel.panel}>
      <h2 id="imported-lists">Imported lists</h2>
      <p className="quiet">They are used beside the tags that come with Coinhound.</p>
      <Fetched query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p>No list has been imported.</p>
          ) : (
            <DataTable caption="Imported lists" rows={items} columns={columns} />
          )
        }
      </Fetched>
      {leaving !== null && <Removal source={leaving} onClose={() => setLeaving(null)} />}
    </section>
  );
}

function Removal({ source, onClose }: { readonly source: string; onClose(): void }) {
  const api = useApi();
  const queries = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api.send<TagChangeJson>('DELETE', `/v1/tags/${encodeURIComponent(source)}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['tags'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title="Remove the list?"
      action="Take it out of use"
      isBusy={isPending}
      error={error}
      onConfirm={() => mutate()}
      onCancel={onClose}
    >
      <p>
        New runs no longer use the tags of <LabelText text={source} />. Runs that used them keep them, and a
        new import brings them back.
      </p>
    </ConfirmDialog>
  );
}
