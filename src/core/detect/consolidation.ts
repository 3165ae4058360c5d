/**
 * Consolidations: many coins of one owner become few. The ratio is that of the transaction flags of mempool.space
 * (backend/src/api/common.ts: "more than 5:1 input:output ratio").
 */

import type { BitcoinTransaction } from '../transaction.ts';
import { mayHaveSeveralOwners } from './co-spend.ts';
import { distinctScripts } from './equal-values.ts';
import type { Finding } from './finding.ts';
import { isNulldata } from './script-type.ts';

const INPUTS_PER_OUTPUT = 5;
const CONFIDENCE = 60;

/** Recognises a consolidation; null for any other transaction, and for what several owners may have made. */
export function detectConsolidation(tx: BitcoinTransaction): Finding | null {
  const { inputs } = tx;
  if (inputs.length < INPUTS_PER_OUTPUT) return null;
  const outputs = tx.outputs.filter(({ script }) => !isNulldata(script));
  if (outputs.length === 0 || inputs.length < outputs.length * INPUTS_PER_OUTPUT) return null;
  if (mayHaveSeveralOwners(tx)) return null;
  const value = outputs.reduce((total, output) => total + output.value, 0n);
  return {
    protocol: 'consolidation',
    certainty: 'possible',
    confidence: CONFIDENCE,
    numbers: {
      inputs: inputs.length,
      scripts: distinctScripts(inputs),
      outputs: outputs.length,
      value,
    },
  };
}
