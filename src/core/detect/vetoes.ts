/**
 * Vetoes: forms and facts that speak against a CoinJoin. Each only takes a finding away and claims nothing by itself.
 */

import type { BitcoinTransaction } from '../transaction.ts';
import type { Finding } from './finding.ts';

/** Whether one script supplies more than so many percent of the inputs: then one owner sweeps, and nobody is mixed. */
export function isConcentrated({ inputs }: BitcoinTransaction, percent: number): boolean {
  const counts = new Map<string, number>();
  for (const { script } of inputs) {
    const count = (counts.get(script) ?? 0) + 1;
    if (count * 100 > inputs.length * percent) return true;
    counts.set(script, count);
  }
  return false;
}

/** Findings that rest on the form of outputs alone, and that batch payouts of a service resemble. */
const RESEMBLE_PAYOUTS: ReadonlySet<string> = new Set(['Wasabi 1', 'JoinMarket', 'equal-output CoinJoin']);

/**
 * Whether a finding is the batch payout of a service: an input belongs to an exchange or another custodian. Services do
 * not join CoinJoins. Needs tags, so it is asked for separately; as graphsense-lib does (`_any_input_is_exchange`), and
 * like there Wasabi 2 and Whirlpool are left alone, whose forms no payout has.
 * @param isService whether a script is tagged as a service's
 */
export function isServicePayout(
  finding: Finding,
  tx: BitcoinTransaction,
  isService: (script: string) => boolean,
): boolean {
  return RESEMBLE_PAYOUTS.has(finding.protocol) && tx.inputs.some(({ script }) => isService(script));
}
