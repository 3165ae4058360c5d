/**
 * Runs of addresses that pass value on: each has one giver and one main taker, and may peel smaller amounts off to others.
 */

import type { MoneyLink, MoneyModel } from './money-model.ts';
import { neighboursOf } from './money-view.ts';

/** A shorter run is as quickly read address by address. */
const SHORTEST = 3;

export interface Run {
  /** Of its addresses, in order. */
  readonly ids: readonly string[];
  /** The main taker of the last. */
  readonly end: string;
  /** Whether any of them gave to others besides the main taker. */
  readonly isPeeling: boolean;
}

export function chainsOf(model: MoneyModel): Run[] {
  const { into, out } = neighboursOf(model.links);
  const next = new Map<string, string>();
  for (const { id, address } of model.nodes.values()) {
    const main = into(id).length === 1 && address !== null ? mainOf(out(id)) : null;
    if (main !== null) next.set(id, main.to);
  }
  /** The address behind another in the same run. */
  const behind = (id: string) => {
    const to = next.get(id);
    return to !== undefined && next.has(to) ? to : null;
  };
  const isBehind = new Set([...next.keys()].flatMap((id) => behind(id) ?? []));
  // A run that comes round to itself has no first address, and stays as it is.
  const firsts = [...next.keys()].filter((id) => !isBehind.has(id));
  const runs = firsts.map((first) => runFrom(first, behind)).filter((ids) => ids.length >= SHORTEST);
  return runs.map((ids) => ({
    ids,
    end: next.get(ids.at(-1) ?? '') ?? '',
    isPeeling: ids.some((id) => out(id).length > 1),
  }));
}

function runFrom(first: string, behind: (id: string) => string | null): string[] {
  const run = [first];
  for (let next = behind(first); next !== null; next = behind(next)) run.push(next);
  return run;
}

/** The link that takes more than half of what goes out; null when there is none, or assets cannot be compared. */
function mainOf(out: readonly MoneyLink[]): MoneyLink | null {
  if (out.length === 1) return out[0] ?? null;
  const assets = new Set(out.flatMap(({ amounts }) => [...amounts.keys()]));
  const [asset] = assets;
  if (asset === undefined || assets.size > 1) return null;
  const amountOf = ({ amounts }: MoneyLink) => amounts.get(asset) ?? 0n;
  const total = out.reduce((sum, link) => sum + amountOf(link), 0n);
  return out.find((link) => 2n * amountOf(link) > total) ?? null;
}
