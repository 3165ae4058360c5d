/** Where no page stands. */

import { Link } from 'react-router';
import { Page } from '../parts/page.tsx';

export function NotFoundPage() {
  return (
    <Page title="Nothing here">
      <p>
        There is no page at this address. Go back to the <Link to="/cases">cases</Link>.
      </p>
    </Page>
  );
}
