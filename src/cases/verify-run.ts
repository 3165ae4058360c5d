/**
 * The proofs that a finished walk still needs. They are looked up once all of the walk is known, and may send it back.
 */

import type { Graph } from '../core/graph/graph.ts';
import type { ProofSubject } from '../core/graph/subject.ts';
import { openProofs, reliedOn, type VerificationRules } from '../core/report/verification.ts';
import type { GraphStore } from './ports.ts';
import type { SettledWalk } from './settled-memory.ts';

export interface VerifyDeps {
  /** How much of what a report relies on is proved. */
  readonly verification: VerificationRules;
  readonly graphs: GraphStore;
}

/** The proofs to be looked up next; none when enough is proved, or nothing can be. */
export async function proofLookups(
  runId: string,
  { flags, outcomes }: SettledWalk,
  graph: Graph,
  { verification, graphs }: VerifyDeps,
): Promise<ProofSubject[]> {
  if (verification.maxTransactions === 0) return [];
  const subjects = openProofs(reliedOn(flags, outcomes), graph, verification);
  if (!verification.secondOpinion || subjects.length === 0) return subjects;
  const tellers = await graphs.tellersOf(
    runId,
    subjects.map(({ txid }) => txid),
  );
  return subjects.map((subject) => ({ ...subject, toldBy: tellers.get(subject.txid) ?? [] }));
}
