/**
 * A method says how lots pass through a movement. Methods are pure and know neither chains nor cases; the ledger applies
 * them. Rules: docs/methods.md.
 */

import type { Chain } from '../chain.ts';
import type { Lots, Portion, SourceId } from './lots.ts';

export const METHOD_NAMES = ['fifo', 'lifo', 'haircut', 'libr', 'tiho', 'poison'] as const;
export type MethodName = (typeof METHOD_NAMES)[number];

/** Makes one source of several whose units can no longer be told apart; amounts are those that come together. */
export type Blend = (portions: readonly Portion[]) => SourceId;

export interface Method {
  readonly name: MethodName;
  /** The chains on which it means something. */
  readonly chains: readonly Chain[];
  /** Whether stolen units come out as many as went in. */
  readonly conserves: boolean;
  /** Puts lots together, in order: the inputs of a transaction, or what a holding has and what it receives. */
  join(parts: readonly Lots[], blend: Blend): Lots;
  /** Takes `amount` units out of a holding, 0 <= amount <= value. */
  withdraw(lots: Lots, amount: bigint): readonly [taken: Lots, left: Lots];
  /**
   * Divides the inputs of a transaction over its outputs in `vout` order and the fee.
   * @param parts values of the outputs, the fee last; they add up to the value of the lots
   */
  divide(lots: Lots, parts: readonly bigint[]): Lots[];
  /** Makes `amount` clean units stolen. @param amount at most the clean units */
  mark(lots: Lots, source: SourceId, amount: bigint, blend: Blend): Lots;
}

/** Whether a method counts the units of a chain: its amounts may stand in sums and ranges there. */
export function countsOn({ conserves, chains }: Method, chain: Chain): boolean {
  return conserves && chains.includes(chain);
}
