/**
 * Parties: to whom exposure is told.
 */

import type { OutcomeKind } from '../trace/end.ts';

export const PARTY_KINDS = ['mixer', 'sanctioned', 'exchange'] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

export function isPartyKind(kind: OutcomeKind): kind is PartyKind {
  return (PARTY_KINDS as readonly OutcomeKind[]).includes(kind);
}
