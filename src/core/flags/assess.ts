/**
 * assess: the flags of a settled run, derived from the flows of stolen value and from the ends they reach.
 */

import { compare, sum } from '../amount.ts';
import { InvariantError } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import type { Ledger } from '../taint/ledger.ts';
import { countsOn } from '../taint/method.ts';
import { rangeOf } from '../trace/outcome.ts';
import { drivers, type SettleInput, type Settlement } from '../trace/settle.ts';
import { surestOf } from './confidence.ts';
import { type Finding, FLAG_KINDS, type Flag, type PathStep, type SeedPaths } from './flag.ts';
import { PathFinder } from './path.ts';
import type { Sighting } from './sighting.ts';
import type { View, Views } from './views.ts';

type Context = Pick<SettleInput, 'seeds' | 'graph' | 'tags' | 'tips'>;

/** A finding with what it was read from: the view that shows it, and its sightings there. */
interface Shown {
  readonly finding: Finding;
  readonly view: View;
  readonly sightings: readonly Sighting[];
}

/**
 * All flags of a run, in the order of kinds, then amounts. Ranges run over all methods that count units; evidence, amounts and
 * paths are those of the main method. An address that only another method taints is flagged with amount 0 and its range.
 * @param views of the settlement
 */
export function assess(settlement: Settlement, context: Context, views: Views): Flag[] {
  const shown = shownIn(settlement, context, views);
  const used = new Set(shown.map(({ view }) => view));
  const finders = new Map([...used].map((view) => [view, finderOf(view, settlement, context)]));
  return shown.map(({ finding, view, sightings }) => {
    const paths = finders.get(view)?.paths(sightings.flatMap(({ legs }) => legs)) ?? [];
    return flagOf(finding, sightings, paths);
  });
}

/** The same without the ways, which take a replay to find. @param views of the settlement */
export function findingsOf(settlement: Settlement, context: Context, views: Views): Finding[] {
  return shownIn(settlement, context, views).map(({ finding }) => finding);
}

/**
 * The same as flags that tell no way; their hops are the fewest by which anything stolen reached the address.
 * @param views of the settlement, under whatever method
 */
export function flagsWithoutWays(settlement: Settlement, context: Context, views: Views): Flag[] {
  return shownIn(settlement, context, views).map(({ finding, sightings }) => flagOf(finding, sightings, []));
}

function shownIn({ ledgers }: Settlement, context: Context, all: Views): Shown[] {
  const [main] = ledgers;
  const views = drivers(ledgers).map((ledger) => all.of(ledger));
  const keys = new Set(views.flatMap(({ groups }) => [...groups.keys()]));
  return [...keys]
    .map((key): Shown => {
      const view = views.find(({ groups }) => groups.has(key));
      const sightings = view?.groups.get(key) ?? [];
      if (view === undefined) throw new InvariantError('a flag without a sighting');
      const perMethod = views.map(({ ledger, groups }) => ({ ledger, sightings: groups.get(key) ?? [] }));
      return { finding: findingOf(perMethod, sightings, context.graph), view, sightings };
    })
    .filter(({ finding }) => main?.method.chains.includes(finding.chain) === true)
    .sort(
      ({ finding: a }, { finding: b }) =>
        FLAG_KINDS.indexOf(a.kind) - FLAG_KINDS.indexOf(b.kind) ||
        compare(a.asset, b.asset) ||
        compare(b.amount, a.amount) ||
        compare(a.address, b.address),
    );
}

function finderOf({ ledger, groups }: View, { plan }: Settlement, { seeds, graph, tips }: Context) {
  const legs = [...groups.values()].flatMap((sightings) => sightings.flatMap((sighting) => sighting.legs));
  return new PathFinder({ ledger, plan, tipTime: tips.ethereum?.time ?? 0, seeds, graph, legs });
}

/**
 * @param perMethod the sightings under each method, the main method first
 * @param shown those that are shown: of the first method that has any
 */
function findingOf(
  perMethod: readonly { readonly ledger: Ledger; readonly sightings: readonly Sighting[] }[],
  shown: readonly Sighting[],
  { bitcoin, ethereum }: Graph,
): Finding {
  const [first] = shown;
  if (first === undefined) throw new InvariantError('a flag without a sighting');
  const { kind, entity, asset, basis, place } = first;
  const totals = perMethod.map(({ sightings }) => sum(sightings.map(({ amount }) => amount)));
  const counting = totals.filter((_, index) => {
    const method = perMethod[index]?.ledger.method;
    return method !== undefined && countsOn(method, place.chain);
  });
  const evidence = [...new Set(shown.map(({ txid }) => txid))];
  const times = evidence.map((txid) => (bitcoin.get(txid) ?? ethereum.get(txid))?.block.time ?? 0);
  return {
    kind,
    chain: place.chain,
    address: place.address,
    entity,
    confidence: surestOf(shown.map(({ confidence }) => confidence)),
    asset,
    amount: totals[0] ?? 0n,
    range: rangeOf(counting),
    evidence,
    time: times.reduce((first, time) => Math.min(first, time)),
    basis,
  };
}

function flagOf(finding: Finding, shown: readonly Sighting[], paths: readonly SeedPaths[]): Flag {
  const path = bestOf(
    paths.map(({ shortest }) => shortest),
    (one, best) => one.length < best.length,
  );
  const heaviest = bestOf(
    paths.map((ways) => ways.heaviest),
    (one, best) => widthOf(one) > widthOf(best),
  );
  const hops = paths.length > 0 ? path.length : Math.min(...shown.map((sighting) => sighting.hops));
  return { ...finding, hops, path, heaviest, paths };
}

/** The best of ways, the first of equals; empty for none. */
function bestOf(
  ways: readonly (readonly PathStep[])[],
  isBetter: (one: readonly PathStep[], best: readonly PathStep[]) => boolean,
): readonly PathStep[] {
  return ways.reduce((best, one) => (isBetter(one, best) ? one : best), ways[0] ?? []);
}

/** The smallest amount on a way. */
function widthOf(way: readonly PathStep[]): bigint {
  return way.reduce((least, { amount }) => (amount < least ? amount : least), way[0]?.amount ?? 0n);
}
