/** The schedule of a case, and who is told. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Save } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { ApiError } from '../../../api/client.ts';
import type { CaseJson } from '../../../api/types.ts';
import { LabelText } from '../../../parts/label-text.tsx';
import { ProblemNote } from '../../../parts/problem-note.tsx';
import { Utc } from '../../../parts/utc.tsx';
import { WatchField } from '../../../parts/watch-field.tsx';
import { intervalText } from '../../../parts/watch-interval.ts';
import { useApi, useMay } from '../../../session/session.tsx';
import style from './alerts.module.css';

export function WatchSection({ theCase }: { readonly theCase: CaseJson }) {
  const mayChange = useMay('investigator');
  return (
    <section aria-labelledby="watch" className={style.section}>
      <h2 id="watch">Watch</h2>
      <Schedule watch={theCase.watch} />
      {mayChange && <WatchForm key={theCase.id} theCase={theCase} />}
      <h3>Who is told</h3>
      <Recipients theCase={theCase} />
    </section>
  );
}

function Schedule({ watch }: Pick<CaseJson, 'watch'>) {
  if (watch === null) return <p>The case is not watched.</p>;
  return (
    <p>
      Scanned {intervalText(watch.everySeconds)}
      {watch.nextAt !== null && (
        <>
          ; next at <Utc time={watch.nextAt} />
        </>
      )}
      .
    </p>
  );
}

function WatchForm({ theCase: { id, watch } }: { readonly theCase: CaseJson }) {
  const api = useApi();
  const queries = useQueryClient();
  const [seconds, setSeconds] = useState(watch === null ? '' : String(watch.everySeconds));
  const { mutate, isPending, isSuccess, error, reset } = useMutation({
    mutationFn: (text: string) => {
      const everySeconds = text === '' ? null : /^\d+$/.test(text) ? Number(text) : text;
      return api.send('PUT', `/v1/cases/${id}/watch`, { everySeconds });
    },
    onSuccess: () =>
      Promise.all(
        [['case', id], ['cases']].map((queryKey) => queries.invalidateQueries({ queryKey, exact: true })),
      ),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate(seconds);
  };
  const change = (text: string) => {
    reset();
    setSeconds(text);
  };
  const problem = error instanceof ApiError ? error.problem : null;
  const isOfField = problem?.field?.startsWith('everySeconds') === true;
  return (
    <form onSubmit={submit} className={style.form} noValidate>
      <WatchField value={seconds} problem={isOfField ? problem?.detail : null} onChange={change} />
      {error !== null && !isOfField && <ProblemNote error={error} />}
      <p className={style.row}>
        <button type="submit" disabled={isPending}>
          <Save aria-hidden size={16} /> Save the schedule
        </button>
        <span role="status">{isSuccess && 'Saved.'}</span>
      </p>
    </form>
  );
}

function Recipients({ theCase: { webhook, emails } }: { readonly theCase: CaseJson }) {
  if (webhook === null && emails.length === 0) {
    return <p>Nobody: the case was opened without webhook and e-mail. Its alerts stand here.</p>;
  }
  return (
    <ul className={style.recipients}>
      {webhook !== null && (
        <li>
          webhook at <LabelText text={webhook.origin} />
        </li>
      )}
      {emails.map((email) => (
        <li key={email}>
          <LabelText text={email} />
        </li>
      ))}
    </ul>
  );
}
