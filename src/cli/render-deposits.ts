/**
 * Deposits in the pools of mixers on the terminal: how many of which denomination, one line for each mixer.
 */

import type { ReportJson } from '../cases/report/report-json.ts';
import { formatAmount } from '../core/amount.ts';
import { NATIVE_DECIMALS } from '../core/chain.ts';

type Deposit = NonNullable<ReportJson['outcomes'][number]['deposits']>[number];

/** Lines such as `Tornado Cash: 48 × 100 ETH, 3 × 10 ETH`. */
export function depositLines({ outcomes }: ReportJson): string[] {
  return outcomes.flatMap(({ entity, deposits }) =>
    deposits === undefined ? [] : [`${entity}: ${deposits.map(written).join(', ')}`],
  );
}

function written({ asset, denomination, count }: Deposit): string {
  if (denomination === null) return `${count} of any amount of ${asset}`;
  const decimals = NATIVE_DECIMALS[asset];
  const amount =
    decimals === undefined ? `${denomination} units of` : formatAmount(BigInt(denomination), decimals);
  return `${count} × ${amount.replace(/\.0+$/, '')} ${asset}`;
}
