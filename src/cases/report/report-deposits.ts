/**
 * Deposits in the pools of mixers as the report shows them.
 */

import type { DepositCount } from '../../core/ethereum-mixers/deposit.ts';
import { shownAddress } from './shown-address.ts';

/** The key `deposits`, absent where there are none. */
export function depositsJson(deposits: readonly DepositCount[] | undefined) {
  if (deposits === undefined) return {};
  return {
    deposits: deposits.map(({ pool, asset, denomination, count }) => ({
      pool: shownAddress('ethereum', pool),
      asset,
      denomination: denomination?.toString() ?? null,
      count,
    })),
  };
}
