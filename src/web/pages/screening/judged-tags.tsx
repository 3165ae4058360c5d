/** The tags of an address: what they make it, and the part that each has in that. */

import type { ColumnDef } from '@tanstack/react-table';
import { Gavel } from 'lucide-react';
import { Link } from 'react-router';
import type { AddressTagsJson } from '../../api/types.ts';
import { ChainText } from '../../parts/chain-text.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { KindBadge } from '../../parts/kind-badge.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import panel from '../../parts/panel.module.css';

type JudgedTag = AddressTagsJson['tags'][number];

const COLUMNS: readonly ColumnDef<JudgedTag>[] = [
  {
    id: 'label',
    header: 'Label',
    accessorFn: ({ label }) => label,
    cell: ({ row: { original } }) => (
      <div className={panel.wide}>
        <LabelText text={original.label} />
        <div className="quiet">{original.role}</div>
      </div>
    ),
  },
  {
    id: 'decides',
    header: 'Decides',
    accessorFn: ({ decides }) => (decides ? 0 : 1),
    cell: ({ row: { original } }) => (
      <div className={panel.wide}>
        {original.decides ? (
          <strong>
            <Gavel aria-hidden size={14} /> <LabelText text={original.reason} />
          </strong>
        ) : (
          <LabelText text={original.reason} />
        )}
      </div>
    ),
  },
  {
    id: 'entity',
    header: 'Entity',
    accessorFn: ({ entity }) => entity,
    cell: ({ row: { original } }) => <EntityLink entity={original.entity} />,
  },
  { id: 'concepts', header: 'Concepts', accessorFn: ({ concepts }) => concepts.join(', ') },
  { id: 'confidence', header: 'Confidence', accessorFn: ({ confidence }) => confidence },
  { id: 'valid', header: 'Holds', accessorFn: validity },
  {
    id: 'source',
    header: 'Source',
    accessorFn: ({ source }) => source,
    cell: ({ row: { original } }) => (
      <div className={panel.wide}>
        <LabelText text={original.source} />
        <div className="quiet">
          <LabelText text={original.licence} />
          {original.import === null ? ', shipped' : ', imported as '}
          {original.import !== null && <LabelText text={original.import} />}
        </div>
      </div>
    ),
  },
];

function validity({ validFrom, validTo }: JudgedTag): string {
  const [from, to] = [validFrom?.slice(0, 10), validTo?.slice(0, 10)];
  if (from === undefined && to === undefined) return 'always';
  return [from === undefined ? '' : `from ${from}`, to === undefined ? '' : `until ${to}`].join(' ').trim();
}

/** To the page of an entity. */
function EntityLink({ entity }: { readonly entity: string }) {
  return (
    <Link to={`/tags?actor=${encodeURIComponent(entity)}`}>
      <LabelText text={entity} />
    </Link>
  );
}

export function JudgedTags({ found }: { readonly found: AddressTagsJson }) {
  const { chain, address, end, isSanctioned, tags } = found;
  return (
    <section aria-labelledby="tags-of-address" className={panel.panel}>
      <h2 id="tags-of-address">Tags</h2>
      <dl className={panel.facts}>
        <dt>Address</dt>
        <dd>
          <ChainText text={address} isShort={false} /> <span className="quiet">{chain}</span>
        </dd>
        <dt>Coins that arrive</dt>
        <dd>{end === null ? 'are followed on: no tag ends a walk here' : <KindBadge kind={end} />}</dd>
        <dt>Sanctions</dt>
        <dd>{isSanctioned ? <KindBadge kind="sanctioned" /> : 'none in force that is known'}</dd>
      </dl>
      {tags.length === 0 ? (
        <p>No tag names this address. That does not say that nobody knows it.</p>
      ) : (
        <DataTable caption="Tags of the address" rows={tags} columns={COLUMNS} rowsPerPage={20} />
      )}
    </section>
  );
}
