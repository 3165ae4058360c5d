/** What was stolen: pasted, or a table, or what a preset brought. */

import { X } from 'lucide-react';
import { type ChangeEvent, useRef } from 'react';
import { Field } from '../../parts/field.tsx';
import { RowProblems } from '../../parts/row-problems.tsx';
import { counted } from './case-seeds.ts';
import style from './new-case.module.css';
import { readTable, type Seeds } from './use-seeds.ts';

export interface SeedsSectionProps {
  readonly seeds: Seeds;
  readonly since: string;
  readonly problem: string | null;
  onSince(since: string): void;
  /** Told of every change of the seeds. */
  onEdit(): void;
}

const EXAMPLE = [
  '0x098B716B8Aaf21512996dC57EB0615e2383E2f96',
  '0x6e12…9D3d, 4.2 ETH, 2022-01-17T00:35:00Z, user 17',
  'be53bf…970ad1:0',
].join('\n');

export function SeedsSection({ seeds, since, problem, onSince, onEdit }: SeedsSectionProps) {
  const { lines, pasted, setPasted, ofPreset, setOfPreset } = seeds;
  return (
    <section aria-labelledby="what-was-stolen" className={style.section}>
      <h2 id="what-was-stolen">What was stolen</h2>
      {ofPreset.length > 0 && (
        <p className={style.row}>
          {counted(ofPreset.length, 'seed', 'seeds')} of the preset
          <button type="button" onClick={() => setOfPreset([])}>
            <X aria-hidden size={16} /> Leave them out
          </button>
        </p>
      )}
      <Field
        label="Addresses, transactions and outputs, one on each line"
        hint="After it, where known: amount in coins, time in UTC, victim; separated by commas or tabs. Chain and kind are recognised."
        problem={problem}
      >
        {(control) => (
          <textarea
            {...control}
            rows={8}
            className={`mono ${style.lines}`}
            spellCheck={false}
            autoComplete="off"
            wrap="off"
            placeholder={EXAMPLE}
            value={pasted}
            onChange={(event) => {
              onEdit();
              setPasted(event.target.value);
            }}
          />
        )}
      </Field>
      <RowProblems
        caption="Lines that cannot be read"
        problems={lines.problems}
        count={lines.problems.length}
      />
      <TableField seeds={seeds} onEdit={onEdit} />
      <Field
        label="Addresses count from"
        hint="For addresses without a time of their own: what they held then, and what came after, is stolen. Empty: all that ever came."
      >
        {(control) => (
          <input
            {...control}
            value={since}
            placeholder="2022-01-17T00:35:00Z"
            autoComplete="off"
            onChange={(event) => onSince(event.target.value)}
          />
        )}
      </Field>
    </section>
  );
}

interface TableFieldProps {
  readonly seeds: Seeds;
  onEdit(): void;
}

function TableField({ seeds: { chosen, setChosen }, onEdit }: TableFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    onEdit();
    const [file] = event.target.files ?? [];
    setChosen(file === undefined ? null : await readTable(file));
  };
  const remove = () => {
    if (input.current !== null) input.current.value = '';
    onEdit();
    setChosen(null);
  };
  const table = chosen?.table ?? null;
  return (
    <>
      <Field
        label="Or a table (CSV)"
        hint="With a header; columns victim, chain, txid, address, asset, amount, decimals, time. Needed are chain, and txid or address."
        problem={chosen?.problem}
      >
        {(control) => (
          <input
            {...control}
            ref={input}
            type="file"
            accept=".csv,.txt,text/csv,text/plain"
            onChange={choose}
          />
        )}
      </Field>
      {chosen !== null && (
        <p className={style.row}>
          {table !== null && (
            <span role="status">
              {counted(table.seeds.length, 'row', 'rows')} read, {table.refused} wrong
            </span>
          )}
          <button type="button" onClick={remove}>
            <X aria-hidden size={16} /> Leave the table out
          </button>
        </p>
      )}
      {table !== null && (
        <RowProblems caption="Rows that cannot be read" problems={table.problems} count={table.refused} />
      )}
    </>
  );
}
