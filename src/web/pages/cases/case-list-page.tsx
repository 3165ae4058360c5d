/** All cases that the key may see, the newest first. */

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { Link } from 'react-router';
import type { CaseOverviewJson } from '../../api/types.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { Page } from '../../parts/page.tsx';
import { Utc } from '../../parts/utc.tsx';
import { useApi, useMay } from '../../session/session.tsx';

export function CaseListPage() {
  const api = useApi();
  const mayOpen = useMay('investigator');
  const query = useQuery({
    queryKey: ['cases'],
    queryFn: ({ signal }) => api.all<CaseOverviewJson>('/v1/cases', { signal }),
    refetchInterval: 5000,
  });
  const open = (
    <Link to="/cases/new" className="button primary">
      <Plus aria-hidden size={16} /> New case
    </Link>
  );
  return (
    <Page title="Cases" actions={mayOpen ? open : undefined}>
      <Fetched query={query}>{(cases) => <CaseTable cases={cases} />}</Fetched>
    </Page>
  );
}

function CaseTable({ cases }: { readonly cases: readonly CaseOverviewJson[] }) {
  if (cases.length === 0) return <p>No case has been opened yet.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Case</th>
          <th scope="col">State</th>
          <th scope="col">Seeds</th>
          <th scope="col">Opened</th>
        </tr>
      </thead>
      <tbody>
        {cases.map(({ id, name, state, seeds, createdAt }) => (
          <tr key={id}>
            <td>
              <Link to={`/cases/${id}`}>{name}</Link>
            </td>
            <td>{state}</td>
            <td className="number">{seeds}</td>
            <td>
              <Utc time={createdAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
