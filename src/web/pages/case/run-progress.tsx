/**
 * A run under way, live: rounds, look-ups done of those known, and when it began.
 */

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useReducer, useState } from 'react';
import { followCase } from '../../api/case-stream.ts';
import type { CaseJson } from '../../api/types.ts';
import { Utc } from '../../parts/utc.tsx';
import { useApi } from '../../session/session.tsx';
import { type RunCourse, seenEvent } from './run-course.ts';
import style from './run-progress.module.css';
import { counted } from './story.ts';

export function RunProgress({ theCase }: { readonly theCase: CaseJson }) {
  const { run, progress } = theCase;
  const course = useCourse(theCase);
  const { lookupsDone, lookups } = course.progress ?? progress ?? { lookupsDone: 0, lookups: 0 };
  const labelId = useId();
  return (
    <section className={style.progress} aria-label="Run under way">
      <p id={labelId} className={style.words}>
        Run {run.number} began <Utc time={run.startedAt} />. {lookupsDone} of {lookups} known look-ups are
        done
        {course.rounds.length > 0 && `, in round ${course.rounds.at(-1)?.round}`}.
      </p>
      <div
        role="progressbar"
        aria-labelledby={labelId}
        aria-valuemin={0}
        aria-valuemax={Math.max(lookups, 1)}
        aria-valuenow={lookupsDone}
        className={style.bar}
      >
        <div className={style.done} style={{ width: `${(100 * lookupsDone) / Math.max(lookups, 1)}%` }} />
      </div>
      {course.rounds.length > 0 && (
        <ol className={style.rounds} aria-label="Rounds so far">
          {course.rounds.map(({ round, lookups: asked }) => (
            <li key={round}>
              Round {round}: {counted(asked, 'look-up')}
            </li>
          ))}
        </ol>
      )}
      <p className="quiet">More look-ups become known as the coins are followed from holding to holding.</p>
    </section>
  );
}

/** Events of the run under way are among the newest; what came before them is left out. */
const NEWEST = 50;

/** What the events of the case tell of the run; when it ends the case is asked for again. */
function useCourse({ id, run, lastEvent }: CaseJson): RunCourse {
  const [api, queries] = [useApi(), useQueryClient()];
  const [course, see] = useReducer(seenEvent, { runId: run.id, rounds: [], isOver: false, progress: null });
  const [after] = useState(() => Math.max(0, lastEvent - NEWEST));
  useEffect(() => {
    const stop = new AbortController();
    void followCase(api, id, after, stop.signal, see);
    return () => stop.abort();
  }, [api, id, after]);
  useEffect(() => {
    if (course.isOver) void queries.invalidateQueries({ queryKey: ['case', id], exact: true });
  }, [course.isOver, queries, id]);
  return course;
}
