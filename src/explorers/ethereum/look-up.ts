/**
 * Look-ups of Ethereum, told apart by what is looked up: the same for every kind of explorer.
 */

import { InvariantError } from '../../core/errors.ts';
import type {
  Expansion,
  HistorySubject,
  ProofSubject,
  Subject,
  TransactionSubject,
} from '../../core/graph/subject.ts';
import type { Pinned } from '../pinned.ts';
import { readShowing } from './shown-history.ts';

/** How an explorer is read. */
export interface EthereumReaders<E extends Pinned> {
  readonly history: (explorer: E, subject: HistorySubject) => Promise<Expansion>;
  readonly transaction: (explorer: E, subject: TransactionSubject) => Promise<Expansion>;
  readonly proof: (explorer: E, subject: ProofSubject) => Promise<Expansion>;
}

/** Reads what a subject asks for. @throws ProviderError @throws InvariantError for a subject of Bitcoin */
export async function lookUp<E extends Pinned>(
  explorer: E,
  subject: Subject,
  readers: EthereumReaders<E>,
): Promise<Expansion> {
  if (subject.kind === 'spends' || subject.chain !== 'ethereum') {
    const { provider } = explorer.transport;
    const { kind, chain } = subject;
    throw new InvariantError(`${provider} is asked for a ${kind} of ${chain}`, { kind, chain });
  }
  switch (subject.kind) {
    case 'history':
      return readShowing(explorer, subject, (one) => readers.history(one, subject));
    case 'transaction':
      return readers.transaction(explorer, subject);
    case 'proof':
      return readers.proof(explorer, subject);
  }
}
