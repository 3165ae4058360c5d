/**
 * The naive accounting: replays movements one by one and says what rests where, of which source. Slow and obvious;
 * the ledger of the product must come to the same figures, to the unit (TAINT rules: docs/methods.md).
 */
import { attribute, type NaiveAttribution } from './attribution.ts';
import type { NaiveCase, NaiveLeg, NaiveMethodName, NaiveMovement } from './case.ts';
import { mustBe } from './check.ts';
import { convert } from './conversion.ts';
import { kindOf, naiveAssetOf } from './holding.ts';
import { NaiveHoldings } from './holdings.ts';
import { CLEAN, cleanIn, type NaiveLot, stolenIn, totalIn } from './lot.ts';
import { NaiveStolen, seedsOfPut } from './marks.ts';
import type { NaiveMethod } from './method.ts';
import { naivePoison } from './poison.ts';
import { naiveHaircut, naiveLibr, naiveTiho } from './pooled.ts';
import { naiveFifo, naiveLifo } from './queue.ts';
import { type NaiveSource, NaiveSources } from './source.ts';

export interface NaiveHolding {
  readonly value: bigint;
  readonly stolen: bigint;
  readonly lots: readonly NaiveLot[];
}

export interface NaiveOutcome {
  /** Everything that holds a unit at the end, sorted by its text. */
  readonly holdings: ReadonlyMap<string, NaiveHolding>;
  /** What was newly stolen, by seed and asset; entries of 0 units are left out. */
  readonly stolen: ReadonlyMap<number, ReadonlyMap<string, bigint>>;
  /** `source` of a lot is an index in here. */
  readonly sources: readonly NaiveSource[];
  /** Stolen units by seed and row, in units of what the seed marked. Not defined for poison: throws. */
  bySeed(rowOf: (holding: string, asset: string) => string): NaiveAttribution[];
}

const METHODS: Readonly<Record<NaiveMethodName, NaiveMethod>> = {
  fifo: naiveFifo,
  lifo: naiveLifo,
  haircut: naiveHaircut,
  libr: naiveLibr,
  tiho: naiveTiho,
  poison: naivePoison,
};

const amountOf = (legs: readonly NaiveLeg[]) => legs.reduce((sum, { amount }) => sum + amount, 0n);

/** @throws Error when a movement is impossible, or a figure is off by a unit. */
export function replayNaively(input: NaiveCase): NaiveOutcome {
  const replay = new Replay(input);
  for (const movement of input.movements) replay.apply(movement);
  replay.activateAtTip();
  return replay.outcome();
}

class Replay {
  private readonly input: NaiveCase;
  private readonly method: NaiveMethod;
  private readonly sources = new NaiveSources();
  private readonly holdings: NaiveHoldings;
  private readonly stolen: NaiveStolen;
  private readonly active = new Set<string>();

  constructor(input: NaiveCase) {
    this.input = input;
    this.method = METHODS[input.method];
    this.holdings = new NaiveHoldings(input, this.method, this.sources);
    this.stolen = new NaiveStolen(input.caps);
  }

  apply(movement: NaiveMovement): void {
    for (const { holding } of [...movement.takes, ...movement.puts]) this.activate(holding, movement.time);
    const taken = movement.takes.flatMap((leg) => this.holdings.take(leg, movement));
    const pool = movement.conversion === undefined ? taken : this.convert(taken, movement);
    const shares = this.divide(this.complete(pool, movement), movement);
    for (const [index, leg] of movement.puts.entries()) this.put(leg, shares[index] ?? [], movement);
  }

  /** Rule 1: once its time has come, a mark takes all that is clean in the account, one time. */
  private activate(holding: string, time: number): void {
    for (const [index, { seed, since }] of (this.input.accountMarks.get(holding) ?? []).entries()) {
      const name = `${holding} ${index}`;
      if (since > time || this.active.has(name)) continue;
      this.active.add(name);
      this.holdings.states.set(holding, this.mark(this.holdings.stateOf(holding), seed, holding));
    }
  }

  /** In the order of `accountMarks`. */
  activateAtTip(): void {
    for (const holding of this.input.accountMarks.keys()) this.activate(holding, this.input.tipTime);
  }

  /** Rule 3: value that was not taken from anywhere is new and clean, and comes last. */
  private complete(pool: readonly NaiveLot[], { txid, takes, puts }: NaiveMovement): NaiveLot[] {
    const missing = amountOf(puts) - totalIn(pool);
    const createsValue = takes.every(({ holding }) => kindOf(holding) === 'fees');
    mustBe(
      missing === 0n || (missing > 0n && createsValue),
      () => `${txid} puts ${missing} more than it takes`,
    );
    return this.holdings.join([...pool, { source: CLEAN, amount: missing }], txid);
  }

  /** What was taken, as units of what is put; what is too small for that is left with the exchanger. */
  private convert(taken: readonly NaiveLot[], { txid, height, takes, puts, conversion }: NaiveMovement) {
    mustBe(takes.length === 1 && puts.length === 1, () => `${txid} converts more than one holding`);
    const { converted, tooSmall } = convert(taken, amountOf(puts), this.sources);
    if (conversion !== undefined && tooSmall.length > 0) {
      this.holdings.deposit(conversion.leftover, tooSmall, height);
    }
    return converted;
  }

  /** Rule 4. What one account pays another arrives as it left: there is nothing to divide. */
  private divide(pool: readonly NaiveLot[], { txid, puts }: NaiveMovement): NaiveLot[][] {
    const last = puts.length - 1;
    if (last === 0 && puts[0]?.holding.includes('/')) return [[...pool]];
    const lastHolding = puts[last]?.holding ?? '';
    const isVirtual = kindOf(lastHolding) === 'fees' || lastHolding.startsWith('unclaimed:');
    const fee = isVirtual ? last : -1;
    const parts = puts.map(({ amount }) => amount);
    const shares = this.method.divide(pool, parts, fee);
    for (const [index, part] of parts.entries()) {
      mustBe(totalIn(shares[index] ?? []) === part, () => `part ${index} of ${txid} is not ${part}`);
    }
    mustBe(stolenIn(shares.flat()) === stolenIn(pool), () => `${txid} makes or loses stolen units`);
    return shares;
  }

  /** Rule 5. */
  private put(leg: NaiveLeg, share: readonly NaiveLot[], movement: NaiveMovement): void {
    let lots = share;
    for (const seed of seedsOfPut(this.input, movement, leg)) lots = this.mark(lots, seed, leg.holding);
    this.holdings.deposit(leg.holding, lots, movement.height);
  }

  /** Clean units become stolen, as far as the cap of the seed goes; what is stolen already keeps its source. */
  private mark(lots: readonly NaiveLot[], seed: number, holding: string): NaiveLot[] {
    const newly = this.stolen.allowed(seed, cleanIn(lots));
    if (newly === 0n) return [...lots];
    const asset = naiveAssetOf(holding);
    const marked = this.method.mark(lots, this.sources.ofSeed(seed, asset), newly, this.sources);
    const grown = this.input.method === 'poison' || stolenIn(marked) === stolenIn(lots) + newly;
    mustBe(
      grown && totalIn(marked) === totalIn(lots),
      () => `seed ${seed} marks a wrong amount in ${holding}`,
    );
    this.stolen.add(seed, asset, newly);
    return marked;
  }

  outcome(): NaiveOutcome {
    const held = [...this.holdings.states].filter(([, lots]) => lots.length > 0);
    const states = new Map(held.sort(([a], [b]) => (a < b ? -1 : 1)));
    const holdings = new Map<string, NaiveHolding>();
    for (const [name, lots] of states) {
      holdings.set(name, { value: totalIn(lots), stolen: stolenIn(lots), lots });
    }
    const bySeed: NaiveOutcome['bySeed'] = (rowOf) => {
      mustBe(this.input.method !== 'poison', () => 'poison does not say whose a stolen unit is');
      const table = attribute(this.sources.list, states, rowOf);
      this.mustAddUp(table);
      return table;
    };
    if (this.input.method !== 'poison') bySeed((holding) => holding);
    return { holdings, stolen: this.stolen.bySeed, sources: this.sources.list, bySeed };
  }

  /** Per seed and asset, what lies somewhere is what was stolen. */
  private mustAddUp(table: readonly NaiveAttribution[]): void {
    const open = new Map<string, bigint>();
    const add = (seed: number, asset: string, amount: bigint) =>
      open.set(`${seed} ${asset}`, (open.get(`${seed} ${asset}`) ?? 0n) + amount);
    for (const [seed, byAsset] of this.stolen.bySeed) {
      for (const [asset, amount] of byAsset) add(seed, asset, amount);
    }
    for (const { seed, asset, amount } of table) add(seed, asset, -amount);
    for (const [name, amount] of open)
      mustBe(amount === 0n, () => `${amount} units of seed ${name} are lost`);
  }
}
