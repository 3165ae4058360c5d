/**
 * Rounds of Wasabi 1 up to the end of 2019: the coordinator's fee went to one of two fixed addresses. Rule of Dumplings
 * (nopara73/Dumplings 36f28f27, Scanner.cs), whose lower bound of block 530,500 is left out: before, nobody paid there.
 */

import type { BitcoinTransaction } from '../../transaction.ts';
import { countValues, largestGroup } from '../equal-values.ts';
import type { Finding } from '../finding.ts';

/** bc1qs604c7jv6amk4cxqlnvuxv26hv3e48cds4m0ew, bc1qa24tsgchvuxsaccp8vrnkfd85hrcpafg20kmjw (Constants.cs). */
const COORDINATOR_SCRIPTS: ReadonlySet<string> = new Set([
  '0014869f5c7a4cd7776ae0c0fcd9c3315abb239a9f0d',
  '0014eaaab82317670d0ee3013b073b25a7a5c780f528',
]);

/** From this block on each round pays an address of its own (Constants.cs FirstWasabiNoCoordAddressBlock). */
export const FRESH_COORDINATOR_ADDRESSES = 610_000;

/** More than two outputs of one value (Scanner.cs). */
const MIN_EQUAL_OUTPUTS = 3;

/** An address that served nothing else, and equal outputs; others may pay it as well. */
const CONFIDENCE = 95;

/** Recognises a round by the coordinator's address; null for any other transaction. */
export function detectWasabi10(tx: BitcoinTransaction): Finding | null {
  const { inputs, outputs, block } = tx;
  if (block.height >= FRESH_COORDINATOR_ADDRESSES || inputs.length === 0) return null;
  if (outputs.length < MIN_EQUAL_OUTPUTS) return null;
  if (!outputs.some(({ script }) => COORDINATOR_SCRIPTS.has(script))) return null;
  const equal = largestGroup(countValues(outputs));
  if (equal === null || equal.count < MIN_EQUAL_OUTPUTS) return null;
  return {
    protocol: 'Wasabi 1',
    certainty: 'likely',
    confidence: CONFIDENCE,
    numbers: {
      denomination: equal.value,
      equalOutputs: equal.count,
      inputs: inputs.length,
      outputs: outputs.length,
    },
  };
}
