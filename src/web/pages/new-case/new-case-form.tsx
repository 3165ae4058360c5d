/** The form of a new case: fills it, checks it, sends it once. */

import { FolderPlus } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { OpenedJson, PresetJson } from '../../api/types.ts';
import { Field } from '../../parts/field.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { AlertsSection } from './alerts-section.tsx';
import { type CaseDraft, draftOf, EMPTY_DRAFT } from './case-draft.ts';
import type { FormField } from './case-problem.ts';
import { LimitsSection } from './limits-section.tsx';
import { MethodSection } from './method-section.tsx';
import style from './new-case.module.css';
import { PresetSection } from './preset-section.tsx';
import { SeedPreview } from './seed-preview.tsx';
import { SeedsSection } from './seeds-section.tsx';
import { useOpening } from './use-opening.ts';
import { useSeeds } from './use-seeds.ts';

export interface NewCaseFormProps {
  /** @param hasOwnSecret whether the webhook's secret was given */
  onOpened(opened: OpenedJson, hasOwnSecret: boolean): void;
}

export function NewCaseForm({ onOpened }: NewCaseFormProps) {
  const [draft, setDraft] = useState<CaseDraft>(EMPTY_DRAFT);
  const seeds = useSeeds();
  const opening = useOpening((answer) => onOpened(answer, draft.webhookSecret !== ''));
  const form = useRef<HTMLFormElement>(null);
  const { problems } = opening;
  useEffect(() => {
    if (problems.length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problems]);
  const change = (changed: Partial<CaseDraft>) => {
    opening.forget();
    setDraft((before) => ({ ...before, ...changed }));
  };
  const fill = (preset: PresetJson | null) => {
    opening.forget();
    setDraft(preset === null ? EMPTY_DRAFT : draftOf(preset));
    seeds.setOfPreset(preset?.body.seeds ?? []);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    opening.send(draft, seeds);
  };
  const problemOf = (field: FormField) => problems.find((problem) => problem.field === field)?.text ?? null;
  return (
    <form ref={form} onSubmit={submit} className={style.form} noValidate>
      <div className={style.fields}>
        <PresetSection onChoose={fill} />
        <NameSection draft={draft} problemOf={problemOf} onChange={change} />
        <SeedsSection
          seeds={seeds}
          since={draft.since}
          problem={problemOf('seeds')}
          onSince={(since) => change({ since })}
          onEdit={opening.forget}
        />
        <MethodSection
          method={draft.method}
          problem={problemOf('method')}
          onChange={(method) => change({ method })}
        />
        <LimitsSection
          draft={draft}
          problemOf={(limit) => problemOf(limit === 'assets' ? limit : `limits.${limit}`)}
          onChange={change}
        />
        <AlertsSection draft={draft} problemOf={problemOf} onChange={change} />
      </div>
      <div className={style.preview}>
        <SeedPreview seeds={seeds.all} />
        {opening.error !== null && <ProblemNote error={opening.error} />}
        <button type="submit" className="primary" disabled={opening.isSending || !seeds.isRead}>
          <FolderPlus aria-hidden size={16} /> {opening.isSending ? 'Opening …' : 'Open the case'}
        </button>
      </div>
    </form>
  );
}

interface NameSectionProps {
  readonly draft: CaseDraft;
  problemOf(field: FormField): string | null;
  onChange(change: Partial<CaseDraft>): void;
}

function NameSection({ draft, problemOf, onChange }: NameSectionProps) {
  return (
    <div className={style.section}>
      <Field label="Name" problem={problemOf('name')}>
        {(control) => (
          <input
            {...control}
            required
            maxLength={200}
            autoComplete="off"
            value={draft.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label="Description" problem={problemOf('description')}>
        {(control) => (
          <textarea
            {...control}
            rows={3}
            value={draft.description}
            onChange={(event) => onChange({ description: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
