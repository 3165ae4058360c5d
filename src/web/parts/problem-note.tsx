/** Says what went wrong, and what to do about it. */

import { CircleAlert } from 'lucide-react';
import { ApiError } from '../api/client.ts';
import style from './problem-note.module.css';

export function ProblemNote({ error }: { readonly error: unknown }) {
  const problem = error instanceof ApiError ? error.problem : null;
  return (
    <div role="alert" className={style.note}>
      <CircleAlert aria-hidden size={18} />
      <div>
        <p>{error instanceof Error ? error.message : String(error)}</p>
        {problem?.remedy !== undefined && <p>{problem.remedy}</p>}
        {problem !== null && <p className="quiet mono">request {problem.requestId}</p>}
      </div>
    </div>
  );
}
