/** How far a trace goes, for those who want to say it. */

import { Field } from '../../parts/field.tsx';
import type { CaseDraft, LimitName } from './case-draft.ts';
import { LIMIT_NAMES } from './case-draft.ts';
import style from './new-case.module.css';

/** What each limit is, and what it is when nobody says (config/default.yaml). */
const LIMITS: Readonly<
  Record<LimitName, { readonly label: string; readonly hint: string; readonly usual: string }>
> = {
  maxHops: { label: 'Hops', hint: 'Movements away from the seeds.', usual: '30' },
  maxLookups: { label: 'Look-ups', hint: 'Addresses and transactions asked for in a run.', usual: '20000' },
  maxTransactionsPerAddress: {
    label: 'Transactions of an address',
    hint: 'An address with more is taken for a service, and not followed.',
    usual: '10000',
  },
  minShareMillionths: {
    label: 'Smallest share, in millionths',
    hint: 'Parts of the stolen total below it are not followed.',
    usual: '1',
  },
  maxDays: {
    label: 'Days',
    hint: 'After the first stolen value; what moves later is not followed.',
    usual: '3650',
  },
};

export interface LimitsSectionProps {
  readonly draft: CaseDraft;
  problemOf(limit: LimitName | 'assets'): string | null;
  onChange(change: Partial<CaseDraft>): void;
}

export function LimitsSection({ draft, problemOf, onChange }: LimitsSectionProps) {
  const isNeeded = LIMIT_NAMES.some((name) => draft.limits[name] !== '' || problemOf(name) !== null);
  return (
    <details className={style.section} open={isNeeded || draft.assets !== 'all' || undefined}>
      <summary>Limits and scope</summary>
      <p className="quiet">
        What is left empty is as the service has it: as shown, unless it was set otherwise.
      </p>
      <div className={style.pairs}>
        {LIMIT_NAMES.map((name) => (
          <Field key={name} label={LIMITS[name].label} hint={LIMITS[name].hint} problem={problemOf(name)}>
            {(control) => (
              <input
                {...control}
                inputMode="numeric"
                autoComplete="off"
                placeholder={LIMITS[name].usual}
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
