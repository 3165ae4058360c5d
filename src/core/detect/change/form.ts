/**
 * What the form of a transaction says of the wallet that made it: who made one tends to make the next alike.
 */

import type { BitcoinTransaction } from '../../transaction.ts';
import { type ScriptType, scriptTypeOf } from '../script-type.ts';

const SEGWIT: ReadonlySet<ScriptType> = new Set<ScriptType>(['p2wpkh', 'p2wsh', 'p2tr']);

/** Whether an input shows that it is SegWit; one that is wrapped in P2SH does not. */
export function spendsSegwit({ inputs }: BitcoinTransaction): boolean {
  return inputs.some(({ script }) => SEGWIT.has(scriptTypeOf(script)));
}

/** Fewer outputs are in order by chance too often: 1 in n! (decluster). */
const MIN_OUTPUTS_TO_ORDER = 4;

/** Whether inputs and outputs are in the order of BIP-69; null where that would say nothing. */
export function isOrdered({ inputs, outputs }: BitcoinTransaction): boolean | null {
  if (outputs.length < MIN_OUTPUTS_TO_ORDER) return null;
  const outpoints = inputs.map(({ outpoint }) => orderOfOutpoint(outpoint));
  const inOrder = (texts: readonly string[]) =>
    texts.every((text, n) => n === 0 || (texts[n - 1] ?? '') <= text);
  return (
    inOrder(outpoints) &&
    outputs.every((output, n) => {
      const before = outputs[n - 1];
      if (before === undefined || before.value < output.value) return true;
      return before.value === output.value && before.script <= output.script;
    })
  );
}

/** Text that sorts as BIP-69 sorts: by txid, then by index as a number of up to ten digits. */
function orderOfOutpoint(outpoint: string): string {
  const colon = outpoint.lastIndexOf(':');
  return outpoint.slice(0, colon) + outpoint.slice(colon + 1).padStart(10, '0');
}
