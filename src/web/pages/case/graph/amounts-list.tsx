/**
 * Sums, one line for each asset.
 */

import { Amount } from '../../../parts/amount.tsx';
import style from './amounts-list.module.css';
import type { Amounts } from './money-model.ts';

/** @param isMost the sum may count what others gave, too */
export function AmountsList({
  amounts,
  isMost = false,
}: {
  readonly amounts: Amounts;
  readonly isMost?: boolean;
}) {
  if (amounts.size === 0) return <span className="quiet">none</span>;
  return [...amounts].map(([asset, amount]) => (
    <div key={asset} className={style.amount}>
      {isMost && 'up to '}
      <Amount amount={String(amount)} asset={asset} />
    </div>
  ));
}
