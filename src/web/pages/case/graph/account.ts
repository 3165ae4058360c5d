/**
 * What came to an address and what went from it.
 */

import { type Amounts, type MoneyLink, type MoneyModel, type Movement, sumOf } from './money-model.ts';

export interface Side {
  readonly movements: readonly Movement[];
  readonly amounts: Amounts;
  /** Some of it was given together with other addresses, and counts whole. */
  readonly isJoint: boolean;
}

export interface Account {
  readonly into: Side;
  readonly out: Side;
  /** Links to the entities that have what rests here. */
  readonly rests: readonly MoneyLink[];
}

export function accountOf(model: MoneyModel, id: string): Account {
  const into = model.links.filter(({ to, reason }) => to === id && reason === null);
  const out = model.links.filter(({ from, reason }) => from === id && reason === null);
  const rests = model.links.filter(({ from, reason }) => from === id && reason !== null);
  return { into: sideOf(into), out: sideOf(out), rests };
}

function sideOf(links: readonly MoneyLink[]): Side {
  const movements = [...new Set(links.flatMap((link) => link.movements))];
  movements.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return { movements, amounts: sumOf(movements), isJoint: movements.some(({ from }) => from.length > 1) };
}
