/**
 * Says which ways are looked at; all of it stands in the address of the page.
 */

import { type FormEvent, useId, useState } from 'react';
import { useSearchParams } from 'react-router';
import { shownAmount } from '../../../../cases/report/shown-amount.ts';
import type { ReportJson } from '../../../api/types.ts';
import { labelText } from '../../../parts/label-text.tsx';
import { shortText } from '../../../parts/short-text.ts';
import { changedSearch } from '../case-address.ts';
import style from './paths.module.css';

export function PathForm({ report }: { readonly report: ReportJson }) {
  const [asked, setAsked] = useSearchParams();
  const choose = (name: string, value: string) =>
    setAsked((now) => changedSearch(now, name, value === '' ? null : value));
  const address = asked.get('address') ?? '';
  return (
    <div className={style.form}>
      <FlagSelect report={report} address={address} onChoose={(value) => choose('address', value)} />
      <AddressEntry address={address} onChoose={(value) => choose('address', value)} />
      <SeedSelect
        report={report}
        seed={asked.get('seed') ?? ''}
        onChoose={(value) => choose('seed', value)}
      />
      <WaySelect way={asked.get('way') ?? ''} onChoose={(value) => choose('way', value)} />
    </div>
  );
}

interface ChooseProps {
  readonly onChoose: (value: string) => void;
}

interface FlagSelectProps extends ChooseProps {
  readonly report: ReportJson;
  readonly address: string;
}

/** More than that cannot be looked through in a list; the address can be entered. */
const MOST_FLAGS = 1000;

function FlagSelect({ report, address, onChoose }: FlagSelectProps) {
  const id = useId();
  const flags = report.flags.slice(0, MOST_FLAGS);
  const kinds = [...new Set(flags.map(({ kind }) => kind))];
  const isKnown = flags.some((flag) => flag.address === address);
  return (
    <p className={style.field}>
      <label htmlFor={id}>To the flag</label>
      <select id={id} value={isKnown ? address : ''} onChange={(event) => onChoose(event.target.value)}>
        <option value="">choose one</option>
        {kinds.map((kind) => (
          <optgroup key={kind} label={kind}>
            {flags
              .filter((flag) => flag.kind === kind)
              .map((flag) => (
                <option key={`${flag.address} ${flag.asset} ${flag.entity}`} value={flag.address}>
                  {shortText(flag.address)} · {labelText(flag.entity, 30)} ·{' '}
                  {shownAmount(flag.amount, flag.asset)}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </p>
  );
}

function AddressEntry({ address, onChoose }: ChooseProps & { readonly address: string }) {
  const id = useId();
  const [text, setText] = useState(address);
  const enter = (event: FormEvent) => {
    event.preventDefault();
    onChoose(text.trim());
  };
  return (
    <form className={style.field} onSubmit={enter}>
      <label htmlFor={id}>or to the address</label>
      <span className={style.entry}>
        <input
          id={id}
          value={text}
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
          size={24}
        />
        <button type="submit">Show</button>
      </span>
    </form>
  );
}

interface SeedSelectProps extends ChooseProps {
  readonly report: ReportJson;
  readonly seed: string;
}

function SeedSelect({ report: { seeds }, seed, onChoose }: SeedSelectProps) {
  const id = useId();
  if (seeds.length < 2) return null;
  return (
    <p className={style.field}>
      <label htmlFor={id}>From</label>
      <select id={id} value={seed} onChange={(event) => onChoose(event.target.value)}>
        <option value="">any seed</option>
        {seeds.map(({ seed: number, where, victim }) => (
          <option key={number} value={number}>
            seed {number} · {shortText(where)}
            {victim !== null && ` · ${labelText(victim, 30)}`}
          </option>
        ))}
      </select>
    </p>
  );
}

function WaySelect({ way, onChoose }: ChooseProps & { readonly way: string }) {
  const id = useId();
  return (
    <p className={style.field}>
      <label htmlFor={id}>Way</label>
      <select id={id} value={way} onChange={(event) => onChoose(event.target.value)}>
        <option value="">shortest: the fewest steps</option>
        <option value="heaviest">heaviest: its smallest step is the largest</option>
      </select>
    </p>
  );
}
