/**
 * Documents of a run, to be kept or handed over.
 */

import { useMutation } from '@tanstack/react-query';
import { ChevronDown, Download } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import type { RunJson } from '../../api/types.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { useApi } from '../../session/session.tsx';
import { type CaseDocument, documentsOf } from './documents.ts';
import style from './documents-menu.module.css';

export interface DocumentsMenuProps {
  readonly caseId: string;
  readonly run: RunJson;
}

export function DocumentsMenu({ caseId, run }: DocumentsMenuProps) {
  const api = useApi();
  const menu = useRef<HTMLDetailsElement>(null);
  const fetchIt = useMutation({
    mutationFn: async ({ path, query, name }: CaseDocument) =>
      saveFile(await api.file(path, { query }), name),
    onSuccess: () => close(),
  });
  const close = () => menu.current?.removeAttribute('open');
  const closeByKey = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape') return;
    close();
    menu.current?.querySelector('summary')?.focus();
  };
  return (
    <details ref={menu} className={style.menu} onKeyDown={closeByKey}>
      <summary className="button">
        <Download aria-hidden size={16} /> Documents <ChevronDown aria-hidden size={16} />
      </summary>
      <div className={style.panel}>
        <ul>
          {documentsOf(caseId, run).map((one) => (
            <li key={one.title}>
              <button type="button" disabled={fetchIt.isPending} onClick={() => fetchIt.mutate(one)}>
                <strong>{one.title}</strong> <span className="quiet">{one.what}</span>
              </button>
            </li>
          ))}
        </ul>
        <p role="status" className="quiet">
          {fetchIt.isPending && `${fetchIt.variables.title} is being made …`}
        </p>
        {fetchIt.error !== null && <ProblemNote error={fetchIt.error} />}
      </div>
    </details>
  );
}
