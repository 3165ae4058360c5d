/** How far a trace goes, for those who want to say it. */

import { useMeta } from '../../api/use-meta.ts';
import { Field } from '../../parts/field.tsx';
import type { CaseDraft, LimitName } from './case-draft.ts';
import { LIMIT_NAMES } from './case-draft.ts';
import style from './new-case.module.css';

/** What each limit is. */
const LIMITS: Readonly<Record<LimitName, { readonly label: string; readonly hint: string }>> = {
  maxHops: { label: 'Hops', hint: 'Movements away from the seeds.' },
  maxLookups: { label: 'Look-ups', hint: 'Addresses and transactions asked for in a run.' },
  maxTransactionsPerAddress: {
    label: 'Transactions of an address',
    hint: 'An address with more is taken for a service, and not followed.',
  },
  minShareMillionths: {
    label: 'Smallest share, in millionths',
    hint: 'Parts of the stolen total below it are not followed.',
  },
  maxDays: {
    label: 'Days',
    hint: 'After the first stolen value; what moves later is not followed.',
  },
};

export interface LimitsSectionProps {
  readonly draft: CaseDraft;
  problemOf(limit: LimitName | 'assets'): string | null;
  onChange(change: Partial<CaseDraft>): void;
}

export function LimitsSection({ draft, problemOf, onChange }: LimitsSectionProps) {
  const usual = useMeta()?.limits.case;
  const isNeeded = LIMIT_NAMES.some((name) => draft.limits[name] !== '' || problemOf(name) !== null);
  return (
    <details className={style.section} open={isNeeded || draft.assets !== 'all' || undefined}>
      <summary>Limits and scope</summary>
      <p className="quiet">What is left empty is as this service has it: the number that the field shows.</p>
      <div className={style.pairs}>
        {LIMIT_NAMES.map((name) => (
          <Field key={name} label={LIMITS[name].label} hint={LIMITS[name].hint} problem={problemOf(name)}>
            {(control) => (
              <input
                {...control}
                inputMode="numeric"
                autoComplete="off"
                placeholder={usual?.[name].toString()}
                value={draft.limits[name]}
                onChange={(event) =>
                  onChange({ limits: { ...draft.limits, [name]: event.target.value.trim() } })
                }
              />
            )}
          </Field>
        ))}
        <Field
          label="On Ethereum look at"
          hint="Ether alone takes a third fewer requests; swaps and tokens are not seen then."
          problem={problemOf('assets')}
        >
          {(control) => (
            <select
              {...control}
              value={draft.assets}
              onChange={(event) => onChange({ assets: event.target.value })}
            >
              <option value="all">all transfers</option>
              <option value="native">transfers of ether alone</option>
            </select>
          )}
        </Field>
      </div>
    </details>
  );
}
