/**
 * The transfers of one Ethereum transaction in the order in which they were executed, as far as the look-ups tell it.
 */

import type { EthereumTransaction, Transfer } from '../transaction.ts';
import { dependenciesFirst } from './chain-order.ts';

const KIND_ORDER = { call: 0, internal: 1, token: 2 } as const;

/**
 * The transfers of a transaction in the order that all views of it allow: the call, internal transfers, token transfers.
 * Every address's list shows a part of them in order; parts that share no transfer share no address, so their mutual
 * order changes no balance. Where token transfers stand between the calls no list says.
 */
export function executionOrder(tx: EthereumTransaction): Transfer[] {
  if (tx.transfers.length < 2) return [...tx.transfers];
  const full = tx.views.find((view) => view.length === tx.transfers.length);
  if (full !== undefined) return inOrderOf(full, tx.transfers);
  const sorted = [...tx.transfers].sort(
    (a, b) => KIND_ORDER[a.kind] - KIND_ORDER[b.kind] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  const before = new Map<string, Set<string>>();
  for (const view of tx.views) {
    for (const [index, id] of view.entries()) {
      const previous = view[index - 1];
      if (previous !== undefined) before.set(id, (before.get(id) ?? new Set()).add(previous));
    }
  }
  return dependenciesFirst(
    sorted,
    (transfer) => transfer.id,
    (transfer) => [...(before.get(transfer.id) ?? [])].sort(),
  );
}

/** The transfers as a view that shows all of them does. */
function inOrderOf(view: readonly string[], transfers: readonly Transfer[]): Transfer[] {
  if (transfers.every(({ id }, index) => id === view[index])) return [...transfers];
  const place = new Map(view.map((id, index) => [id, index]));
  return [...transfers].sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
}
