/** Asks for the key. */

import { KeyRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import style from './key-entry.module.css';
import { useSession } from './session.tsx';

const FORM = /^ch_[A-Za-z0-9_-]{43}$/;

export function KeyEntry() {
  const { problem, isChecking, enter } = useSession();
  const [mistake, setMistake] = useState<string | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = String(new FormData(event.currentTarget).get('key')).trim();
    if (FORM.test(key)) enter(key);
    setMistake(FORM.test(key) ? null : 'A key is “ch_” and 43 further characters; copy it whole.');
  };
  const said = mistake ?? problem;
  return (
    <main className={style.entry}>
      <form onSubmit={submit} className={style.form}>
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={56} height={56} />
        <h1>Coinhound</h1>
        <label htmlFor="key">Your API key</label>
        <input
          id="key"
          name="key"
          type="password"
          autoComplete="off"
          spellCheck={false}
          placeholder="ch_…"
          aria-invalid={said !== null}
          aria-describedby="key-said"
          required
        />
        <button type="submit" className="primary" disabled={isChecking}>
          <KeyRound aria-hidden size={16} /> {isChecking ? 'Checking …' : 'Open'}
        </button>
        <p id="key-said" role="alert" className={style.said}>
          {said}
        </p>
        <p className="quiet">
          An admin makes keys with <code>coinhound keys create</code>. It stays in this tab alone, and is
          forgotten when the tab is closed.
        </p>
      </form>
    </main>
  );
}
