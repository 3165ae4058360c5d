/** Chooses how often a case is scanned again: one of the usual intervals, or seconds of one's own. */

import { useState } from 'react';
import { Field } from './field.tsx';
import { WATCH_INTERVALS, WATCH_LIMITS } from './watch-interval.ts';

const OWN = 'own';

export interface WatchFieldProps {
  /** Seconds; empty for never. */
  readonly value: string;
  readonly problem?: string | null | undefined;
  onChange(value: string): void;
}

export function WatchField({ value, problem, onChange }: WatchFieldProps) {
  const isUsual = value === '' || WATCH_INTERVALS.some(([seconds]) => String(seconds) === value);
  const [isOwn, setOwn] = useState(!isUsual);
  const isShownOwn = isOwn || !isUsual;
  const choose = (choice: string) => {
    setOwn(choice === OWN);
    if (choice !== OWN) onChange(choice);
  };
  return (
    <>
      <Field
        label="Scan again"
        hint="What a later scan finds new is an alert."
        problem={isShownOwn ? null : problem}
      >
        {(control) => (
          <select
            {...control}
            value={isShownOwn ? OWN : value}
            onChange={(event) => choose(event.target.value)}
          >
            <option value="">never</option>
            {WATCH_INTERVALS.map(([seconds, text]) => (
              <option key={seconds} value={seconds}>
                {text}
              </option>
            ))}
            <option value={OWN}>another interval …</option>
          </select>
        )}
      </Field>
      {isShownOwn && (
        <Field
          label="Seconds between scans"
          hint={`${WATCH_LIMITS.least} (a minute) to ${WATCH_LIMITS.most} (a year).`}
          problem={problem}
        >
          {(control) => (
            <input
              {...control}
              inputMode="numeric"
              value={value}
              onChange={(event) => onChange(event.target.value.trim())}
            />
          )}
        </Field>
      )}
    </>
  );
}
