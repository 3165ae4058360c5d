/**
 * The ledger replays movements in chain order and keeps, for one method, the lots of every holding it follows.
 * It never drops a unit: each movement is checked, and what was marked as stolen is always found again in a
 * holding or in the fees (`InvariantError` otherwise).
 */

import type { Asset } from '../chain.ts';
import { InvariantError } from '../errors.ts';
import { assetOf, type HoldingKey } from '../holding.ts';
import type { Leg, Movement } from '../movement.ts';
import { appendLot, CLEAN, type Lot, type Origin, taintedLots, taintedOf, totalOf } from './lot.ts';
import type { Method } from './method.ts';

/** From when to when everything that an account holds or receives is stolen, as seed `origin`. Unix seconds. */
export interface AccountMark {
  readonly origin: Origin;
  readonly since: number;
  readonly until: number;
}

/** What the ledger must know about the case and the collected graph; the same for all methods. */
export interface LedgerPlan {
  /** Outpoints that are stolen from the moment they exist. */
  readonly outpointMarks: ReadonlyMap<HoldingKey, Origin>;
  /** Accounts of which everything held or received in a window is stolen. */
  readonly accountMarks: ReadonlyMap<HoldingKey, readonly AccountMark[]>;
  /** Balance an account had before its first known movement; absent means 0. */
  readonly openings: ReadonlyMap<HoldingKey, bigint>;
  /**
   * Whether value that leaves this holding at a height carries its lots on. Where not, what arrives stays. A holding
   * that is followed at a height is followed below it too.
   */
  follows(holding: HoldingKey, height: number): boolean;
  /** Transactions in which many owners' coins are mixed: tainted inputs stay where they are, outputs are clean. */
  isMix(txid: string): boolean;
}

/** How the coins of one seed first reached a holding: the chain of holdings with the fewest hops, in time order. */
export interface Trail {
  readonly holding: HoldingKey;
  /** Movements between the seed and here; 0 for what the seed itself names. */
  readonly hops: number;
  /** The movement that brought the taint; null at the seed. */
  readonly movement: Movement | null;
  readonly previous: Trail | null;
}

/** A stolen part of a leg, and how it had come, or came, to the holding at that moment. */
export interface TaintedLeg extends Leg {
  readonly trail: Trail;
}

/** A movement that carried stolen value; only legs with a stolen part are listed. */
export interface Flow {
  readonly movement: Movement;
  readonly takes: readonly TaintedLeg[];
  readonly puts: readonly TaintedLeg[];
  readonly fee: bigint;
}

export class Ledger {
  readonly method: Method;
  /** Newly stolen value by seed and asset. */
  readonly stolen = new Map<Origin, Map<Asset, bigint>>();
  /** Stolen value paid to the network, by asset. */
  readonly fees = new Map<Asset, Lot[]>();
  readonly flows: Flow[] = [];
  readonly #trails = new Map<HoldingKey, Map<Origin, Trail>>();
  readonly #plan: LedgerPlan;
  readonly #lots = new Map<HoldingKey, readonly Lot[]>();
  readonly #activeMarks = new Map<HoldingKey, Set<AccountMark>>();

  constructor(method: Method, plan: LedgerPlan) {
    this.method = method;
    this.#plan = plan;
  }

  /** Lots of a holding now; empty for one that holds nothing known. */
  lotsAt(holding: HoldingKey): readonly Lot[] {
    return this.#lots.get(holding) ?? [];
  }

  /** All holdings with a stolen part and that part, in the order they were first reached. */
  *taintedHoldings(): Generator<Leg> {
    for (const holding of this.#trails.keys()) {
      const amount = taintedOf(this.lotsAt(holding));
      if (amount > 0n) yield { holding, amount };
    }
  }

  /** Holdings that stolen value ever reached, in the order it did. */
  reached(): Iterable<HoldingKey> {
    return this.#trails.keys();
  }

  /** The trail with the fewest hops to a holding, of any seed; null when nothing stolen reached it. */
  trailTo(holding: HoldingKey): Trail | null {
    return nearest(this.#trails.get(holding)?.values() ?? []);
  }

  /** Replays one movement; movements must come in chain order. */
  apply(movement: Movement): void {
    for (const leg of movement.takes) this.#activateMarks(leg.holding, movement.block.time);
    for (const leg of movement.puts) this.#activateMarks(leg.holding, movement.block.time);
    const mix = this.#plan.isMix(movement.txid);
    const { height } = movement.block;
    const taken = movement.takes.map((leg) => (mix ? clean(leg.amount) : this.#withdraw(leg, height)));
    const pool = this.#withNewValue(taken.flat(), movement);
    const amounts = movement.puts.map((leg) => leg.amount);
    const divided = this.method.divide(pool, [...amounts, movement.fee]);
    const fee = taintedLots(divided[movement.puts.length] ?? []);
    this.#checkConservation(movement, pool, divided);
    const takes = movement.takes.flatMap((leg, index) => this.#tainted(leg, taken[index] ?? []));
    const sources = this.#sources(movement.takes, taken);
    const puts = movement.puts.flatMap((leg, index) => {
      this.#put(leg, divided[index] ?? [], movement, sources);
      return this.#tainted(leg, divided[index] ?? []);
    });
    if (fee.length > 0) this.fees.set(movement.asset, this.#merge(this.fees.get(movement.asset), fee));
    if (takes.length > 0) this.flows.push({ movement, takes, puts, fee: totalOf(fee) });
  }

  /** Marks what seeds held when no movement came after their start. @param tipTime Unix seconds */
  finish(tipTime: number): void {
    for (const holding of this.#plan.accountMarks.keys()) this.#activateMarks(holding, tipTime);
  }

  #state(holding: HoldingKey): readonly Lot[] {
    return this.#lots.get(holding) ?? clean(this.#plan.openings.get(holding) ?? 0n);
  }

  /** An unknown holding, or one that is not followed, gives clean value. */
  #withdraw(leg: Leg, height: number): Lot[] {
    if (!this.#plan.follows(leg.holding, height)) return clean(leg.amount);
    if (isOutpoint(leg.holding)) {
      const lots = this.#lots.get(leg.holding);
      this.#lots.delete(leg.holding);
      return lots === undefined ? clean(leg.amount) : [...lots];
    }
    const lots = this.#state(leg.holding);
    if (totalOf(lots) < leg.amount) {
      throw new InvariantError(`${leg.holding} pays ${leg.amount} but holds ${totalOf(lots)}`, {
        holding: leg.holding,
      });
    }
    const { taken, left } = this.method.withdraw(lots, leg.amount);
    this.#lots.set(leg.holding, left);
    return taken;
  }

  /** Coinbase subsidy and token mints: what comes out of nothing is clean and comes last. */
  #withNewValue(taken: Lot[], movement: Movement): Lot[] {
    const needed = movement.puts.reduce((total, leg) => total + leg.amount, movement.fee);
    const pool: Lot[] = [];
    for (const lot of taken) appendLot(pool, lot.origin, lot.amount);
    const missing = needed - totalOf(pool);
    if (missing < 0n || (missing > 0n && movement.takes.length > 0)) {
      throw new InvariantError(`${movement.txid} does not balance by ${missing}`, { txid: movement.txid });
    }
    appendLot(pool, CLEAN, missing);
    return pool;
  }

  #put(leg: Leg, lots: readonly Lot[], movement: Movement, sources: ReadonlyMap<Origin, Trail>): void {
    const origin = this.#originFor(leg.holding, movement.block.time);
    const marked = this.#mark(leg.holding, lots, origin);
    const tainted = taintedLots(marked);
    if (marked !== lots) this.#reach(leg.holding, origin, null, null);
    for (const lot of taintedLots(lots)) {
      this.#reach(leg.holding, lot.origin, movement, sources.get(lot.origin) ?? null);
    }
    if (isOutpoint(leg.holding)) {
      if (tainted.length > 0) this.#lots.set(leg.holding, marked);
      return;
    }
    const follows = this.#plan.follows(leg.holding, movement.block.height);
    const kept = follows ? marked : tainted;
    if (kept.length > 0) {
      const before = follows ? this.#state(leg.holding) : this.lotsAt(leg.holding);
      this.#lots.set(leg.holding, this.method.deposit(before, kept));
    }
  }

  /** The seed that names this receipt, if any. */
  #originFor(holding: HoldingKey, time: number): Origin {
    const origin = this.#plan.outpointMarks.get(holding);
    if (origin !== undefined) return origin;
    const marks = this.#plan.accountMarks.get(holding) ?? [];
    return marks.find((mark) => mark.since <= time && time <= mark.until)?.origin ?? CLEAN;
  }

  /** What is already stolen keeps its origin: of two reports of the same coin the first counts. */
  #mark(holding: HoldingKey, lots: readonly Lot[], origin: Origin): readonly Lot[] {
    const fresh = totalOf(lots) - taintedOf(lots);
    if (origin === CLEAN || fresh === 0n) return lots;
    const byAsset = this.stolen.get(origin) ?? new Map<Asset, bigint>();
    byAsset.set(assetOf(holding), (byAsset.get(assetOf(holding)) ?? 0n) + fresh);
    this.stolen.set(origin, byAsset);
    const marked: Lot[] = [];
    for (const lot of lots) appendLot(marked, lot.origin === CLEAN ? origin : lot.origin, lot.amount);
    return this.method.deposit([], marked);
  }

  /** At the start of a seed's window everything the account holds becomes stolen. */
  #activateMarks(holding: HoldingKey, time: number): void {
    for (const mark of this.#plan.accountMarks.get(holding) ?? []) {
      const active = this.#activeMarks.get(holding) ?? new Set();
      if (mark.since > time || active.has(mark)) continue;
      this.#activeMarks.set(holding, active.add(mark));
      const marked = this.#mark(holding, this.#state(holding), mark.origin);
      this.#lots.set(holding, marked);
      if (taintedOf(marked) > 0n) this.#reach(holding, mark.origin, null, null);
    }
  }

  #reach(holding: HoldingKey, origin: Origin, movement: Movement | null, previous: Trail | null): void {
    const hops = previous === null ? 0 : previous.hops + 1;
    const byOrigin = this.#trails.get(holding) ?? new Map<Origin, Trail>();
    const known = byOrigin.get(origin);
    if (known === undefined || hops < known.hops) byOrigin.set(origin, { holding, hops, movement, previous });
    this.#trails.set(holding, byOrigin);
  }

  /** For each seed whose coins are taken, the shortest way they had come. */
  #sources(takes: readonly Leg[], taken: readonly (readonly Lot[])[]): Map<Origin, Trail> {
    const sources = new Map<Origin, Trail>();
    for (const [index, leg] of takes.entries()) {
      for (const { origin } of taintedLots(taken[index] ?? [])) {
        const trail = this.#trails.get(leg.holding)?.get(origin);
        if (trail !== undefined && trail.hops < (sources.get(origin)?.hops ?? Infinity))
          sources.set(origin, trail);
      }
    }
    return sources;
  }

  /** The stolen part of a leg with the shortest trail of the seeds it comes from, as it is now. */
  #tainted({ holding }: Leg, lots: readonly Lot[]): TaintedLeg[] {
    const stolen = taintedLots(lots);
    const trails = this.#trails.get(holding);
    const trail = nearest(stolen.flatMap(({ origin }) => trails?.get(origin) ?? []));
    return trail === null ? [] : [{ holding, amount: totalOf(stolen), trail }];
  }

  #merge(lots: readonly Lot[] | undefined, more: readonly Lot[]): Lot[] {
    return this.method.deposit(lots ?? [], more);
  }

  #checkConservation(movement: Movement, pool: readonly Lot[], divided: readonly (readonly Lot[])[]): void {
    const after = divided.flat();
    if (taintedOf(pool) !== taintedOf(after) || totalOf(pool) !== totalOf(after)) {
      throw new InvariantError(`${this.method.name} loses units in ${movement.txid}`, {
        txid: movement.txid,
      });
    }
  }
}

function clean(amount: bigint): Lot[] {
  return amount === 0n ? [] : [{ origin: CLEAN, amount }];
}

function nearest(trails: Iterable<Trail>): Trail | null {
  let best: Trail | null = null;
  for (const trail of trails) if (best === null || trail.hops < best.hops) best = trail;
  return best;
}

function isOutpoint(holding: HoldingKey): boolean {
  return !holding.includes('/');
}
