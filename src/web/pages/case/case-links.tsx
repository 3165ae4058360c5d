/**
 * Addresses that lead on within the case: into the graph, and to the way that coins took there.
 */

import { GitCommitVertical, Waypoints } from 'lucide-react';
import { Link } from 'react-router';
import { ChainText } from '../../parts/chain-text.tsx';
import { caseSearch } from './case-address.ts';
import { useCase } from './case-context.tsx';
import style from './case-links.module.css';

/** Where a place of the case stands, with what it is asked for. */
export function useCaseLink() {
  const { theCase, search } = useCase();
  return (place: string, more: Readonly<Record<string, string | null>>): string =>
    `/cases/${theCase.id}/${place}${caseSearch(new URLSearchParams(search), more)}`;
}

/** An address, copyable, that leads to its place in the graph. */
export function AddressLink({ address }: { readonly address: string }) {
  const to = useCaseLink()('graph', { address });
  return <ChainText text={address} link={(shown) => <Link to={to}>{shown}</Link>} />;
}

/** Where one may look further at an address. */
export function AddressLinks({ address }: { readonly address: string }) {
  const linkTo = useCaseLink();
  return (
    <p className={style.links}>
      <Link to={linkTo('paths', { address })} className="button">
        <GitCommitVertical aria-hidden size={16} /> Path to it
      </Link>
      <Link to={linkTo('graph', { address })} className="button">
        <Waypoints aria-hidden size={16} /> In the graph
      </Link>
    </p>
  );
}
