/**
 * Outcome tables: what lies in which row of the outcomes, for each method of a settlement.
 */

import { sum } from '../amount.ts';
import { type Asset, chainOfAsset } from '../chain.ts';
import { assetOf, type HoldingKey } from '../holding.ts';
import type { Ledger } from '../taint/ledger.ts';
import type { MethodName } from '../taint/method.ts';
import type { HoldingId } from '../tape/tape.ts';
import { type Attributed, attribute } from './attribution.ts';
import type { OutcomeKind } from './end.ts';
import { assetOfSeed, type Seed } from './seed.ts';
import type { Settlement } from './settle.ts';

/** What all holdings of a row have in common. */
export interface RowName {
  readonly kind: OutcomeKind;
  readonly entity: string | null;
  /** What was stolen. */
  readonly asset: Asset;
}

/** A row under one method. */
export interface Group extends RowName {
  amount: bigint;
  readonly origins: Map<number, bigint>;
  /** Amounts by holding, in units of what was stolen. */
  readonly holdings: Map<HoldingId, bigint>;
}

export type Table = ReadonlyMap<string, Group>;

/** By method, an amount in the smallest unit; of the methods that mean something on the chain. */
export type MethodAmounts = ReadonlyMap<MethodName, bigint>;

/** The tables of a settlement, one for each method. */
export class OutcomeTables {
  readonly #settlement: Settlement;
  readonly #tables: ReadonlyMap<MethodName, Table>;

  /** @throws InvariantError when the outcomes do not add up (a bug) */
  constructor(settlement: Settlement, seeds: readonly Seed[]) {
    const assets = seeds.map(assetOfSeed);
    this.#settlement = settlement;
    this.#tables = new Map(
      settlement.ledgers.map((ledger) => [ledger.method.name, tableOf(ledger, settlement, assets)]),
    );
  }

  of(method: MethodName): Table {
    return this.#tables.get(method) ?? new Map();
  }

  /** What was stolen of an asset. */
  stolenOf(asset: Asset): MethodAmounts {
    return this.#amounts(asset, (ledger) => ledger.stolenOf(asset));
  }

  /** What lies in a row. */
  amountsOf(row: RowName): MethodAmounts {
    const key = keyOf(row);
    return this.#amounts(row.asset, ({ method }) => this.of(method.name).get(key)?.amount ?? 0n);
  }

  /** What of it rests in a holding. */
  amountsAt(row: RowName, holding: HoldingKey): MethodAmounts {
    const [key, id] = [keyOf(row), this.#settlement.tape.find(holding) ?? -1];
    return this.#amounts(row.asset, ({ method }) => this.of(method.name).get(key)?.holdings.get(id) ?? 0n);
  }

  #amounts(asset: Asset, amountOf: (ledger: Ledger) => bigint): MethodAmounts {
    const chain = chainOfAsset(asset);
    const fitting = this.#settlement.ledgers.filter(({ method }) => method.chains.includes(chain));
    return new Map(fitting.map((ledger) => [ledger.method.name, amountOf(ledger)]));
  }
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
  const key = keyOf({ kind, entity, asset });
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

function keyOf({ kind, entity, asset }: RowName): string {
  return JSON.stringify([kind, entity, asset]);
}
