/**
 * assess: the flags of a settled run, derived from the flows of stolen value and from the ends they reach.
 */

import { compare } from '../amount.ts';
import { InvariantError } from '../errors.ts';
import type { Settlement } from '../trace/settle.ts';
import { FLAG_KINDS, type Flag } from './flag.ts';
import { PathFinder } from './path.ts';
import { type Sighting, type SightingContext, sightingsOf } from './sighting.ts';

/**
 * All flags of a run, in the order of kinds, then amounts. Ranges run over all methods; evidence, amounts and paths
 * are those of the main method. An address that only another method taints is flagged with amount 0 and its range.
 */
export function assess(settlement: Settlement, context: SightingContext): Flag[] {
  const { ledgers, ends } = settlement;
  const perMethod = ledgers.map((ledger) => groupByFlag(sightingsOf(ledger, ends, context)));
  const finders = ledgers.map((ledger) => new PathFinder(ledger, context.graph));
  const keys = new Set(perMethod.flatMap((groups) => [...groups.keys()]));
  const flags = [...keys].map((key) =>
    flagOf(
      perMethod.map((groups) => groups.get(key) ?? []),
      finders,
    ),
  );
  return flags.sort(
    (a, b) =>
      FLAG_KINDS.indexOf(a.kind) - FLAG_KINDS.indexOf(b.kind) ||
      order(a.asset, b.asset) ||
      compare(b.amount, a.amount) ||
      order(a.address, b.address),
  );
}

/** @param perMethod the sightings of one flag under each method, the main method first */
function flagOf(perMethod: readonly (readonly Sighting[])[], finders: readonly PathFinder[]): Flag {
  const shownBy = perMethod.findIndex((sightings) => sightings.length > 0);
  const shown = perMethod[shownBy] ?? [];
  const [first] = shown;
  if (first === undefined) throw new InvariantError('a flag without a sighting');
  const totals = perMethod.map((sightings) => sightings.reduce((total, { amount }) => total + amount, 0n));
  const sorted = [...totals].sort(compare);
  const { trail } = shown.reduce((best, one) => (one.trail.hops < best.trail.hops ? one : best), first);
  return {
    kind: first.kind,
    chain: first.place.chain,
    address: first.place.address,
    entity: first.entity,
    confidence: Math.max(...shown.map(({ confidence }) => confidence)),
    asset: first.asset,
    amount: totals[0] ?? 0n,
    range: { min: sorted[0] ?? 0n, max: sorted.at(-1) ?? 0n },
    hops: trail.hops,
    evidence: [...new Set(shown.map(({ txid }) => txid))],
    basis: first.basis,
    path: finders[shownBy]?.path(trail) ?? [],
  };
}

function groupByFlag(sightings: Iterable<Sighting>): Map<string, Sighting[]> {
  const groups = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    const { kind, place, entity, asset } = sighting;
    const key = JSON.stringify([kind, place.chain, place.address, entity, asset]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [sighting]);
    else group.push(sighting);
  }
  return groups;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
