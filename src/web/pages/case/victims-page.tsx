/**
 * Whose coins ended where: victim by victim, or seed by seed.
 */

import { useSearchParams } from 'react-router';
import type { SeedShareJson } from '../../api/types.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { addsUp } from './adds-up.ts';
import { changedSearch } from './case-address.ts';
import { useCase } from './case-context.tsx';
import { type OriginKind, originRows } from './origin-rows.ts';
import style from './origin-table.module.css';
import { OriginTable } from './origin-table.tsx';
import { useResultList, useShownRun } from './use-results.ts';

export function VictimsPage() {
  const { method } = useCase();
  const [asked] = useSearchParams();
  const by: OriginKind = asked.get('by') === 'seed' ? 'seed' : 'victim';
  const query = useResultList<SeedShareJson>('outcomes', { ...useShownRun().under, by });
  if (!addsUp(method))
    return <p>Under poison coins have no origin, so there is nothing to show by victim.</p>;
  return (
    <>
      <ByChoice by={by} />
      <Fetched query={query}>{(shares) => <OriginTable rows={originRows(shares, by)} by={by} />}</Fetched>
    </>
  );
}

const CHOICES = { victim: 'By victim', seed: 'By seed' } as const;

function ByChoice({ by }: { readonly by: OriginKind }) {
  const [, setAsked] = useSearchParams();
  return (
    <fieldset aria-label="Whose coins" className={style.choice}>
      {Object.entries(CHOICES).map(([one, text]) => (
        <label key={one}>
          <input
            type="radio"
            name="by"
            checked={one === by}
            onChange={() =>
              setAsked((now) => changedSearch(now, 'by', one === 'seed' ? 'seed' : null), { replace: true })
            }
          />{' '}
          {text}
        </label>
      ))}
    </fieldset>
  );
}
