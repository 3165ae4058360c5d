/**
 * A settlement as it looks under another of its methods: that one is then the main one. All of them are replayed over the same
 * movements and towards the same ends, so nothing is settled anew.
 */

import type { Ledger } from '../taint/ledger.ts';
import type { Settlement } from './settle.ts';

/** The settlement with one of its ledgers as the main one. */
export function underMethod(settlement: Settlement, ledger: Ledger): Settlement {
  const others = settlement.ledgers.filter((one) => one !== ledger);
  return { ...settlement, ledgers: [ledger, ...others] };
}
