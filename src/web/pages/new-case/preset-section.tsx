/** Known cases: one fills the form. */

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PresetJson } from '../../api/types.ts';
import { Field } from '../../parts/field.tsx';
import { LabelText, labelText } from '../../parts/label-text.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useApi } from '../../session/session.tsx';
import style from './new-case.module.css';

export function PresetSection({ onChoose }: { onChoose(preset: PresetJson | null): void }) {
  const api = useApi();
  const [chosen, setChosen] = useState<PresetJson | null>(null);
  const { data, error } = useQuery({
    queryKey: ['presets'],
    queryFn: ({ signal }) => api.get<{ readonly items: readonly PresetJson[] }>('/v1/presets', { signal }),
    staleTime: Infinity,
  });
  const choose = (id: string) => {
    const preset = data?.items.find((item) => item.id === id) ?? null;
    setChosen(preset);
    onChoose(preset);
  };
  if (error !== null) return <ProblemNote error={error} />;
  const of = (source: PresetJson['source']) => data?.items.filter((item) => item.source === source) ?? [];
  return (
    <div className={style.section}>
      <Field
        label="Begin with a known case"
        hint="Fills the form, also over what was typed; everything can still be changed."
      >
        {(control) => (
          <select {...control} value={chosen?.id ?? ''} onChange={(event) => choose(event.target.value)}>
            <option value="">none</option>
            <Group label="Known cases" presets={of('preset')} />
            <Group label="Of recorded data" presets={of('dataset')} />
          </select>
        )}
      </Field>
      {chosen !== null && chosen.notes.length > 0 && (
        <ul className="quiet">
          {chosen.notes.map((note) => (
            <li key={note}>
              <LabelText text={note} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Group({ label, presets }: { readonly label: string; readonly presets: readonly PresetJson[] }) {
  if (presets.length === 0) return null;
  return (
    <optgroup label={label}>
      {presets.map(({ id, title }) => (
        <option key={id} value={id}>
          {labelText(title)}
        </option>
      ))}
    </optgroup>
  );
}
