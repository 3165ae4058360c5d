/**
 * How stolen value came to rest over time: sums by the kind of place where it is now, as steps.
 */

import type { FlagJson, OutcomeJson } from '../../../api/types.ts';
import { type MoneyModel, nodeId } from '../graph/money-model.ts';

/** A sum from a time on. */
export interface Step {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly total: bigint;
}

export interface Series {
  readonly kind: string;
  /** In the order of time, each larger than the one before. */
  readonly steps: readonly Step[];
}

interface Arrival {
  readonly time: number;
  readonly amount: bigint;
}

/**
 * One series for each kind with value in the asset. What rests at an address counts as having come with the latest arrivals there; what
 * no arrival explains counts from when the address was flagged, else from the beginning. The last totals are those of the outcomes.
 */
export function valueSeries(
  model: MoneyModel,
  outcomes: readonly OutcomeJson[],
  flags: readonly FlagJson[],
  asset: string,
): Series[] {
  const arrivals = arrivalsOf(model, asset);
  const flagged = new Map(
    flags.flatMap((flag) =>
      flag.time === undefined ? [] : [[nodeId(flag.chain, flag.address), Date.parse(flag.time)] as const],
    ),
  );
  const times = [...arrivals.values()].flat().map(({ time }) => time);
  const beginning = times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY);
  const byKind = new Map<string, Arrival[]>();
  for (const { kind, asset: stolen, places } of outcomes) {
    for (const { chain, address, amount, held } of places) {
      if ((held?.asset ?? stolen) !== asset) continue;
      const id = nodeId(chain, address);
      const list = byKind.get(kind) ?? [];
      const start = flagged.get(id) ?? (Number.isFinite(beginning) ? beginning : 0);
      list.push(...restingOf(arrivals.get(id) ?? [], BigInt(held?.amount ?? amount), start));
      byKind.set(kind, list);
    }
  }
  return [...byKind]
    .map(([kind, list]) => ({ kind, steps: stepsOf(list) }))
    .filter(({ steps }) => steps.length > 0);
}

/** Of each address, the latest first. */
function arrivalsOf({ links }: MoneyModel, asset: string): Map<string, Arrival[]> {
  const movements = new Set(links.flatMap((link) => link.movements));
  const arrivals = new Map<string, Arrival[]>();
  for (const { to, time, amount, asset: moved } of movements) {
    if (moved !== asset) continue;
    const list = arrivals.get(to) ?? [];
    list.push({ time: Date.parse(time), amount });
    arrivals.set(to, list);
  }
  for (const list of arrivals.values()) list.sort((a, b) => b.time - a.time);
  return arrivals;
}

/** The part of the arrivals that rests. Takes it away from them, so that a second place at the address gets others. */
function restingOf(latestFirst: Arrival[], rest: bigint, start: number): Arrival[] {
  const resting: Arrival[] = [];
  let open = rest;
  while (open > 0n) {
    const arrival = latestFirst.shift();
    if (arrival === undefined) break;
    const amount = arrival.amount < open ? arrival.amount : open;
    resting.push({ time: arrival.time, amount });
    if (arrival.amount > amount) latestFirst.unshift({ time: arrival.time, amount: arrival.amount - amount });
    open -= amount;
  }
  if (open > 0n) resting.push({ time: start, amount: open });
  return resting;
}

function stepsOf(arrivals: readonly Arrival[]): Step[] {
  const steps: { time: number; total: bigint }[] = [];
  let total = 0n;
  for (const { time, amount } of [...arrivals].sort((a, b) => a.time - b.time)) {
    total += amount;
    const last = steps.at(-1);
    if (last?.time === time) last.total = total;
    else if (amount > 0n) steps.push({ time, total });
  }
  return steps;
}
