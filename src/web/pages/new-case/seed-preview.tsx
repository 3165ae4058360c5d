/** What a case will begin with, seed by seed, as it was understood. */

import type { ColumnDef } from '@tanstack/react-table';
import { Amount } from '../../parts/amount.tsx';
import { ChainText } from '../../parts/chain-text.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { LabelText, labelText } from '../../parts/label-text.tsx';
import { shortText } from '../../parts/short-text.ts';
import { assetOf, countText, factsOf, type PlacedSeed, repeatsOf, whatOf, whereOf } from './case-seeds.ts';
import style from './new-case.module.css';

const MOST_REPEATS = 20;
const LONGEST_NOTE = 300;

const COLUMNS: readonly ColumnDef<PlacedSeed>[] = [
  {
    id: 'place',
    header: 'From',
    accessorFn: ({ place }) => place,
    cell: ({ row: { original } }) => <span className={style.place}>{original.place}</span>,
  },
  {
    id: 'where',
    header: 'Where',
    accessorFn: ({ seed }) => whereOf(seed),
    cell: ({ row: { original } }) => <ChainText text={whereOf(original.seed)} />,
  },
  { id: 'what', header: 'What', accessorFn: ({ seed }) => whatOf(seed) },
  {
    id: 'amount',
    header: 'At most',
    accessorFn: ({ seed }) => BigInt(factsOf(seed).amount ?? 0),
    cell: ({ row: { original } }) => <Cap seed={original} />,
  },
  { id: 'since', header: 'Since', accessorFn: ({ seed }) => factsOf(seed).since ?? '' },
  {
    id: 'victim',
    header: 'Victim',
    accessorFn: ({ seed }) => factsOf(seed).victim ?? '',
    cell: ({ row: { original } }) => <LabelText text={factsOf(original.seed).victim ?? ''} />,
  },
  {
    id: 'note',
    header: 'Note',
    accessorFn: ({ seed }) => factsOf(seed).note ?? '',
    cell: ({ row: { original } }) => <bdi>{labelText(factsOf(original.seed).note ?? '', LONGEST_NOTE)}</bdi>,
  },
];

function Cap({ seed: { seed } }: { readonly seed: PlacedSeed }) {
  const { amount } = factsOf(seed);
  if (amount === undefined) return <span className="quiet">all {shortText(assetOf(seed))}</span>;
  return <Amount amount={amount} asset={shortText(assetOf(seed))} />;
}

export function SeedPreview({ seeds }: { readonly seeds: readonly PlacedSeed[] }) {
  const repeats = repeatsOf(seeds);
  return (
    <section aria-labelledby="seeds-of-the-case" className={style.section}>
      <h2 id="seeds-of-the-case">Seeds of the case</h2>
      <p role="status">{countText(seeds)}</p>
      {repeats.length > 0 && (
        <div className={style.repeats}>
          <p>Named twice; of two seeds for the same coins the first counts.</p>
          <ul>
            {repeats.slice(0, MOST_REPEATS).map(({ place, first, where }) => (
              <li key={place}>
                {place} repeats {first}: <span className="mono">{where}</span>
              </li>
            ))}
          </ul>
          {repeats.length > MOST_REPEATS && <p>And {repeats.length - MOST_REPEATS} more.</p>}
        </div>
      )}
      {seeds.length > 0 && (
        <DataTable caption="Seeds of the case" rows={seeds} columns={COLUMNS} rowsPerPage={20} />
      )}
    </section>
  );
}
