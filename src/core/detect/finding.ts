/**
 * What every detector says in one form: that a transaction is consistent with a protocol, how sure that is, and by which
 * numbers. A finding is never proof; docs/detection.md tells what each does not prove.
 */

import type { BitcoinTransaction } from '../transaction.ts';

/**
 * `likely`: follows from a protocol's own rules, which little else meets. `possible`: many other transactions look the same;
 * good enough to leave inputs apart, never to name a mixer. `suspected`: our own reading of an unpublished rule.
 */
export type Certainty = 'likely' | 'possible' | 'suspected';

export interface Finding {
  /** The protocol or pattern, as it is shown, e.g. `Whirlpool`. */
  readonly protocol: string;
  readonly certainty: Certainty;
  /** 0 to 100, never 100: a rule over one transaction is not proof. */
  readonly confidence: number;
  /** What explains it: counts as number, satoshi as bigint. */
  readonly numbers: Readonly<Record<string, number | bigint>>;
}

/** A pure function over one transaction; null where its rule is not met, as for every coinbase transaction. */
export type Detector = (tx: BitcoinTransaction) => Finding | null;
