/**
 * Equal-output CoinJoins of any make: n outputs of one value, and n or n - 1 changes. Rule of Möser and Böhme as
 * citp/BlockSci has it (14ccc935, tx_identification.cpp isCoinjoin), with participants told apart by their scripts; dust
 * amounts are not left out here, since what trades tokens over dust has several owners too.
 *
 * Many other transactions look the same: Stonewalls, trades of inscriptions, payouts. Enough to keep the inputs apart, not
 * to name anything.
 */

import type { BitcoinTransaction } from '../../transaction.ts';
import { countValues, distinctScripts, largestGroup } from '../equal-values.ts';
import type { Finding } from '../finding.ts';

const MIN_PARTICIPANTS = 2;
/** Two equal outputs and one change. */
const MIN_OUTPUTS = 3;
/** What the largest input stays below the amount and the largest change, satoshi (Dumplings 36f28f27, Scanner.cs). */
const PAIR_MARGIN = 10_000n;
const CONFIDENCE = 20;

/** The form that all CoinJoins of equal outputs and one change for each have. */
export interface EqualOutputForm {
  readonly participants: number;
  /** Value of the equal outputs, satoshi. */
  readonly denomination: bigint;
}

/** Recognises the form of an equal-output CoinJoin; null for any other transaction. */
export function detectEqualOutputs(tx: BitcoinTransaction): Finding | null {
  const form = equalOutputForm(tx);
  if (form === null || (form.participants === MIN_PARTICIPANTS && !isWithinReach(tx, form))) return null;
  return {
    protocol: 'equal-output CoinJoin',
    certainty: 'possible',
    confidence: CONFIDENCE,
    numbers: { ...form, inputs: tx.inputs.length, outputs: tx.outputs.length },
  };
}

/** Participants and denomination, if a transaction may be such a CoinJoin at all. */
export function equalOutputForm({ inputs, outputs }: BitcoinTransaction): EqualOutputForm | null {
  const participants = (outputs.length + 1) >> 1;
  if (outputs.length < MIN_OUTPUTS || inputs.length < participants) return null;
  const equal = largestGroup(countValues(outputs));
  if (equal === null || equal.count !== participants || participants < MIN_PARTICIPANTS) return null;
  if (distinctScripts(inputs) < participants || distinctScripts(outputs) < participants) return null;
  return { participants, denomination: equal.value };
}

/**
 * Between two, too much else has the form. Then the shortcut of Dumplings is asked for: no input that could pay the amount
 * and every change by itself.
 */
function isWithinReach({ inputs, outputs }: BitcoinTransaction, { denomination }: EqualOutputForm): boolean {
  const largest = (values: readonly bigint[]) =>
    values.reduce((max, value) => (value > max ? value : max), 0n);
  const change = largest(outputs.map(({ value }) => value).filter((value) => value !== denomination));
  return largest(inputs.map(({ value }) => value)) <= denomination + change - PAIR_MARGIN;
}
