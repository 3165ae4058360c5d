/**
 * Which movements the graph shows: by asset, time and least amount.
 */

import { compare } from '../../../../core/amount.ts';
import { NATIVE_DECIMALS } from '../../../../core/chain.ts';
import { parseDecimal } from '../../../../core/prices/decimal.ts';
import { type Amounts, type MoneyLink, type MoneyModel, sumOf } from './money-model.ts';

export interface MoneyFilter {
  /** Null for all. */
  readonly asset: string | null;
  /** Of a link, in coins, as it was typed; empty for none. Units of tokens, whose decimals are not known. */
  readonly least: string;
  /** Days, `2022-03-23`; empty for none. Both are included. */
  readonly from: string;
  readonly to: string;
}

export const NO_FILTER: MoneyFilter = { asset: null, least: '', from: '', to: '' };

export const isFiltering = (filter: MoneyFilter): boolean =>
  filter.asset !== null || filter.least !== '' || filter.from !== '' || filter.to !== '';

/** What is wrong with a least amount; null when it can be used. */
export function leastProblem(least: string): string | null {
  return least === '' || parseDecimal(least) !== null ? null : `“${least}” is no amount such as 12.5`;
}

/** The links that pass, cut to the movements that pass, and the nodes that they touch. */
export function filteredModel(model: MoneyModel, filter: MoneyFilter): MoneyModel {
  if (!isFiltering(filter)) return model;
  const isTimed = filter.from !== '' || filter.to !== '';
  const moved = model.links.flatMap((link) => (link.reason === null ? passing(link, filter) : []));
  const touched = new Set(moved.flatMap(({ from, to }) => [from, to]));
  // Value that rests has no time of its own: it shows where what brought it there does.
  const resting = model.links.filter(
    ({ reason, from }) => reason !== null && (!isTimed || touched.has(from)),
  );
  const links = [...moved, ...resting.flatMap((link) => passing(link, filter))];
  const shown = new Set(links.flatMap(({ from, to }) => [from, to]));
  return {
    nodes: new Map([...model.nodes].filter(([id]) => shown.has(id))),
    links: links.sort((a, b) => compare(a.id, b.id)),
  };
}

function passing(link: MoneyLink, filter: MoneyFilter): MoneyLink[] {
  const movements = link.movements.filter(
    ({ asset, time }) => isOfAsset(asset, filter) && isInTime(time, filter),
  );
  const ofAsset = [...link.amounts].filter(([asset]) => isOfAsset(asset, filter));
  const amounts: Amounts = link.reason === null ? sumOf(movements) : new Map(ofAsset);
  return amounts.size > 0 && isLarge(amounts, filter.least) ? [{ ...link, movements, amounts }] : [];
}

const isOfAsset = (asset: string, filter: MoneyFilter) => filter.asset === null || filter.asset === asset;

function isInTime(time: string, { from, to }: MoneyFilter): boolean {
  const day = time.slice(0, 10);
  return (from === '' || day >= from) && (to === '' || day <= to);
}

/** Whether it reaches the least amount in one of its assets. */
function isLarge(amounts: Amounts, least: string): boolean {
  const parsed = parseDecimal(least);
  if (parsed === null) return true;
  return [...amounts].some(([asset, amount]) => {
    const decimals = BigInt(NATIVE_DECIMALS[asset] ?? 0);
    return amount * 10n ** parsed.places >= parsed.units * 10n ** decimals;
  });
}
