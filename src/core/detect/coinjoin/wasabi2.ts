/**
 * WabiSabi rounds: Wasabi 2 and the wallets that share its protocol (Trezor Suite, BTCPay Server, Ginger). Rule of Dumplings
 * (nopara73/Dumplings 36f28f27, Scanner.cs; crocs-muni's fork 694e16a9 for small rounds), and three vetoes: a script that
 * supplies more than a tenth of the inputs is a sweep, as are round amounts that no two outputs share, and a small round
 * without a single taproot output is an imitation.
 */

import type { BitcoinInput, BitcoinOutput, BitcoinTransaction } from '../../transaction.ts';
import { countValues } from '../equal-values.ts';
import type { Finding } from '../finding.ts';
import { type ScriptType, scriptTypeOf } from '../script-type.ts';
import { isConcentrated } from '../vetoes.ts';
import { isWabiSabiDenomination } from './wabisabi-denominations.ts';

/** Constants.cs FirstWasabi2Block, June 2022. */
const FIRST_BLOCK = 741_213;
/** zkSNACKs' coordinator started no round with fewer inputs (WabiSabiConfig.cs: 100 x 0.5). */
const MIN_INPUTS = 50;
/** Other coordinators do (crocs Constants.cs MinWW2Inputs). */
const MIN_INPUTS_OF_OTHERS = 15;
/**
 * 2024-05-18 UTC, Unix seconds: the first round of another coordinator on record (kruw.io; crocs cj_consts.py,
 * WASABI2_FUNDING_TXS), two weeks before zkSNACKs closed.
 */
const OTHERS_SINCE = 1_715_990_400;
const INPUT_TYPES: ReadonlySet<ScriptType> = new Set<ScriptType>(['p2wpkh', 'p2tr']);
/** More than so many percent of the outputs have a standard denomination (Scanner.cs). */
const MIN_DENOMINATED_PERCENT = 80;
/** Different denominations among the outputs (graphsense-lib a82914bf, `_wasabi_20_heuristic` 5c). */
const MIN_TIERS = 3;
/** The most of the inputs that one script supplies, percent (graphsense-lib a82914bf, WASABI_20_MAX_TOP_INPUT_SHARE). */
const MAX_SCRIPT_PERCENT = 10;

/** Size, order, denominations and script types all fit. */
const CONFIDENCE = 95;
/** Imitations with fewer inputs are on record (crocs data/wasabi2/false_cjtxs.json). */
const SMALL_CONFIDENCE = 85;

/** Recognises a WabiSabi round; null for any other transaction. */
export function detectWasabi2(tx: BitcoinTransaction): Finding | null {
  const { inputs, outputs, block } = tx;
  if (inputs.length < MIN_INPUTS_OF_OTHERS || block.height < FIRST_BLOCK) return null;
  const isSmall = inputs.length < MIN_INPUTS;
  if (isSmall && block.time < OTHERS_SINCE) return null;
  if (!isDescending(inputs) || !isDescending(outputs)) return null;
  const denominated = outputs.filter(({ value }) => isWabiSabiDenomination(value));
  if (denominated.length * 100 <= outputs.length * MIN_DENOMINATED_PERCENT || !areMixed(denominated))
    return null;
  if (!inputs.every(({ script }) => INPUT_TYPES.has(scriptTypeOf(script)))) return null;
  if (isConcentrated(tx, MAX_SCRIPT_PERCENT) || (isSmall && !paysTaproot(outputs))) return null;
  return {
    protocol: 'Wasabi 2',
    certainty: 'likely',
    confidence: isSmall ? SMALL_CONFIDENCE : CONFIDENCE,
    numbers: { inputs: inputs.length, outputs: outputs.length, denominatedOutputs: denominated.length },
  };
}

/** The coordinator sorts inputs and outputs by value, the largest first. */
function isDescending(parts: readonly (BitcoinInput | BitcoinOutput)[]): boolean {
  return parts.every(({ value }, index) => index === 0 || value <= (parts[index - 1]?.value ?? value));
}

/** Several denominations, and at least one that two outputs share: else a wallet only paid itself round amounts. */
function areMixed(denominated: readonly BitcoinOutput[]): boolean {
  const tiers = countValues(denominated).size;
  return tiers >= MIN_TIERS && tiers < denominated.length;
}

/**
 * A client throws a coin for the script type of each denomination (WalletWasabi, AmountDecomposer.cs GetNextScriptType),
 * so that fifteen outputs without taproot come about once in 32,768 rounds.
 */
function paysTaproot(outputs: readonly BitcoinOutput[]): boolean {
  return outputs.some(({ script }) => scriptTypeOf(script) === 'p2tr');
}
