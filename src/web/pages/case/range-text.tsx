/**
 * Between which amounts a figure lies, over all methods that count units.
 */

import { shownAmount } from '../../../cases/report/shown-amount.ts';

export interface RangeTextProps {
  readonly range: { readonly min: string; readonly max: string };
  readonly asset: string;
}

export function RangeText({ range: { min, max }, asset }: RangeTextProps) {
  if (min === max) return <span className="quiet">the same</span>;
  return (
    <span className="number">
      {shownAmount(min, asset)}
      <br />
      to {shownAmount(max, asset)}
    </span>
  );
}
