/** All keys, the newest first, and the end of one. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { Ban } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { KeyJson } from '../../api/types.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { LabelText, labelText } from '../../parts/label-text.tsx';
import { Utc } from '../../parts/utc.tsx';
import { useApi, useSession } from '../../session/session.tsx';

export function KeyTable({ keys }: { readonly keys: readonly KeyJson[] }) {
  const [ending, setEnding] = useState<KeyJson | null>(null);
  const { holder } = useSession();
  const own = holder?.keyId ?? null;
  const columns = useMemo(() => columnsWith(setEnding, own), [own]);
  return (
    <>
      <DataTable caption="Keys" rows={keys} columns={columns} />
      {ending !== null && (
        <Revocation ended={ending} isOwn={ending.id === own} onClose={() => setEnding(null)} />
      )}
    </>
  );
}

function columnsWith(onRevoke: (key: KeyJson) => void, own: string | null): readonly ColumnDef<KeyJson>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      accessorFn: ({ name }) => name,
      cell: ({ row: { original } }) => (
        <>
          <LabelText text={original.name} />
          {original.id === own && <span className="quiet"> (the one in use)</span>}
        </>
      ),
    },
    {
      id: 'owner',
      header: 'Owner',
      accessorFn: ({ owner }) => owner,
      cell: ({ row: { original } }) => <LabelText text={original.owner} />,
    },
    { id: 'role', header: 'Role', accessorFn: ({ role }) => role },
    {
      id: 'made',
      header: 'Made',
      accessorFn: ({ createdAt }) => createdAt,
      cell: ({ row: { original } }) => <Utc time={original.createdAt} />,
    },
    {
      id: 'state',
      header: 'State',
      accessorFn: ({ revokedAt }) => revokedAt ?? '',
      cell: ({ row: { original } }) =>
        original.revokedAt === null ? (
          'valid'
        ) : (
          <>
            revoked <Utc time={original.revokedAt} />
          </>
        ),
    },
    {
      id: 'end',
      header: 'End',
      enableSorting: false,
      cell: ({ row: { original } }) =>
        original.revokedAt === null && (
          <button
            type="button"
            onClick={() => onRevoke(original)}
            aria-label={`Revoke ${labelText(original.name)} of ${labelText(original.owner)}`}
          >
            <Ban aria-hidden size={16} /> Revoke
          </button>
        ),
    },
  ];
}

interface RevocationProps {
  readonly ended: KeyJson;
  readonly isOwn: boolean;
  onClose(): void;
}

function Revocation({ ended: { id, name, owner }, isOwn, onClose }: RevocationProps) {
  const api = useApi();
  const queries = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api.send('DELETE', `/v1/keys/${id}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['keys'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title="Revoke the key?"
      action="Revoke for good"
      isBusy={isPending}
      error={error}
      onConfirm={() => mutate()}
      onCancel={onClose}
    >
      <p>
        <LabelText text={name} /> of <LabelText text={owner} /> is refused from its next call on. This cannot
        be undone.
      </p>
      {isOwn && <p>It is the key that you work with: you will have to enter another one.</p>}
    </ConfirmDialog>
  );
}
