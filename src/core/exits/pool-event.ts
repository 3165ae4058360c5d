/**
 * What the logs of mixers' pools tell: deposits and withdrawals, in chain order. Who deposited is the transaction's sender, which
 * a log does not hold; where it is not known it is null.
 */

interface PoolEventBase {
  /** Canonical address. */
  readonly pool: string;
  readonly txid: string;
  readonly block: number;
  readonly logIndex: number;
  /** Unix seconds. */
  readonly time: number;
  /** Wei per unit of gas that the transaction paid; null where it is not known. */
  readonly gasPrice: bigint | null;
}

export interface PoolDeposit extends PoolEventBase {
  readonly kind: 'deposit';
  /** Canonical address of the transaction's sender; null where it is not known. */
  readonly from: string | null;
}

export interface PoolWithdrawal extends PoolEventBase {
  readonly kind: 'withdrawal';
  /** Canonical address of the recipient. */
  readonly to: string;
  /** What the relayer got, smallest unit; 0 for a withdrawal without one. */
  readonly fee: bigint;
}

export type PoolEvent = PoolDeposit | PoolWithdrawal;

/** Chain order. */
export function inChainOrder(a: PoolEvent, b: PoolEvent): number {
  return a.block - b.block || a.logIndex - b.logIndex;
}
