/**
 * State of a case, the run whose results are shown, and the method that amounts are shown under.
 */

import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import { useId } from 'react';
import { useSearchParams } from 'react-router';
import { methodTitle } from '../../../cases/report/method-words.ts';
import type { RunJson } from '../../api/types.ts';
import { LabelText } from '../../parts/label-text.tsx';
import { Utc, utcText } from '../../parts/utc.tsx';
import { changedSearch } from './case-address.ts';
import { useCase } from './case-context.tsx';
import style from './case-header.module.css';
import { grouped } from './story.ts';

const STATES = {
  running: { Icon: LoaderCircle, text: 'running', look: style.running },
  done: { Icon: CircleCheck, text: 'done', look: style.done },
  failed: { Icon: CircleX, text: 'failed', look: style.failed },
} as const;

export function CaseHeader({ finished }: { readonly finished: readonly RunJson[] }) {
  const { theCase, run } = useCase();
  const { Icon, text, look } = STATES[theCase.state];
  return (
    <div className={style.header}>
      <p className={style.line}>
        <span className={`${style.state} ${look}`}>
          <Icon aria-hidden size={16} /> {text}
        </span>
        {run !== null && <ShownRun run={run} />}
      </p>
      {theCase.description !== null && (
        <p className={`quiet ${style.words}`}>
          <LabelText text={theCase.description} longest={600} />
        </p>
      )}
      {theCase.state === 'failed' && (
        <p role="alert" className={style.reason}>
          Run {theCase.run.number} failed:{' '}
          <LabelText text={theCase.run.error ?? 'no reason was given'} longest={600} />
        </p>
      )}
      <div className={style.choices}>
        <RunPicker finished={finished} />
        {run !== null && <MethodSwitch />}
      </div>
    </div>
  );
}

function ShownRun({ run: { number, finishedAt, tip } }: { readonly run: RunJson }) {
  return (
    <>
      <span>
        Results of run {number}
        {finishedAt !== null && (
          <>
            , ended <Utc time={finishedAt} />
          </>
        )}
      </span>
      {Object.entries(tip ?? {}).map(([chain, { height, hash, time }]) => (
        <span key={chain} className="quiet" title={`block ${hash}`}>
          {chain} up to block {grouped(height)} of <Utc time={time} />
        </span>
      ))}
    </>
  );
}

function RunPicker({ finished }: { readonly finished: readonly RunJson[] }) {
  const { theCase, runId } = useCase();
  const [, setAsked] = useSearchParams();
  const id = useId();
  if (finished.length < 2 || runId === null) return null;
  const choose = (chosen: string) =>
    setAsked((now) => changedSearch(now, 'run', chosen === theCase.results?.id ? null : chosen));
  return (
    <span className={style.choice}>
      <label htmlFor={id}>Run</label>
      <select id={id} value={runId} onChange={(event) => choose(event.target.value)}>
        {finished.map((run) => (
          <option key={run.id} value={run.id}>
            {run.number}, {utcText(run.finishedAt ?? run.startedAt)}
          </option>
        ))}
      </select>
    </span>
  );
}

function MethodSwitch() {
  const { method, methods, setMethod } = useCase();
  const id = useId();
  return (
    <span className={style.choice}>
      <label htmlFor={id}>Method</label>
      <select id={id} value={method} onChange={(event) => setMethod(event.target.value)}>
        {methods.map((one, at) => (
          <option key={one} value={one}>
            {methodTitle(one)}
            {at === 0 ? ' (main)' : ''}
          </option>
        ))}
      </select>
    </span>
  );
}
