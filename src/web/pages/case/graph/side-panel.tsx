/**
 * What stands beside a picture about the thing that was chosen in it.
 */

import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import style from './side-panel.module.css';

export interface SidePanelProps {
  readonly title: string;
  readonly children: ReactNode;
  onClose(): void;
}

export function SidePanel({ title, children, onClose }: SidePanelProps) {
  return (
    <aside
      className={style.panel}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div className={style.head}>
        <h2>{title}</h2>
        <button type="button" onClick={onClose} aria-label="Close the panel">
          <X aria-hidden size={18} />
        </button>
      </div>
      {children}
    </aside>
  );
}

/** A fact about it. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={style.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
