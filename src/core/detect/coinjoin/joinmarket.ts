/**
 * Candidates for JoinMarket: a taker and two or more makers, each with one output of the common amount and a change; the
 * taker's change may be missing (a sweep, or dust left to the miner). No form separates JoinMarket from what else looks
 * like it, so this is never more than `possible`.
 *
 * Goldfeder et al. (arXiv 1708.04748, algorithm 3) with the bounds of JoinMarket's own code (JoinMarket-Org/
 * joinmarket-clientserver): the dust limit (jmclient/configure.py), outputs that are always new scripts. The shortcut of
 * Dumplings, that no input exceeds the amount and the largest change by less than 0.0001 BTC, is not taken over: a maker
 * who brings one coin and earns less than that does not meet it.
 */

import type { BitcoinTransaction } from '../../transaction.ts';
import { distinctScripts } from '../equal-values.ts';
import type { Finding } from '../finding.ts';
import { isNulldata } from '../script-type.ts';
import { equalOutputForm } from './equal-output.ts';

/** Well before the first transaction on record, of May 2015 (crocs-muni Constants.cs FirstJoinMarketBlock). */
const FIRST_BLOCK = 336_861;
/** Two equal outputs are a Stonewall, or a payment; graphsense-lib (JOINMARKET_MIN_PARTICIPANTS) and crocs ask for 3 too. */
const MIN_PARTICIPANTS = 3;
/** Amounts are above DUST_THRESHOLD, 10 x 2,730 satoshi (configure.py). */
const DUST_THRESHOLD = 27_300n;
/** Below 50, as in graphsense-lib (JOINMARKET_CONFIDENCE 49): more likely not than so, without other rounds beside it. */
const CONFIDENCE = 45;

/** Recognises a candidate; null for any other transaction. */
export function detectJoinMarket(tx: BitcoinTransaction): Finding | null {
  const { inputs, outputs, block } = tx;
  if (outputs.length < 2 * MIN_PARTICIPANTS - 1 || inputs.length < MIN_PARTICIPANTS) return null;
  if (block.height < FIRST_BLOCK) return null;
  const form = equalOutputForm(tx);
  if (form === null || form.denomination <= DUST_THRESHOLD || !paysOnlyNewScripts(tx)) return null;
  const { participants, denomination } = form;
  return {
    protocol: 'JoinMarket',
    certainty: 'possible',
    confidence: CONFIDENCE,
    numbers: {
      participants,
      denomination,
      inputs: inputs.length,
      changes: outputs.length - participants,
    },
  };
}

/** No data, no script twice, and none of those that are spent: every wallet of a round makes new addresses. */
function paysOnlyNewScripts({ inputs, outputs }: BitcoinTransaction): boolean {
  if (outputs.some(({ script }) => isNulldata(script))) return false;
  if (distinctScripts(outputs) !== outputs.length) return false;
  const spent = new Set(inputs.map(({ script }) => script));
  return !outputs.some(({ script }) => spent.has(script));
}
