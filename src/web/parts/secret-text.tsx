/** A secret that is shown this once: whole, selectable, to be copied. */

import { Check, Copy } from 'lucide-react';
import { useRef, useState } from 'react';
import style from './secret-text.module.css';

export interface SecretTextProps {
  /** What it is: `The key`. */
  readonly name: string;
  readonly text: string;
}

export function SecretText({ name, text }: SecretTextProps) {
  const [isCopied, setCopied] = useState(false);
  const shown = useRef<HTMLInputElement>(null);
  const copy = async () => {
    shown.current?.select();
    // Without TLS browsers have no clipboard; the text is selected then.
    await navigator.clipboard?.writeText(text);
    setCopied(navigator.clipboard !== undefined);
  };
  return (
    <div className={style.secret}>
      <input ref={shown} readOnly value={text} aria-label={name} className="mono" />
      <button type="button" onClick={copy} aria-label={`Copy ${name.toLowerCase()}`}>
        {isCopied ? <Check aria-hidden size={16} /> : <Copy aria-hidden size={16} />}
        <span role="status">{isCopied ? 'Copied' : 'Copy'}</span>
      </button>
    </div>
  );
}
