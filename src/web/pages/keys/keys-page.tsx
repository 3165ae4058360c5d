/** Keys: who holds which, a new one, and the end of one. For admins. */

import { useQuery } from '@tanstack/react-query';
import type { KeyJson } from '../../api/types.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { Page } from '../../parts/page.tsx';
import panel from '../../parts/panel.module.css';
import { useApi, useMay } from '../../session/session.tsx';
import { KeyTable } from './key-table.tsx';
import { NewKey } from './new-key.tsx';

export function KeysPage() {
  const isAdmin = useMay('admin');
  return (
    <Page title="Keys">{isAdmin ? <Keys /> : <p>Keys are kept by admins; yours is none of theirs.</p>}</Page>
  );
}

function Keys() {
  const api = useApi();
  const query = useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => api.all<KeyJson>('/v1/keys', { signal }),
  });
  return (
    <div className={panel.panels}>
      <NewKey />
      <section aria-labelledby="all-keys" className={panel.panel}>
        <h2 id="all-keys">All keys</h2>
        <Fetched query={query}>{(keys) => <KeyTable keys={keys} />}</Fetched>
      </section>
    </div>
  );
}
