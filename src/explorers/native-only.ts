/**
 * A look-up of a case that looks at ether alone: tokens are left out of what an explorer gives with it, so that the same is
 * found whoever is asked, and whether or not there was a list of tokens to be spared.
 */

import type { Expansion } from '../core/graph/subject.ts';
import type { Transaction } from '../core/transaction.ts';

/** What was found; where ether alone was asked for, without tokens and without transactions that moved nothing else. */
export function inScope(expansion: Expansion): Expansion {
  const { subject, status } = expansion;
  if (subject.kind === 'prices' || subject.assets !== 'native' || status !== 'complete') return expansion;
  const transactions = expansion.transactions.map(withoutTokens).filter(isSomething);
  return { ...expansion, transactions, count: transactions.length };
}

function withoutTokens(transaction: Transaction): Transaction {
  if (transaction.chain !== 'ethereum') return transaction;
  if (transaction.transfers.every(({ kind }) => kind !== 'token')) return transaction;
  const transfers = transaction.transfers.filter(({ kind }) => kind !== 'token');
  const left = new Set(transfers.map(({ id }) => id));
  const views = transaction.views.map((view) => view.filter((id) => left.has(id)));
  return { ...transaction, transfers, views };
}

function isSomething(transaction: Transaction): boolean {
  return transaction.chain !== 'ethereum' || transaction.transfers.length > 0;
}
