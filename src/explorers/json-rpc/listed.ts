/**
 * A transaction as a list of a node names it.
 */

import type { WireReceipt, WireTransaction } from '../ethereum/node-forms.ts';

/**
 * With a limit of so much gas nothing is left for code once the transaction itself is paid (yellow paper, G_transaction):
 * it moved nothing but its own value, and left no logs.
 */
export const NO_CODE_GAS = '0x5208';

export interface ListedTransaction {
  readonly hash: string;
  /** In hex. */
  readonly blockNumber: string;
  readonly blockHash: string;
  /** What the list tells of it beside its name. */
  readonly shown?: {
    readonly transaction: WireTransaction;
    /** Null where the list leaves the logs out of it. */
    readonly receipt: WireReceipt | null;
    /** Of its block, in Unix seconds. */
    readonly time: number;
  };
}
