/** Sends the form: checked first, and once however often it is pressed. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { requestKey } from '../../api/request-key.ts';
import type { OpenedJson } from '../../api/types.ts';
import { useApi } from '../../session/session.tsx';
import { bodyOf, type CaseDraft } from './case-draft.ts';
import { type FormProblem, formProblem } from './case-problem.ts';
import { counted } from './case-seeds.ts';
import type { Seeds } from './use-seeds.ts';

export interface Opening {
  /** What is wrong, field by field. */
  readonly problems: readonly FormProblem[];
  /** What went wrong that no field of the form can mend; null for nothing. */
  readonly error: unknown;
  readonly isSending: boolean;
  send(draft: CaseDraft, seeds: Seeds): void;
  /** What was said of an earlier state of the form holds no longer. */
  forget(): void;
}

export function useOpening(onOpened: (opened: OpenedJson) => void): Opening {
  const api = useApi();
  const queries = useQueryClient();
  const [problems, setProblems] = useState<readonly FormProblem[]>([]);
  const [error, setError] = useState<unknown>(null);
  // The same body has the same name: a second press, or another try after a failure, opens no second case.
  const named = useRef({ text: '', key: '' });
  const { mutate, isPending } = useMutation({
    mutationFn: ({ body }: { body: object; seeds: Seeds }) => {
      const text = JSON.stringify(body);
      if (named.current.text !== text) named.current = { text, key: requestKey() };
      return api.send<OpenedJson>('POST', '/v1/cases', body, { idempotencyKey: named.current.key });
    },
    onSuccess: (opened) => {
      void queries.invalidateQueries({ queryKey: ['cases'] });
      onOpened(opened);
    },
    onError: (failure, { seeds }) => {
      const problem = formProblem(failure, seeds.all);
      if (problem === null || problem.field === null) setError(failure);
      else setProblems([problem]);
    },
  });
  const forget = () => {
    setProblems([]);
    setError(null);
  };
  const send = (draft: CaseDraft, seeds: Seeds) => {
    forget();
    const found = missingIn(draft, seeds);
    if (found.length > 0) setProblems(found);
    else if (!isPending)
      mutate({
        body: bodyOf(
          draft,
          seeds.all.map(({ seed }) => seed),
        ),
        seeds,
      });
  };
  return { problems, error, isSending: isPending, send, forget };
}

/** What the form itself knows to be wrong. */
function missingIn({ name }: CaseDraft, { lines, chosen, all }: Seeds): FormProblem[] {
  const problems: FormProblem[] = [];
  if (name.trim() === '') problems.push({ field: 'name', text: 'A case needs a name.' });
  const wrong = lines.problems.length;
  const rows = chosen?.table?.refused ?? 0;
  if (wrong > 0)
    problems.push({
      field: 'seeds',
      text: `${counted(wrong, 'line', 'lines')} cannot be read: mend or remove them.`,
    });
  else if (rows > 0)
    problems.push({
      field: 'seeds',
      text: `${counted(rows, 'row', 'rows')} of the table cannot be read: mend the file and choose it again, or leave it out.`,
    });
  else if (all.length === 0)
    problems.push({
      field: 'seeds',
      text: 'A case needs an address, a transaction or an output to begin with.',
    });
  return problems;
}
