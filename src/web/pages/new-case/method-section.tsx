/** Which method's amounts a report shows first. */

import { METHOD_WORDS } from '../../../cases/report/method-words.ts';
import { METHOD_NAMES } from '../../../core/taint/method.ts';
import style from './new-case.module.css';

export interface MethodSectionProps {
  readonly method: string;
  readonly problem: string | null;
  onChange(method: string): void;
}

export function MethodSection({ method, problem, onChange }: MethodSectionProps) {
  return (
    <fieldset className={style.section} aria-describedby="method-said">
      <legend>Main method</legend>
      <p id="method-said" className="quiet">
        All are computed, and every figure carries its range over them; this one’s amounts, places and paths
        are shown first.
      </p>
      {METHOD_NAMES.map((name) => (
        <label key={name} className={style.choice}>
          <input
            type="radio"
            name="method"
            value={name}
            checked={method === name}
            aria-invalid={problem !== null && method === name}
            onChange={() => onChange(name)}
          />
          <span>
            <strong>{name}</strong>, {METHOD_WORDS[name].name}
            <br />
            <span>{METHOD_WORDS[name].text}</span>
          </span>
        </label>
      ))}
      {problem !== null && (
        <p role="alert" className={style.problem}>
          {problem}
        </p>
      )}
    </fieldset>
  );
}
