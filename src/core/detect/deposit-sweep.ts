/**
 * Deposit sweeps: a service collects what its customers paid to their deposit addresses. Told by a consolidation whose
 * outputs all go to one labelled service; the addresses that it empties are then the service's, though no label says so.
 * Needs tags, so it is not in the table of detectors.
 */

import type { BitcoinTransaction } from '../transaction.ts';
import { detectConsolidation } from './consolidation.ts';
import type { Finding } from './finding.ts';
import { isNulldata } from './script-type.ts';

/** Different addresses: below, a customer may be paying from a few of his own. Our own choice, the ratio of a consolidation. */
const MIN_DEPOSIT_SCRIPTS = 5;
const CONFIDENCE = 60;

export interface DepositSweep extends Finding {
  /** The service that collects. */
  readonly entity: string;
  /** Scripts without a label of their own that are emptied into it, in order of input, each once. */
  readonly deposits: readonly string[];
}

/**
 * Recognises a sweep into a labelled wallet; null for any other transaction.
 * @param serviceOf the service that a script is tagged with, null for none
 * @param isDeposit whether a script is tagged as what a service gave to one customer: it collects for the customer
 */
export function detectDepositSweep(
  tx: BitcoinTransaction,
  serviceOf: (script: string) => string | null,
  isDeposit: (script: string) => boolean,
): DepositSweep | null {
  const consolidation = detectConsolidation(tx);
  if (consolidation === null) return null;
  const paid = tx.outputs.map(({ script }) => script).filter((script) => !isNulldata(script));
  const receivers = new Set(paid.map((script) => serviceOf(script)));
  const [entity] = receivers;
  if (receivers.size !== 1 || entity == null || paid.some(isDeposit)) return null;
  const scripts = [...new Set(tx.inputs.map(({ script }) => script))];
  if (scripts.length < MIN_DEPOSIT_SCRIPTS) return null;
  const owners = scripts.map((script) => serviceOf(script));
  if (owners.some((owner) => owner !== null && owner !== entity)) return null;
  return {
    protocol: 'deposit sweep',
    certainty: 'possible',
    confidence: CONFIDENCE,
    numbers: consolidation.numbers,
    entity,
    deposits: scripts.filter((_, n) => owners[n] === null),
  };
}
