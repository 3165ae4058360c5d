/** A control with its name, what is to be said of it, and what is wrong with it. */

import { type ReactNode, useId } from 'react';
import style from './field.module.css';

/** What ties the control to its texts. */
export interface FieldControl {
  readonly id: string;
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean;
}

export interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** Null or absent when nothing is wrong. */
  readonly problem?: string | null | undefined;
  readonly children: (control: FieldControl) => ReactNode;
}

export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  const isWrong = problem !== null && problem !== undefined;
  return (
    <div className={style.field}>
      <label htmlFor={id} className={style.label}>
        {label}
      </label>
      {children({ id, 'aria-describedby': `${id}-said`, 'aria-invalid': isWrong })}
      <div id={`${id}-said`} className={style.said}>
        {hint !== undefined && <p className="quiet">{hint}</p>}
        {isWrong && (
          <p role="alert" className={style.problem}>
            {problem}
          </p>
        )}
      </div>
    </div>
  );
}
