/** An amount with its unit, exact, and in dollars where that is known. */

import { shownAmount, shownDollars } from '../../cases/report/shown-amount.ts';
import style from './amount.module.css';

export interface AmountProps {
  /** Whole number of the smallest unit. */
  readonly amount: string;
  readonly asset: string;
  /** Dollars; null when unknown; not shown when absent. */
  readonly usd?: string | null | undefined;
}

export function Amount({ amount, asset, usd }: AmountProps) {
  return (
    <span className={`number ${style.amount}`}>
      {shownAmount(amount, asset)}
      {usd !== undefined && usd !== null && <span className="quiet"> {shownDollars(usd)}</span>}
    </span>
  );
}
