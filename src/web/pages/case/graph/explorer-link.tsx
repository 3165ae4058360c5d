/**
 * A link to the page of an explorer, where the installation names one. Nothing is asked of it before somebody follows the link.
 */

import { ExternalLink } from 'lucide-react';
import { useMeta } from '../../../api/use-meta.ts';
import { type ExplorerTemplates, explorerAddress } from './explorer-address.ts';
import style from './explorer-link.module.css';

export interface ExplorerLinkProps {
  readonly chain: string;
  readonly what: keyof ExplorerTemplates;
  /** The id or the address. */
  readonly text: string;
}

export function ExplorerLink({ chain, what, text }: ExplorerLinkProps) {
  const links: Readonly<Record<string, ExplorerTemplates>> | undefined = useMeta()?.links;
  const href = explorerAddress(links?.[chain], what, text);
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
