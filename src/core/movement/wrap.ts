/**
 * Wrapping and unwrapping ETH. WETH9 gives its token to whoever sends it ETH and takes it back for ETH, 1:1, and says so
 * by `Deposit` and `Withdrawal`, not by `Transfer`: Etherscan's token list is silent about both, and the transfers of
 * ETH are the only trace. Where a list shows the mint or the burn all the same (Blockscout reads the two events as
 * transfers from and to the zero address, and newer wrappers emit them), it is the same thing a second time.
 */

import { ZERO_ADDRESS } from '../address.ts';
import { NATIVE_ASSET } from '../chain.ts';
import type { EthereumTransaction, Transfer } from '../transaction.ts';
import { executionOrder } from './execution-order.ts';
import { isTransfer, type Step } from './step.ts';

/**
 * The steps of a transaction in execution order, wraps and unwraps as conversions. A transfer that moved nothing, or
 * that goes to its own sender, is no step.
 */
export function stepsOf(tx: EthereumTransaction, isWrapper: (address: string) => boolean): Step[] {
  const transfers = executionOrder(tx).filter(
    ({ moved, value, from, to }) => moved && value > 0n && from !== to,
  );
  const steps = transfers.map((transfer) => wrapOf(transfer, isWrapper) ?? stepOf(transfer));
  if (steps.every(isTransfer)) return steps;
  const open = new Map<string, number>();
  for (const { gives, gets, exchanger } of steps) {
    if (exchanger === null) continue;
    const isWrap = gives.asset === NATIVE_ASSET.ethereum;
    const row = isWrap
      ? rowKey(exchanger, ZERO_ADDRESS, gets.address, gets.amount)
      : rowKey(exchanger, gives.address, ZERO_ADDRESS, gives.amount);
    open.set(row, (open.get(row) ?? 0) + 1);
  }
  return steps.filter((step) => !takesOne(open, step));
}

/** The conversion that a transfer of ETH to or from a wrapper is. */
function wrapOf(
  { asset, from, to, value: amount }: Transfer,
  isWrapper: (address: string) => boolean,
): Step | null {
  if (asset !== NATIVE_ASSET.ethereum) return null;
  if (isWrapper(to)) {
    const gives = { address: from, asset, amount };
    return { gives, gets: { address: from, asset: to, amount }, exchanger: to };
  }
  if (isWrapper(from)) {
    const gives = { address: to, asset: from, amount };
    return { gives, gets: { address: to, asset, amount }, exchanger: from };
  }
  return null;
}

function stepOf({ asset, from, to, value: amount }: Transfer): Step {
  return {
    gives: { address: from, asset, amount },
    gets: { address: to, asset, amount },
    exchanger: null,
  };
}

/** Counts off a mint or burn that a wrap or unwrap of the same account and amount already tells of. */
function takesOne(open: Map<string, number>, { gives, gets, exchanger }: Step): boolean {
  if (exchanger !== null) return false;
  const row = rowKey(gives.asset, gives.address, gets.address, gives.amount);
  const count = open.get(row) ?? 0;
  if (count > 0) open.set(row, count - 1);
  return count > 0;
}

function rowKey(token: string, from: string, to: string, amount: bigint): string {
  return `${token} ${from} ${to} ${amount}`;
}
