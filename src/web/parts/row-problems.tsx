/** Lines that are no seeds: which, what stands there, and why. */

import type { RowProblem } from '../../cases/import-seeds.ts';
import { LabelText, labelText } from './label-text.tsx';
import style from './row-problems.module.css';

export interface RowProblemsProps {
  readonly caption: string;
  readonly problems: readonly RowProblem[];
  /** How many there are in all. */
  readonly count: number;
}

const MOST_SHOWN = 100;

/** A reason ends with what to do about it. */
const LONGEST_REASON = 400;

export function RowProblems({ caption, problems, count }: RowProblemsProps) {
  if (count === 0) return null;
  const shown = problems.slice(0, MOST_SHOWN);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={style.wrong} tabIndex={0} aria-label={caption}>
      <table>
        <caption>
          {caption}: {count}
          {count > shown.length && `, of which the first ${shown.length}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">What stands there</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ line, column, value, problem }) => (
            <tr key={line}>
              <td className="number">{line}</td>
              <td>
                <span className="quiet">{column}</span>{' '}
                <span className="mono">
                  <LabelText text={value} />
                </span>
                <p>
                  <bdi>{labelText(problem, LONGEST_REASON)}</bdi>
                </p>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
