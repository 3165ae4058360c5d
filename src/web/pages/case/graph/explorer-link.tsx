/**
 * A link to the page of an explorer, where the installation names one. Nothing is asked of it before somebody follows the link.
 */

import { useQuery } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { useApi } from '../../../session/session.tsx';
import { type ExplorerTemplates, explorerAddress } from './explorer-address.ts';
import style from './explorer-link.module.css';

interface MetaJson {
  readonly links: Readonly<Record<string, ExplorerTemplates>>;
}

export interface ExplorerLinkProps {
  readonly chain: string;
  readonly what: keyof ExplorerTemplates;
  /** The id or the address. */
  readonly text: string;
}

export function ExplorerLink({ chain, what, text }: ExplorerLinkProps) {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['meta'],
    queryFn: ({ signal }) => api.get<MetaJson>('/v1/meta', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const href = explorerAddress(data?.links[chain], what, text);
  if (href === null) return null;
  const label = `${text} at the explorer`;
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      className={style.link}
      aria-label={label}
      title={label}
    >
      <ExternalLink aria-hidden size={14} />
    </a>
  );
}
