/**
 * The ledger replays a tape and keeps, for one method, the lots of every holding it follows. It never drops a unit: each
 * movement is checked, and what was marked as stolen is always found again in a holding (`InvariantError` otherwise; of a
 * method that does not conserve units only the values are checked).
 */

import { sum } from '../amount.ts';
import type { Asset } from '../chain.ts';
import { Column } from '../columns.ts';
import { InvariantError } from '../errors.ts';
import { type HoldingId, type LegId, type MovementId, OUTPOINT, POT, type Tape } from '../tape/tape.ts';
import { Book } from './book.ts';
import { checkConservation } from './conservation.ts';
import { convertLots } from './conversion.ts';
import { LegTaints } from './leg-taints.ts';
import { cleanLot, type Lots, lot, lotList, NOTHING, type SourceId } from './lots.ts';
import { Marker, type Theft } from './marker.ts';
import type { Blend, Method } from './method.ts';
import type { LedgerPlan, Watch } from './plan.ts';
import { Provenance } from './provenance.ts';
import { Reach } from './reach.ts';

export class Ledger {
  readonly method: Method;
  readonly tape: Tape;
  readonly provenance: Provenance;
  readonly reach: Reach;
  /** For the legs that were asked for, what they carried. */
  readonly carried = new Map<LegId, Lots>();
  readonly #plan: LedgerPlan;
  readonly #watch: Watch | null;
  readonly #blend: Blend;
  readonly #marker: Marker;
  readonly #book: Book;
  readonly #taints: LegTaints;
  /** Movements that take stolen value. */
  readonly #flows = new Column('int32');
  /** Units of an asset that were got for stolen units of another. */
  readonly #got = new Map<Asset, bigint>();

  constructor(method: Method, plan: LedgerPlan, watch: Watch | null = null) {
    const { tape, marks, openings } = plan;
    this.method = method;
    this.tape = tape;
    this.provenance = new Provenance(plan.seeds);
    this.reach = new Reach(tape.holdings);
    this.#plan = plan;
    this.#watch = watch;
    this.#blend = (portions) => this.provenance.blend(portions);
    this.#marker = new Marker(tape, marks, method, this.#blend);
    this.#book = new Book(tape.holdings, openings);
    this.#taints = new LegTaints(tape);
  }

  /** Replays the whole tape, then marks what seeds held when no movement came after their start. @param tipTime Unix seconds */
  replay(tipTime: number): this {
    for (let movement = 0; movement < this.tape.length; movement += 1) this.#apply(movement);
    for (const holding of this.#marker.accounts.keys()) this.#beginWindows(holding, tipTime);
    return this;
  }

  /** Newly stolen units by seed and asset. */
  get stolen(): ReadonlyMap<SourceId, ReadonlyMap<Asset, bigint>> {
    return this.#marker.stolen;
  }

  /** When the first units became stolen, Unix seconds; `Infinity` while none are. */
  get stolenSince(): number {
    return this.#marker.stolenSince;
  }

  /** What the seeds made stolen, in the order of the replay. */
  get thefts(): readonly Theft[] {
    return this.#marker.thefts;
  }

  /** Stolen units of an asset in all, whichever seed they are of. */
  stolenOf(asset: Asset): bigint {
    let total = 0n;
    for (const byAsset of this.stolen.values()) total += byAsset.get(asset) ?? 0n;
    return total;
  }

  /** Units of an asset that were stolen, or got for stolen units of another: what parts of it are measured by. */
  enteredOf(asset: Asset): bigint {
    return this.stolenOf(asset) + (this.#got.get(asset) ?? 0n);
  }

  /** Lots of a holding now; nothing for one that holds nothing known. */
  lotsAt(holding: HoldingId): Lots {
    return this.#book.lotsAt(holding);
  }

  /** Stolen units of a holding now. */
  taintedAt(holding: HoldingId): bigint {
    return this.#book.taintedAt(holding);
  }

  /** All holdings with a stolen part now, in the order they were first reached. */
  taintedHoldings(): HoldingId[] {
    const holdings: HoldingId[] = [];
    for (const holding of this.reach.holdings()) if (this.taintedAt(holding) > 0n) holdings.push(holding);
    return holdings;
  }

  /** Stolen units that a leg took or put. */
  taintedOf(leg: LegId): bigint {
    return this.#taints.get(leg);
  }

  /** Movements that take stolen value, in chain order. */
  flows(): Iterable<MovementId> {
    return this.#flows.values();
  }

  #apply(movement: MovementId): void {
    const { tape, method } = this;
    if (!method.chains.includes(tape.chainOf(movement))) return;
    const first = tape.firstLeg(movement);
    const firstPut = tape.firstPut(movement);
    const end = tape.endLeg(movement);
    if (this.#marker.accounts.size > 0) {
      const time = tape.timeOf(movement);
      for (let leg = first; leg < end; leg += 1) this.#beginWindows(tape.holdingOf(leg), time);
    }
    const taken = this.#take(movement, first, firstPut);
    const hops = this.#hopsAfter(first, firstPut);
    if (hops !== null) this.#flows.push(movement);
    if (tape.leftoverOf(movement) !== undefined) {
      this.#put(firstPut, this.#convert(movement, taken, hops), movement, hops);
    } else if (end === firstPut + 1) {
      this.#put(firstPut, this.#whole(movement, taken, tape.amountOf(firstPut)), movement, hops);
    } else {
      const divided = this.#divide(movement, taken, firstPut, end);
      for (let leg = firstPut; leg < end; leg += 1) {
        this.#put(leg, divided[leg - firstPut] ?? NOTHING, movement, hops);
      }
    }
  }

  /** What the takes give, joined in order. */
  #take(movement: MovementId, first: LegId, firstPut: LegId): Lots {
    const height = this.tape.heightOf(movement);
    const mixes = this.#isTainted(first, firstPut) && this.#plan.isMix(movement);
    if (firstPut === first + 1) return this.#takeLeg(first, mixes, height);
    const taken: Lots[] = [];
    for (let leg = first; leg < firstPut; leg += 1) taken.push(this.#takeLeg(leg, mixes, height));
    return this.method.join(taken, this.#blend);
  }

  #takeLeg(leg: LegId, mixes: boolean, height: number): Lots {
    const amount = this.tape.amountOf(leg);
    const lots = mixes ? cleanLot(amount) : this.#withdraw(this.tape.holdingOf(leg), amount, height);
    if (lots.tainted > 0n) {
      this.#taints.note(leg, lots.tainted, amount);
      if (this.#watch?.isAsked(leg)) this.carried.set(leg, lots);
    }
    return lots;
  }

  #isTainted(first: LegId, end: LegId): boolean {
    for (let leg = first; leg < end; leg += 1) {
      if (this.#book.isWritten(this.tape.holdingOf(leg))) return true;
    }
    return false;
  }

  /** An unknown holding, or one that is not followed, gives clean value. */
  #withdraw(holding: HoldingId, amount: bigint, height: number): Lots {
    const kind = this.tape.kindOf(holding);
    const isUnknown = kind === OUTPOINT && !this.#book.isWritten(holding);
    if (isUnknown || !this.#plan.follows(holding, height)) return cleanLot(amount);
    const lots = this.#book.held(holding);
    if (lots.value < amount) {
      const key = this.tape.keyOf(holding);
      throw new InvariantError(`${key} pays ${amount} but holds ${lots.value}`, { holding: key });
    }
    // An output is spent as a whole, and a coinbase gets the fees of its block in their order.
    if (lots.value === amount && (kind === OUTPOINT || kind === POT)) {
      this.#book.close(holding);
      return lots;
    }
    const [taken, left] = this.method.withdraw(lots, amount);
    this.#book.write(holding, left);
    return taken;
  }

  /** What each put gets. */
  #divide(movement: MovementId, taken: Lots, firstPut: LegId, end: LegId): Lots[] {
    const parts: bigint[] = [];
    for (let leg = firstPut; leg < end; leg += 1) parts.push(this.tape.amountOf(leg));
    const pool = this.#whole(movement, taken, sum(parts));
    if (pool.tainted === 0n) return parts.map(cleanLot);
    const divided = this.method.divide(pool, parts);
    checkConservation(this.method, pool, divided, parts, () => this.tape.sourceOf(movement).txid);
    return divided;
  }

  /** What there is for the puts. @param needed units in all */
  #whole(movement: MovementId, taken: Lots, needed: bigint): Lots {
    return taken.value === needed ? taken : this.#withNewValue(movement, taken, needed);
  }

  /** Coinbase subsidy and token mints: what comes out of nothing is clean and comes last. */
  #withNewValue(movement: MovementId, taken: Lots, needed: bigint): Lots {
    const { tape } = this;
    const first = tape.firstLeg(movement);
    const missing = needed - taken.value;
    const mayCreate = first === tape.firstPut(movement) || tape.kindOf(tape.holdingOf(first)) === POT;
    if (missing < 0n || !mayCreate) {
      const { txid } = tape.sourceOf(movement);
      throw new InvariantError(`${txid} does not balance by ${missing}`, { txid });
    }
    return this.method.join([taken, cleanLot(missing)], this.#blend);
  }

  #convert(movement: MovementId, given: Lots, hops: number | null): Lots {
    const put = this.tape.firstPut(movement);
    const { got, leftovers } = convertLots(given, this.tape.amountOf(put), this.provenance);
    const leftover = this.tape.leftoverOf(movement) as HoldingId;
    for (const lots of leftovers) {
      this.#receive(leftover, lots, movement);
      this.reach.note(leftover, hops ?? 0, movement);
    }
    const asset = this.tape.assetOf(put);
    const tainted = sum(got.map((lots) => lots.tainted));
    this.#got.set(asset, (this.#got.get(asset) ?? 0n) + tainted);
    return this.method.join(got, this.#blend);
  }

  #put(leg: LegId, lots: Lots, movement: MovementId, hops: number | null): void {
    const holding = this.tape.holdingOf(leg);
    const stepped = this.#watch === null ? lots : this.#stepped(leg, holding, lots);
    const kept = lots.value === lots.tainted ? stepped : this.#marked(leg, holding, stepped, movement);
    if (kept !== stepped) this.reach.note(holding, 0, null);
    if (lots.tainted > 0n) {
      this.#taints.note(leg, lots.tainted, lots.value);
      this.reach.note(holding, hops ?? 0, movement);
    }
    if (this.#watch?.isAsked(leg)) this.carried.set(leg, kept);
    if (this.tape.kindOf(holding) !== OUTPOINT) this.#receive(holding, kept, movement);
    else if (kept.tainted > 0n) this.#book.write(holding, kept);
  }

  /** With what the seeds say of this receipt. */
  #marked(leg: LegId, holding: HoldingId, lots: Lots, movement: MovementId): Lots {
    let marked = lots;
    for (const origin of this.#marker.seedsOf(holding, movement)) {
      const isStep = this.#watch?.isOnTheWay(holding) === true;
      const at = { origin, time: this.tape.timeOf(movement) };
      marked = this.#marker.mark(holding, marked, at, (amount) =>
        isStep ? this.provenance.step({ source: origin, amount }, leg) : origin,
      );
    }
    return marked;
  }

  #receive(holding: HoldingId, lots: Lots, movement: MovementId): void {
    if (!this.#plan.follows(holding, this.tape.heightOf(movement))) this.#book.rest(holding, lots);
    else {
      const held = this.#book.held(holding);
      this.#book.write(holding, held.value === 0n ? lots : this.method.join([held, lots], this.#blend));
    }
  }

  /** On the way to what was asked for, every portion gets the leg it came by. */
  #stepped(leg: LegId, holding: HoldingId, lots: Lots): Lots {
    if (lots.tainted === 0n || !this.#watch?.isOnTheWay(holding)) return lots;
    const stepped = lotList(lots).map(({ value, tainted, source }) => {
      const step = tainted === 0n ? source : this.provenance.step({ source, amount: tainted }, leg);
      return lot(value, tainted, step);
    });
    return this.method.join(stepped, this.#blend);
  }

  /** At the start of a seed's window everything the account holds becomes stolen. */
  #beginWindows(holding: HoldingId, time: number): void {
    for (const { origin, since } of this.#marker.begun(holding, time)) {
      const held = this.#book.held(holding);
      const marked = this.#marker.mark(holding, held, { origin, time, since });
      this.#book.write(holding, marked);
      if (marked !== held) this.reach.note(holding, 0, null);
    }
  }

  /** Hops of what a movement brings: one more than those of the nearest holding it takes stolen value from; null for none. */
  #hopsAfter(first: LegId, firstPut: LegId): number | null {
    let nearest: number | null = null;
    for (let leg = first; leg < firstPut; leg += 1) {
      if (!this.#taints.isTainted(leg)) continue;
      const hops = (this.reach.hopsTo(this.tape.holdingOf(leg)) ?? 0) + 1;
      if (nearest === null || hops < nearest) nearest = hops;
    }
    return nearest;
  }
}
