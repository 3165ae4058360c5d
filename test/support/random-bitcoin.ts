/**
 * Random Bitcoin movements: outputs fan out and in, seeds meet, fees go into the pot of their block, and some
 * coinbases take it. Movements stand in the order of accounting: the coinbase comes after its block.
 */
import type { NaiveLeg } from './naive/case.ts';
import { CaseDraft, hex, type RandomCase } from './random-case.ts';
import { Draws, type RandomRows } from './random-numbers.ts';

const BLOCK_SECONDS = 600;
/** Small amounts round at every turn; with the largest, 100,000 steps stay below 21e14 satoshi. */
const UNITS = [1n, 7n, 1_000n, 100_000_007n] as const;
const SEEDS = 6;

const amountOf = (legs: readonly NaiveLeg[]) => legs.reduce((sum, { amount }) => sum + amount, 0n);

export function bitcoinCase({ settings, steps }: RandomRows): RandomCase {
  const blocks = new Blocks(new Draws(settings[0]));
  for (const row of steps) blocks.step(new Draws(row));
  return blocks.finish();
}

class Blocks {
  private readonly draft = new CaseDraft();
  private readonly coins: NaiveLeg[] = [];
  private readonly unit: bigint;
  private height = 1;
  private fees = 0n;
  private names = 0;

  constructor(draws: Draws) {
    this.unit = draws.one(UNITS);
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      if (draws.once(4)) this.draft.caps.set(seed, this.unit * BigInt(draws.below(60)));
    }
    for (let index = draws.below(3); index >= 0; index -= 1) this.create(draws, 10 + draws.below(50));
  }

  /** A transaction, and before it, most times, the end of a block. */
  step(draws: Draws): void {
    if (!draws.once(3)) this.closeBlock(draws);
    const txid = this.name();
    const takes = this.spend(draws);
    const outputs = this.share(txid, amountOf(takes), draws, draws.below(4));
    const fee = amountOf(takes) - amountOf(outputs);
    this.fees += fee;
    this.add(txid, takes, [...outputs, { holding: `fees:${this.height}`, amount: fee }]);
    if (draws.once(12)) this.draft.mixes.add(txid);
    this.mark(txid, outputs, draws);
    this.keep(outputs, draws);
  }

  finish(): RandomCase {
    return this.draft.finish((this.height + 1) * BLOCK_SECONDS);
  }

  /** One to four coins, at times one whose origin is not known. */
  private spend(draws: Draws): NaiveLeg[] {
    const takes: NaiveLeg[] = [];
    for (let count = 1 + draws.below(4); count > 0; count -= 1) {
      takes.push(...this.coins.splice(draws.below(this.coins.length), 1));
    }
    if (takes.length === 0 || draws.once(8)) {
      takes.push({
        holding: `${this.name()}:${draws.below(3)}`,
        amount: this.unit * BigInt(draws.below(30)),
      });
    }
    return takes;
  }

  /** One to five outputs by weight, some of them of 0; what rounding and `left` leave over is not shared out. */
  private share(txid: string, total: bigint, draws: Draws, left: number): NaiveLeg[] {
    const weights = Array.from({ length: 1 + draws.below(5) }, () => BigInt(draws.below(8)));
    const whole = weights.reduce((sum, weight) => sum + weight, BigInt(left)) || 1n;
    return weights.map((weight, vout) => ({
      holding: `${txid}:${vout}`,
      amount: (total * weight) / whole,
    }));
  }

  /** One output is stolen, or all, or all that go to one receiver; two reports of one coin can happen. */
  private mark(txid: string, outputs: readonly NaiveLeg[], draws: Draws): void {
    const seed = 1 + draws.below(SEEDS);
    const some = outputs[draws.below(outputs.length)]?.holding ?? '';
    if (draws.once(5)) this.draft.outpointMarks.set(some, { seed });
    const receiver = draws.below(2) === 0 ? null : (outputs[draws.below(outputs.length)]?.holding ?? null);
    if (draws.once(7)) {
      this.draft.markTransfer(txid, { seed: 1 + draws.below(SEEDS), receiver, asset: 'BTC' });
    }
  }

  /** Some outputs are an end: what leaves them is not followed. */
  private keep(outputs: readonly NaiveLeg[], draws: Draws): void {
    this.coins.push(...outputs);
    for (const { holding } of outputs) if (draws.once(12)) this.draft.followedUntil.set(holding, this.height);
  }

  /** Three blocks in four have a coinbase here; it takes the pot or leaves it, and may claim less than it could. */
  private closeBlock(draws: Draws): void {
    if (draws.below(4) !== 0) {
      if (draws.below(2) === 0) this.takePot(draws);
      else this.create(draws, draws.below(40));
    }
    this.height += 1;
    this.fees = 0n;
  }

  private takePot(draws: Draws): void {
    const txid = this.name();
    const total = this.fees + this.unit * BigInt(draws.below(20));
    const outputs = this.share(txid, total, draws, draws.once(3) ? draws.below(5) : 0);
    const unclaimed = { holding: `unclaimed:${this.height}`, amount: total - amountOf(outputs) };
    const puts = unclaimed.amount > 0n ? [...outputs, unclaimed] : outputs;
    this.add(txid, [{ holding: `fees:${this.height}`, amount: this.fees }], puts);
    this.coins.push(...outputs);
  }

  /** A coinbase whose block's fees are not followed: new coins only. */
  private create(draws: Draws, units: number): void {
    const txid = this.name();
    const output = { holding: `${txid}:0`, amount: this.unit * BigInt(units) };
    this.add(txid, [], [output]);
    if (draws.once(3)) this.draft.outpointMarks.set(output.holding, { seed: 1 + draws.below(SEEDS) });
    this.coins.push(output);
  }

  private add(txid: string, takes: readonly NaiveLeg[], puts: readonly NaiveLeg[]): void {
    this.draft.movements.push({ txid, height: this.height, time: this.height * BLOCK_SECONDS, takes, puts });
  }

  private name(): string {
    this.names += 1;
    return hex(this.names, 64);
  }
}
