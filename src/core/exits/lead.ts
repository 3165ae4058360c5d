/**
 * Leads: withdrawals from a mixer that may be those of a case. A lead says where to look; it is no fact, and no flag.
 */

export const EXIT_RULES = [
  'same-address',
  'linked-addresses',
  'gas-price',
  'multi-denomination',
  'count-match',
  'timing',
] as const;
export type ExitRule = (typeof EXIT_RULES)[number];

export interface ExitLead {
  readonly rule: ExitRule;
  /** Canonical address that the withdrawals went to. */
  readonly recipient: string;
  /** The pools concerned. */
  readonly pools: readonly string[];
  /** Transactions of the withdrawals, in chain order. */
  readonly withdrawals: readonly string[];
  /** Deposits that the first of them may be of, by the state of its pool at that time. */
  readonly anonymitySet: number;
  /** How many pass the same test, this one included: `rule` says what is counted. */
  readonly rivals: number;
  /** 0 to 1: strength of the rule for this recipient; no probability. */
  readonly score: number;
  /** The rule with its numbers, in words. */
  readonly basis: string;
}
