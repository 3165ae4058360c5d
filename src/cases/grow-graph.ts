/**
 * Builds the graph of a run from what its look-ups found, in the order of the frontier they answered: whatever the
 * order in which they came, the graph is the same.
 */

import { BadProviderDataError, IncompleteAnswerError, type ProviderError } from '../core/errors.ts';
import type { Graph } from '../core/graph/graph.ts';
import type { Expansion, LookupSubject } from '../core/graph/subject.ts';
import { printable } from './printable.ts';

/**
 * Adds expansions one after another. One that contradicts an earlier one is not believed, and counts as failed; a proof may tell which
 * of the two was wrong.
 * @returns whether all were believed
 */
export function growGraph(graph: Graph, expansions: Iterable<Expansion>): boolean {
  let areBelieved = true;
  for (const expansion of expansions) {
    try {
      graph.add(expansion);
    } catch (error) {
      if (!(error instanceof BadProviderDataError)) throw error;
      areBelieved = false;
      graph.add(failedExpansion(expansion.subject, error));
      for (const txid of [error.context.txid, error.context.other]) {
        if (typeof txid === 'string') graph.dispute(txid);
      }
    }
  }
  return areBelieved;
}

/** What is recorded of a look-up that gave nothing to rely on. */
export function failedExpansion(subject: LookupSubject, error: ProviderError): Expansion {
  const status = error instanceof IncompleteAnswerError ? 'incomplete' : 'failed';
  return { subject, status, transactions: [], count: 0, reason: printable(error.message) };
}
