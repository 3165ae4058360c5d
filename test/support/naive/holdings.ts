/** What rests where, and the rules by which lots leave and enter a holding. */
import type { NaiveCase, NaiveLeg, NaiveMovement } from './case.ts';
import { mustBe } from './check.ts';
import { kindOf } from './holding.ts';
import { CLEAN, merged, type NaiveLot, stolenIn, totalIn } from './lot.ts';
import type { NaiveMethod } from './method.ts';
import type { NaiveSources } from './source.ts';

export class NaiveHoldings {
  readonly states = new Map<string, NaiveLot[]>();
  private readonly made = new Set<string>();
  private readonly spent = new Set<string>();
  private readonly input: NaiveCase;
  private readonly method: NaiveMethod;
  private readonly sources: NaiveSources;

  constructor(input: NaiveCase, method: NaiveMethod, sources: NaiveSources) {
    this.input = input;
    this.method = method;
    this.sources = sources;
  }

  /** An account that was never seen holds its opening balance; any other holding nothing. */
  stateOf(holding: string): readonly NaiveLot[] {
    const opening = kindOf(holding) === 'account' ? (this.input.openings.get(holding) ?? 0n) : 0n;
    return this.states.get(holding) ?? merged([{ source: CLEAN, amount: opening }]);
  }

  /** Rule 2: what a take brings into the pool. */
  take({ holding, amount }: NaiveLeg, { txid, height }: NaiveMovement): NaiveLot[] {
    if (kindOf(holding) === 'outpoint') {
      mustBe(!this.spent.has(holding), () => `${holding} is spent twice`);
      this.spent.add(holding);
    }
    const clean = merged([{ source: CLEAN, amount }]);
    if (this.input.isMix(txid) || !this.input.follows(holding, height)) return clean;
    if (kindOf(holding) === 'outpoint' && !this.made.has(holding)) return clean;
    const { taken, left } = this.leave(holding, amount);
    mustBe(totalIn(taken) === amount, () => `${totalIn(taken)} of ${amount} units leave ${holding}`);
    this.states.set(holding, left);
    return taken;
  }

  /** An outpoint and a fee pot are spent whole, in the order in which they lie there; an account pays. */
  private leave(holding: string, amount: bigint): { taken: NaiveLot[]; left: NaiveLot[] } {
    const state = this.stateOf(holding);
    const kind = kindOf(holding);
    if (kind === 'outpoint' || kind === 'fees') return { taken: [...state], left: [] };
    const step = this.method.withdraw(state, amount);
    const apart = stolenIn(step.taken) + stolenIn(step.left);
    mustBe(apart === stolenIn(state), () => `a payment from ${holding} makes or loses stolen units`);
    return step;
  }

  /** Rule 5, its end: an account that is not followed keeps the stolen part only, lot by lot. */
  deposit(holding: string, lots: readonly NaiveLot[], height: number): void {
    const kind = kindOf(holding);
    if (kind === 'outpoint') {
      mustBe(!this.made.has(holding), () => `${holding} is made twice`);
      this.made.add(holding);
    }
    const whole = kind === 'outpoint' || kind === 'fees' || this.input.follows(holding, height);
    const held = this.stateOf(holding);
    if (whole) this.states.set(holding, this.join([...held, ...lots], holding));
    else this.states.set(holding, [...held, ...lots.filter(({ source }) => source !== CLEAN)]);
  }

  /** The method's join, which must keep the value, and for all methods but poison the stolen units. */
  join(lots: readonly NaiveLot[], where: string): NaiveLot[] {
    const joined = this.method.join(lots, this.sources);
    mustBe(totalIn(joined) === totalIn(lots), () => `value is made or lost in ${where}`);
    const kept = this.input.method === 'poison' || stolenIn(joined) === stolenIn(lots);
    mustBe(kept, () => `stolen units are made or lost in ${where}`);
    return joined;
  }
}
