/**
 * Narrows the graph down: by text, by least amount, by asset, by time.
 */

import { useId, useState } from 'react';
import { shortText } from '../../../parts/short-text.ts';
import style from './graph-filters.module.css';
import { isFiltering, leastProblem, type MoneyFilter, NO_FILTER } from './money-filter.ts';

export interface GraphFiltersProps {
  readonly filter: MoneyFilter;
  readonly assets: readonly string[];
  onFilter(filter: MoneyFilter): void;
}

/** Where there is room, filters are there at once. */
const ROOMY = '(min-width: 60rem)';

export function GraphFilters({ filter, assets, onFilter }: GraphFiltersProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(() => matchMedia(ROOMY).matches);
  const problem = leastProblem(filter.least);
  const set = (part: Partial<MoneyFilter>) => onFilter({ ...filter, ...part });
  return (
    <details open={isOpen} className={style.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Filter</summary>
      <fieldset className={style.filters}>
        <legend className="visually-hidden">Show only</legend>
        <label>
          At least
          <input
            inputMode="decimal"
            className={style.least}
            value={filter.least}
            placeholder="0"
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : id}
            onChange={(event) => set({ least: event.target.value.trim() })}
          />
        </label>
        <label>
          Asset
          <select
            className={style.asset}
            value={filter.asset ?? ''}
            onChange={(event) => set({ asset: event.target.value || null })}
          >
            <option value="">all</option>
            {assets.map((asset) => (
              <option key={asset} value={asset}>
                {shortText(asset)}
              </option>
            ))}
          </select>
        </label>
        <label>
          From
          <input type="date" value={filter.from} onChange={(event) => set({ from: event.target.value })} />
        </label>
        <label>
          To
          <input type="date" value={filter.to} onChange={(event) => set({ to: event.target.value })} />
        </label>
        {isFiltering(filter) && (
          <button type="button" onClick={() => onFilter(NO_FILTER)}>
            Show everything
          </button>
        )}
        {problem !== null && (
          <p id={id} role="alert" className={style.problem}>
            {problem}
          </p>
        )}
      </fieldset>
    </details>
  );
}
