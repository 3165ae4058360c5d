/** Asks before something is done that cannot be undone; the browser's own dialog, so the keyboard stays within it. */

import { type ReactNode, useEffect, useId, useRef } from 'react';
import style from './confirm-dialog.module.css';
import { ProblemNote } from './problem-note.tsx';

export interface ConfirmDialogProps {
  readonly title: string;
  /** What will be so afterwards. */
  readonly children: ReactNode;
  /** What the button does: a verb. */
  readonly action: string;
  readonly isBusy: boolean;
  /** What went wrong; null for nothing. */
  readonly error: unknown;
  onConfirm(): void;
  onCancel(): void;
}

/** Shown for as long as it is there. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, action, isBusy, error, onConfirm, onCancel } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={onCancel} className={style.dialog}>
      <h2 id={titleId}>{title}</h2>
      <div className={style.text}>{children}</div>
      {error !== null && <ProblemNote error={error} />}
      <div className={style.buttons}>
        <button type="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <button type="button" className={style.danger} onClick={onConfirm} disabled={isBusy}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
