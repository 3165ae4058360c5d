/** Whether the case is scanned again, and who is told of what is new. */

import { Field } from '../../parts/field.tsx';
import { WatchField } from '../../parts/watch-field.tsx';
import type { CaseDraft } from './case-draft.ts';
import type { FormField } from './case-problem.ts';
import style from './new-case.module.css';

export interface AlertsSectionProps {
  readonly draft: CaseDraft;
  problemOf(field: FormField): string | null;
  onChange(change: Partial<CaseDraft>): void;
}

export function AlertsSection({ draft, problemOf, onChange }: AlertsSectionProps) {
  return (
    <section aria-labelledby="watch-and-alerts" className={style.section}>
      <h2 id="watch-and-alerts">Watch and alerts</h2>
      <WatchField
        value={draft.watch}
        problem={problemOf('watch')}
        onChange={(watch) => onChange({ watch })}
      />
      <Field
        label="Webhook"
        hint="https; alerts are posted there, signed."
        problem={problemOf('webhook.url')}
      >
        {(control) => (
          <input
            {...control}
            type="url"
            autoComplete="off"
            placeholder="https://example.org/hook"
            value={draft.webhookUrl}
            onChange={(event) => onChange({ webhookUrl: event.target.value })}
          />
        )}
      </Field>
      {(draft.webhookUrl !== '' || draft.webhookSecret !== '') && (
        <Field
          label="Secret of the webhook"
          hint="24 characters or more. Left empty, one is made and shown once."
          problem={problemOf('webhook.secret')}
        >
          {(control) => (
            <input
              {...control}
              type="password"
              autoComplete="new-password"
              value={draft.webhookSecret}
              onChange={(event) => onChange({ webhookSecret: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field label="E-mail" hint="One address on each line, at most 20." problem={problemOf('emails')}>
        {(control) => (
          <textarea
            {...control}
            rows={2}
            autoComplete="off"
            spellCheck={false}
            value={draft.emails}
            onChange={(event) => onChange({ emails: event.target.value })}
          />
        )}
      </Field>
    </section>
  );
}
