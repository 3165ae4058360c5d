/**
 * Outcomes: where the stolen value ended. Every unit ends in exactly one outcome, so for each method that counts units the
 * outcomes add up to what was stolen, per seed and asset; a run where they do not is a bug (`InvariantError`).
 */

import { compare, sum } from '../amount.ts';
import { type Asset, chainOfAsset } from '../chain.ts';
import type { DepositCount } from '../ethereum-mixers/deposit.ts';
import { assetOf, type HoldingKey } from '../holding.ts';
import { flowsOf } from '../taint/flow.ts';
import type { Ledger } from '../taint/ledger.ts';
import { countsOn } from '../taint/method.ts';
import type { HoldingId } from '../tape.ts';
import { type Attributed, attribute } from './attribution.ts';
import { OUTCOME_KINDS, type OutcomeKind, type Place, placeOf } from './end.ts';
import type { Graph } from './graph.ts';
import { assetOfSeed, type Seed } from './seed.ts';
import type { Settlement } from './settle.ts';

/** Smallest and largest amount over the methods of the run that count units. */
export interface AmountRange {
  readonly min: bigint;
  readonly max: bigint;
}

export interface Outcome {
  readonly kind: OutcomeKind;
  readonly entity: string | null;
  /** What was stolen; all amounts are in its smallest unit. */
  readonly asset: Asset;
  /** Under the main method. */
  readonly amount: bigint;
  readonly range: AmountRange;
  /** Under the main method, by seed, in the order of the seeds. Poison knows no seeds. */
  readonly origins: readonly { readonly seed: number; readonly amount: bigint }[];
  /** Where the value rests, largest first; empty for fees. */
  readonly holdings: readonly OutcomeHolding[];
  /** Transactions that brought the value there, in chain order. */
  readonly transactions: readonly string[];
  /** Of a mixer on Ethereum: the deposits in its pools that these transactions made. */
  readonly deposits?: readonly DepositCount[];
}

export interface OutcomeHolding extends Place {
  readonly holding: HoldingKey;
  /** In units of what was stolen. */
  readonly amount: bigint;
  /** What it is now, where it was converted: null where it is still what was stolen. */
  readonly held: { readonly asset: Asset; readonly amount: bigint } | null;
  readonly reason: string;
  /**
   * Of an unspent output: the transaction without a block that was about to spend it; null for none. It may never get one, so no
   * digest covers it.
   */
  readonly pendingSpend: string | null;
}

interface Group {
  readonly kind: OutcomeKind;
  readonly entity: string | null;
  readonly asset: Asset;
  amount: bigint;
  readonly origins: Map<number, bigint>;
  /** Amounts by holding, in units of what was stolen. */
  readonly holdings: Map<HoldingId, bigint>;
}

type Table = ReadonlyMap<string, Group>;

/** The outcome table, strongest kind first, then larger amounts. */
export function outcomesOf(settlement: Settlement, seeds: readonly Seed[], graph: Graph): Outcome[] {
  const assets = seeds.map(assetOfSeed);
  const { ledgers } = settlement;
  const tables = ledgers.map((ledger) => tableOf(ledger, settlement, assets));
  const counting = tables.filter((_, index) => ledgers[index]?.method.conserves);
  const shown = [tables[0] ?? new Map(), ...counting];
  const keys = new Set(shown.flatMap((table) => [...table.keys()]));
  const arrivals = arrivalsOf(settlement);
  return [...keys]
    .map((key) => outcomeOf(key, settlement, tables, { arrivals, graph }))
    .sort(
      (a, b) =>
        OUTCOME_KINDS.indexOf(a.kind) - OUTCOME_KINDS.indexOf(b.kind) ||
        compare(a.asset, b.asset) ||
        compare(b.amount, a.amount) ||
        compare(a.entity ?? '', b.entity ?? ''),
    );
}

function outcomeOf(
  key: string,
  settlement: Settlement,
  tables: readonly Table[],
  { arrivals, graph }: { arrivals: ReadonlyMap<HoldingId, readonly string[]>; graph: Graph },
): Outcome {
  const { kind, entity, asset } = tables.map((table) => table.get(key)).find((found) => found) as Group;
  const main = tables[0]?.get(key);
  const holdings = [...(main?.holdings ?? [])];
  const chain = chainOfAsset(asset);
  const amounts = settlement.ledgers.flatMap(({ method }, index) =>
    countsOn(method, chain) ? [tables[index]?.get(key)?.amount ?? 0n] : [],
  );
  // What entered a mix arrived there by the mix itself.
  const brought = holdings.flatMap(([id]) => settlement.ends.get(id)?.mix ?? arrivals.get(id) ?? []);
  return {
    kind,
    entity,
    asset,
    amount: main?.amount ?? 0n,
    range: rangeOf(amounts),
    origins: [...(main?.origins ?? [])].map(([seed, amount]) => ({ seed, amount })),
    holdings:
      kind === 'fees'
        ? []
        : holdings
            .map(([id, amount]) => restOf(id, amount, asset, settlement, graph))
            .sort((a, b) => compare(b.amount, a.amount) || compare(a.holding, b.holding)),
    transactions: [...new Set(brought)],
  };
}

function restOf(
  id: HoldingId,
  amount: bigint,
  asset: Asset,
  { tape, ledgers, ends }: Settlement,
  graph: Graph,
) {
  const holding = tape.keyOf(id);
  const [main] = ledgers;
  const now = assetOf(holding);
  const end = ends.get(id);
  return {
    holding,
    ...placeOf(holding, graph),
    amount,
    held: now === asset ? null : { asset: now, amount: main?.taintedAt(id) ?? 0n },
    reason: end?.reason ?? '',
    pendingSpend: end?.kind === 'unspent' ? (graph.pendingSpendOf(holding) ?? null) : null,
  };
}

/** Smallest and largest of amounts; both 0 for none. */
export function rangeOf(amounts: readonly bigint[]): AmountRange {
  const sorted = [...amounts].sort(compare);
  return { min: sorted[0] ?? 0n, max: sorted.at(-1) ?? 0n };
}

/** Poison's units multiply, so nobody's are told apart: its table is what lies where. */
function tableOf(ledger: Ledger, settlement: Settlement, assets: readonly Asset[]): Table {
  return ledger.method.conserves
    ? countedTable(ledger, settlement, attribute(ledger, settlement.ends, assets))
    : reachTable(ledger, settlement);
}

function countedTable(ledger: Ledger, { tape, ends }: Settlement, attributed: readonly Attributed[]): Table {
  const table = new Map<string, Group>();
  for (const { kind, entity, asset, seed, amount, holding } of attributed) {
    const group = groupIn(table, kind, entity, asset);
    group.amount += amount;
    group.origins.set(seed, (group.origins.get(seed) ?? 0n) + amount);
    const id = holding === null ? undefined : tape.find(holding);
    if (id !== undefined) group.holdings.set(id, (group.holdings.get(id) ?? 0n) + amount);
  }
  if (ledger.provenance.hasConversions) return table;
  addHoldings(table, ledger, ends);
  return table;
}

function reachTable(ledger: Ledger, { ends }: Settlement): Table {
  const table = new Map<string, Group>();
  addHoldings(table, ledger, ends);
  for (const group of table.values()) group.amount = sum(group.holdings.values());
  return table;
}

/** Where nothing was converted, what a holding has of an asset is what was stolen of it. */
function addHoldings(table: Map<string, Group>, ledger: Ledger, ends: Settlement['ends']): void {
  for (const id of ledger.taintedHoldings()) {
    const end = ends.get(id);
    if (end === undefined) continue;
    const group = groupIn(table, end.kind, end.entity, assetOf(ledger.tape.keyOf(id)));
    group.holdings.set(id, ledger.taintedAt(id));
  }
}

function groupIn(table: Map<string, Group>, kind: OutcomeKind, entity: string | null, asset: Asset): Group {
  const key = JSON.stringify([kind, entity, asset]);
  const group = table.get(key) ?? {
    kind,
    entity,
    asset,
    amount: 0n,
    origins: new Map(),
    holdings: new Map(),
  };
  table.set(key, group);
  return group;
}

/** Transactions by the holding they brought stolen value to, under the main method. */
function arrivalsOf({ ledgers, tape }: Settlement): Map<HoldingId, string[]> {
  const arrivals = new Map<HoldingId, string[]>();
  const [main] = ledgers;
  if (main === undefined) return arrivals;
  for (const { movement, puts } of flowsOf(main)) {
    const { txid } = tape.sourceOf(movement);
    for (const leg of puts) {
      const known = arrivals.get(tape.holdingOf(leg));
      if (known === undefined) arrivals.set(tape.holdingOf(leg), [txid]);
      else known.push(txid);
    }
  }
  return arrivals;
}
