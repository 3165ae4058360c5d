/**
 * In which row of the strip a movement stands: that of its receiver; the receivers of least value share one.
 */

import { compare } from '../../../../core/amount.ts';
import { groupedBy } from '../../../../core/multimap.ts';
import type { MoneyModel, MoneyNode, Movement } from '../graph/money-model.ts';

export interface MovementRow {
  /** Null of the row that many share. */
  readonly node: MoneyNode | null;
  /** How many addresses it is of. */
  readonly addresses: number;
  /** In the order of time. */
  readonly movements: readonly Movement[];
}

/** By hop, then by first arrival. @param most rows, that of the many included */
export function movementRows({ nodes, links }: MoneyModel, asset: string, most: number): MovementRow[] {
  const movements = [...new Set(links.flatMap((link) => link.movements))].filter(
    (each) => each.asset === asset,
  );
  movements.sort((a, b) => compare(a.time, b.time) || compare(a.txid, b.txid) || compare(a.to, b.to));
  const byReceiver = [...groupedBy(movements, ({ to }) => to)];
  const bySize = [...byReceiver].sort((a, b) => compare(totalOf(b[1]), totalOf(a[1])) || compare(a[0], b[0]));
  const own = bySize.length <= most ? bySize : bySize.slice(0, most - 1);
  const isOwn = new Set(own.map(([id]) => id));
  const others = byReceiver.filter(([id]) => !isOwn.has(id));
  const rows = byReceiver
    .filter(([id]) => isOwn.has(id))
    .map(([id, list]): MovementRow => ({ node: nodes.get(id) ?? null, addresses: 1, movements: list }));
  // What came first stays first among those of a hop: sorting is stable.
  rows.sort((a, b) => (a.node?.hop ?? 0) - (b.node?.hop ?? 0));
  if (others.length === 0) return rows;
  const shared = others.flatMap(([, list]) => list).sort((a, b) => compare(a.time, b.time));
  return [...rows, { node: null, addresses: others.length, movements: shared }];
}

const totalOf = (movements: readonly Movement[]) => movements.reduce((sum, { amount }) => sum + amount, 0n);
