/**
 * Outcomes: where the stolen value ended. Every unit ends in exactly one outcome, so for each method the outcomes
 * add up to what was stolen, per asset; a run where they do not is a bug (`InvariantError`).
 */

import { compare, sum } from '../amount.ts';
import type { Asset } from '../chain.ts';
import { InvariantError } from '../errors.ts';
import { assetOf, type HoldingKey } from '../holding.ts';
import type { Flow, Ledger } from '../taint/ledger.ts';
import { totalOf } from '../taint/lot.ts';
import { type End, mixEntered, OUTCOME_KINDS, type OutcomeKind, type Place, placeOf } from './end.ts';
import { stolenOf } from './frontier.ts';
import type { Graph } from './graph.ts';
import type { Settlement } from './settle.ts';

export interface Outcome {
  readonly kind: OutcomeKind;
  readonly entity: string | null;
  readonly asset: Asset;
  /** Under the main method, smallest unit. */
  readonly amount: bigint;
  /** Smallest and largest amount over all methods of the run. */
  readonly range: { readonly min: bigint; readonly max: bigint };
  /** Where the value rests, largest first; empty for fees. */
  readonly holdings: readonly OutcomeHolding[];
  /** Transactions that brought the value there, in chain order. */
  readonly transactions: readonly string[];
}

export interface OutcomeHolding extends Place {
  readonly holding: HoldingKey;
  readonly amount: bigint;
  readonly reason: string;
}

interface Group {
  readonly kind: OutcomeKind;
  readonly entity: string | null;
  readonly asset: Asset;
  readonly holdings: OutcomeHolding[];
  amount: bigint;
}

/** The outcome table, strongest kind first, then larger amounts. */
export function outcomesOf({ ledgers, ends }: Settlement, graph: Graph): Outcome[] {
  const tables = ledgers.map((ledger) => tableOf(ledger, ends, graph));
  for (const [index, ledger] of ledgers.entries()) assertComplete(ledger, tables[index] ?? new Map());
  const [main] = ledgers;
  const keys = new Set(tables.flatMap((table) => [...table.keys()]));
  const arrivals = main === undefined ? new Map() : arrivalsOf(main.flows);
  return [...keys]
    .map((key) => outcomeOf(key, tables, arrivals, main, graph))
    .sort(
      (a, b) =>
        OUTCOME_KINDS.indexOf(a.kind) - OUTCOME_KINDS.indexOf(b.kind) ||
        order(a.asset, b.asset) ||
        compare(b.amount, a.amount) ||
        order(a.entity ?? '', b.entity ?? ''),
    );
}

function outcomeOf(
  key: string,
  tables: readonly ReadonlyMap<string, Group>[],
  arrivals: ReadonlyMap<HoldingKey, readonly string[]>,
  main: Ledger | undefined,
  graph: Graph,
): Outcome {
  const group = tables.map((table) => table.get(key)).find((found) => found !== undefined);
  if (group === undefined) throw new InvariantError('an outcome without a group', { key });
  const amounts = tables.map((table) => table.get(key)?.amount ?? 0n).sort(compare);
  const holdings = tables[0]?.get(key)?.holdings ?? [];
  const brought =
    group.kind === 'fees'
      ? (main?.flows ?? []).filter((flow) => flow.fee > 0n && flow.movement.asset === group.asset)
      : [];
  return {
    kind: group.kind,
    entity: group.entity,
    asset: group.asset,
    amount: tables[0]?.get(key)?.amount ?? 0n,
    range: { min: amounts[0] ?? 0n, max: amounts.at(-1) ?? 0n },
    holdings: [...holdings].sort((a, b) => compare(b.amount, a.amount) || order(a.holding, b.holding)),
    transactions: [
      ...new Set([
        ...brought.map((flow) => flow.movement.txid),
        ...holdings.flatMap(({ holding }) => mixArrival(holding, graph) ?? arrivals.get(holding) ?? []),
      ]),
    ],
  };
}

function tableOf(ledger: Ledger, ends: ReadonlyMap<HoldingKey, End>, graph: Graph): Map<string, Group> {
  const table = new Map<string, Group>();
  const groupFor = (kind: OutcomeKind, entity: string | null, asset: Asset) => {
    const key = JSON.stringify([kind, entity, asset]);
    const group = table.get(key) ?? { kind, entity, asset, holdings: [], amount: 0n };
    table.set(key, group);
    return group;
  };
  for (const { holding, amount } of ledger.taintedHoldings()) {
    const end = ends.get(holding);
    if (end === undefined) throw new InvariantError(`${holding} is tainted and has no end`, { holding });
    const group = groupFor(end.kind, end.entity, assetOf(holding));
    group.amount += amount;
    group.holdings.push({ holding, ...placeOf(holding, graph), amount, reason: end.reason });
  }
  for (const [asset, lots] of ledger.fees) groupFor('fees', null, asset).amount += totalOf(lots);
  return table;
}

/** Transactions by the holding they brought stolen value to. */
function arrivalsOf(flows: readonly Flow[]): Map<HoldingKey, string[]> {
  const arrivals = new Map<HoldingKey, string[]>();
  for (const { movement, puts } of flows) {
    for (const { holding } of puts) {
      const known = arrivals.get(holding);
      if (known === undefined) arrivals.set(holding, [movement.txid]);
      else known.push(movement.txid);
    }
  }
  return arrivals;
}

/** What entered a mix arrived there by the mix itself. */
function mixArrival(holding: HoldingKey, graph: Graph): string[] | null {
  const mix = mixEntered(holding, graph);
  return mix === null ? null : [mix.txid];
}

function assertComplete(ledger: Ledger, table: ReadonlyMap<string, Group>): void {
  const assets = new Set([...ledger.stolen.values()].flatMap((byAsset) => [...byAsset.keys()]));
  for (const group of table.values()) assets.add(group.asset);
  for (const asset of assets) {
    const ended = sum(
      [...table.values()].filter((group) => group.asset === asset).map((group) => group.amount),
    );
    const stolen = stolenOf(ledger, asset);
    if (ended !== stolen) {
      const message = `outcomes of ${asset} under ${ledger.method.name} are ${ended}, stolen are ${stolen}`;
      throw new InvariantError(message, { asset, method: ledger.method.name });
    }
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
