/** A page: its title, what one can do on it, and what it shows. */

import { type ReactNode, useEffect } from 'react';
import style from './page.module.css';

export interface PageProps {
  readonly title: string;
  /** Buttons and links beside the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} – Coinhound`;
  }, [title]);
  return (
    <>
      <div className={style.head}>
        <h1>{title}</h1>
        {actions !== undefined && <div className={style.actions}>{actions}</div>}
      </div>
      {children}
    </>
  );
}
