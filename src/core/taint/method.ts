/**
 * A method says how lots pass through a movement. Methods are pure and know neither chains nor cases;
 * the ledger applies them. Rules: docs/methods.md.
 */

import type { Lot } from './lot.ts';

export const METHOD_NAMES = ['fifo', 'haircut'] as const;
export type MethodName = (typeof METHOD_NAMES)[number];

export interface Method {
  readonly name: MethodName;
  /**
   * Takes `amount` out of a holding.
   * @param amount 0 <= amount <= value of the lots
   * @returns both parts; together they hold exactly the lots given
   */
  withdraw(lots: readonly Lot[], amount: bigint): { taken: Lot[]; left: Lot[] };
  /**
   * Divides the inputs of a transaction, in `vin` order, over its outputs in `vout` order with the fee last.
   * @param parts values of the outputs and the fee; they add up to the value of the lots
   */
  divide(lots: readonly Lot[], parts: readonly bigint[]): Lot[][];
  /** Adds lots to a holding. */
  deposit(lots: readonly Lot[], received: readonly Lot[]): Lot[];
}
