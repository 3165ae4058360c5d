/** What became of an import. */

import { Fragment } from 'react';
import type { ImportSummaryJson } from '../../api/types.ts';
import { LabelText } from '../../parts/label-text.tsx';
import panel from '../../parts/panel.module.css';
import { RowProblems } from '../../parts/row-problems.tsx';

export function ImportSummary({ summary }: { readonly summary: ImportSummaryJson }) {
  const { source, accepted, refused, added, removed, unchanged, revision, kinds, notes } = summary;
  const problems = summary.refusals.map(({ line, field, reason }) => {
    return { line, column: field, value: '', problem: reason };
  });
  return (
    <>
      <p role="status">
        <LabelText text={source} />: {accepted} taken, {refused} refused; {added} added, {removed} removed,{' '}
        {unchanged} unchanged; revision {revision}.
      </p>
      {kinds.length > 0 && (
        <dl className={panel.facts}>
          {kinds.map(({ kind, rows }) => (
            <Fragment key={kind}>
              <dt>{rows} rows</dt>
              <dd>
                <LabelText text={kind} />
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
      <RowProblems caption="Refused rows" problems={problems} count={refused} />
      {notes.length > 0 && (
        <ul>
          {notes.map((note) => (
            <li key={note}>
              <LabelText text={note} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
