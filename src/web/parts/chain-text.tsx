/**
 * An address or a transaction id: shortened in the middle where there is little room, whole when copied or read out. What came
 * from outside is text only, isolated so that it cannot turn its surroundings round.
 */

import { Check, Copy } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import style from './chain-text.module.css';
import { shortText } from './short-text.ts';

const COPIED_MS = 1500;

export interface ChainTextProps {
  readonly text: string;
  /** Default true. */
  readonly isShort?: boolean;
  /** What the text leads to. */
  readonly link?: (shown: ReactNode) => ReactNode;
}

export function ChainText({ text, isShort = true, link = (shown) => shown }: ChainTextProps) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_MS);
  };
  const label = isCopied ? 'Copied' : `Copy ${text}`;
  const shown = (
    <bdi className={`mono ${isShort ? style.short : ''}`} title={text}>
      {isShort ? shortText(text) : text}
    </bdi>
  );
  return (
    <span className={style.text}>
      {link(shown)}
      <button type="button" className={style.copy} onClick={copy} aria-label={label} title={label}>
        {isCopied ? <Check aria-hidden size={14} /> : <Copy aria-hidden size={14} />}
      </button>
    </span>
  );
}
