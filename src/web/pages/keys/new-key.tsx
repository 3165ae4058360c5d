/** Makes a key, and shows it this once. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { ApiError } from '../../api/client.ts';
import type { CreatedKeyJson } from '../../api/types.ts';
import { Field } from '../../parts/field.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import panel from '../../parts/panel.module.css';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { SecretText } from '../../parts/secret-text.tsx';
import { useApi, useSession } from '../../session/session.tsx';

const ROLES = [
  ['viewer', 'viewer: reads'],
  ['investigator', 'investigator: works on cases'],
  ['admin', 'admin: all owners, keys and tags'],
] as const;

export function NewKey() {
  const api = useApi();
  const queries = useQueryClient();
  const { holder } = useSession();
  const [asked, setAsked] = useState({ owner: holder?.owner ?? '', name: '', role: 'investigator' });
  const { mutate, isPending, data, error, reset } = useMutation({
    mutationFn: (body: typeof asked) => api.send<CreatedKeyJson>('POST', '/v1/keys', body),
    onSuccess: () => {
      setAsked((before) => ({ ...before, name: '' }));
      return queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  const problem = error instanceof ApiError ? error.problem : null;
  const problemOf = (field: string) => (problem?.field === field ? problem.detail : null);
  const isOfField = problem?.field !== undefined && problem.field in asked;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending) mutate(asked);
  };
  const change = (changed: Partial<typeof asked>) => {
    if (error !== null) reset();
    setAsked({ ...asked, ...changed });
  };
  return (
    <section aria-labelledby="new-key" className={panel.panel}>
      <h2 id="new-key">New key</h2>
      <form onSubmit={submit} className={panel.form} noValidate>
        <Field
          label="Owner"
          hint="A team: all keys of an owner see its cases, and no others."
          problem={problemOf('owner')}
        >
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              value={asked.owner}
              onChange={(event) => change({ owner: event.target.value })}
            />
          )}
        </Field>
        <Field label="Name" hint="What the key is for." problem={problemOf('name')}>
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              value={asked.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Role" problem={problemOf('role')}>
          {(control) => (
            <select
              {...control}
              value={asked.role}
              onChange={(event) => change({ role: event.target.value })}
            >
              {ROLES.map(([role, text]) => (
                <option key={role} value={role}>
                  {text}
                </option>
              ))}
            </select>
          )}
        </Field>
        {error !== null && !isOfField && <ProblemNote error={error} />}
        <button type="submit" className="primary" disabled={isPending}>
          <KeyRound aria-hidden size={16} /> Make the key
        </button>
      </form>
      {data !== undefined && <Made made={data} />}
    </section>
  );
}

function Made({ made: { owner, name, role, key } }: { readonly made: CreatedKeyJson }) {
  return (
    <div role="status" className={panel.form}>
      <p>
        The {role} key <LabelText text={name} /> of <LabelText text={owner} />. It is shown this once; the
        service keeps only its digest.
      </p>
      <SecretText name="The key" text={key} />
    </div>
  );
}
