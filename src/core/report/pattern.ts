/**
 * Patterns: what the form of the transactions that moved stolen value is consistent with. They explain a trace; none carries
 * value or ends a walk by itself.
 */

import type { Chain } from '../chain.ts';
import type { Certainty } from '../detect/finding.ts';

export const PATTERN_KINDS = [
  'coinjoin',
  'coinjoin-preparation',
  'chips',
  'peel-chain',
  'deposit-sweep',
  'deposit-address',
  'consolidation',
  'batch-payout',
] as const;

/**
 * `coinjoin`: several owners may have made it. `coinjoin-preparation`: a Whirlpool Tx0. `chips`: outputs of the sizes that
 * ChipMixer handed out. `deposit-address`: an address on Ethereum that hands all it gets on to an exchange. The others as in
 * `core/detect`.
 */
export type PatternKind = (typeof PATTERN_KINDS)[number];

export interface Pattern {
  readonly chain: Chain;
  readonly kind: PatternKind;
  /** The protocol or the rule, e.g. `JoinMarket`. */
  readonly name: string;
  /** Whom it leads to, where tags tell: the service of a deposit sweep or address; null for nobody. */
  readonly entity: string | null;
  readonly certainty: Certainty;
  /** 0 to 100. */
  readonly confidence: number;
  /** In chain order; several for a peel chain. */
  readonly transactions: readonly string[];
  /**
   * Whose coins it spends, as far as they are stolen; of a peel chain, whom it paid on the way; of a deposit sweep, the
   * addresses that it empties; a deposit address itself. In the order of the transactions, each once.
   */
  readonly addresses: readonly string[];
  /** What explains it: counts as number, satoshi as bigint. */
  readonly numbers: Readonly<Record<string, number | bigint>>;
}
