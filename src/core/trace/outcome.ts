/**
 * Outcomes: where the stolen value ended. Every unit ends in exactly one outcome, so for each method that counts units the
 * outcomes add up to what was stolen, per seed and asset; a run where they do not is a bug (`InvariantError`).
 */

import { compare } from '../amount.ts';
import { type Asset, chainOfAsset } from '../chain.ts';
import type { DepositCount } from '../ethereum-mixers/deposit.ts';
import type { Graph } from '../graph/graph.ts';
import { assetOf, type HoldingKey } from '../holding.ts';
import { append } from '../multimap.ts';
import { flowsOf } from '../taint/flow.ts';
import { countsOn } from '../taint/method.ts';
import type { HoldingId } from '../tape/tape.ts';
import { OUTCOME_KINDS, type OutcomeKind, type Place, placeOf } from './end.ts';
import type { OutcomeTables, RowName } from './outcome-tables.ts';
import { drivers, type Settlement } from './settle.ts';

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

/** The outcome table, strongest kind first, then larger amounts. */
export function outcomesOf(settlement: Settlement, graph: Graph, tables: OutcomeTables): Outcome[] {
  const [main] = settlement.ledgers;
  const shown = drivers(settlement.ledgers).map(({ method }) => tables.of(method.name));
  const rows = new Map<string, RowName>(shown.flatMap((table) => [...table]));
  const arrivals = arrivalsOf(settlement);
  return [...rows]
    .filter(([, { asset }]) => main?.method.chains.includes(chainOfAsset(asset)) === true)
    .map(([key, row]) => outcomeOf(key, row, settlement, tables, { arrivals, graph }))
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
  { kind, entity, asset }: RowName,
  settlement: Settlement,
  tables: OutcomeTables,
  { arrivals, graph }: { arrivals: ReadonlyMap<HoldingId, readonly string[]>; graph: Graph },
): Outcome {
  const [first] = settlement.ledgers;
  const main = first === undefined ? undefined : tables.of(first.method.name).get(key);
  const holdings = [...(main?.holdings ?? [])];
  const chain = chainOfAsset(asset);
  const amounts = settlement.ledgers.flatMap(({ method }) =>
    countsOn(method, chain) ? [tables.of(method.name).get(key)?.amount ?? 0n] : [],
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

/** Transactions by the holding they brought stolen value to, under the main method. */
function arrivalsOf({ ledgers, tape }: Settlement): Map<HoldingId, string[]> {
  const arrivals = new Map<HoldingId, string[]>();
  const [main] = ledgers;
  if (main === undefined) return arrivals;
  for (const { movement, puts } of flowsOf(main)) {
    const { txid } = tape.sourceOf(movement);
    for (const leg of puts) {
      append(arrivals, tape.holdingOf(leg), txid);
    }
  }
  return arrivals;
}
