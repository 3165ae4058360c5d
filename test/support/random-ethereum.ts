/**
 * Random Ethereum movements among a few accounts and three assets: gas, payments, mints, conversions that round,
 * conduits, seeds with windows, accounts that are followed up to a height. What an account cannot pay from what it
 * got, its opening balance covers.
 */
import { CaseDraft, hex, type RandomCase } from './random-case.ts';
import { Draws, type RandomRows } from './random-numbers.ts';

const BLOCK_SECONDS = 12;
const address = (digit: string) => `0x${digit.repeat(40)}`;
const ACCOUNTS = ['1', '2', '3', '4', '5'].map(address);
/** Never followed: where value comes from and goes to, and who converts. */
const OUTSIDE = address('e');
const EXCHANGER = address('d');
const ROUTER = address('c');
const ASSETS = ['ETH', address('a'), address('b')] as const;
const UNITS = [1n, 7n, 1_000_000_007n, 10n ** 18n + 3n] as const;
/** Units got for units given; a few more are added to it, so that the last one gives them alone. */
type Rate = readonly [got: bigint, given: bigint];
const RATES: readonly [Rate, ...Rate[]] = [
  [1n, 1n],
  [1n, 1_000n],
  [1_000n, 1n],
  [7n, 3n],
  [3n, 7n],
  [1n, 40n],
  [0n, 1n],
];
const ACCOUNT_SEEDS = 5;
const TRANSFER_SEEDS = 3;

export function ethereumCase({ settings, steps }: RandomRows): RandomCase {
  const chain = new Transfers(settings, steps.length);
  for (const row of steps) chain.step(new Draws(row));
  return chain.finish();
}

class Transfers {
  private readonly draft = new CaseDraft();
  private readonly balances = new Map<string, bigint>();
  private readonly unit: bigint;
  private height = 1;
  private txid = '';
  private count = 0;

  constructor([first, second, third]: readonly (readonly number[])[], steps: number) {
    const draws = new Draws(first);
    this.unit = draws.one(UNITS);
    this.limitFollowing(draws, steps);
    this.open(new Draws(second));
    this.markAccounts(new Draws(third), steps);
  }

  /** One transaction: gas, then what it does. */
  step(draws: Draws): void {
    if (!draws.once(3)) this.height += 1 + draws.below(2);
    this.count += 1;
    this.txid = `0x${hex(this.count, 64)}`;
    const sender = this.account(draws);
    const gas = this.unit * BigInt(draws.below(4));
    if (gas > 0n) this.pay(`${sender}/ETH`, 'fees/ETH', gas);
    const asset = this.asset(sender, draws);
    const does = draws.below(10);
    if (does < 4) this.transfer(sender, asset, draws);
    else if (does === 4) this.enter(asset, draws);
    else if (does < 7) this.convert(sender, asset, draws);
    else if (does < 9) this.route(sender, asset, draws);
    this.markTransfer(asset, draws);
  }

  finish(): RandomCase {
    return this.draft.finish((this.height + 1) * BLOCK_SECONDS);
  }

  private limitFollowing(draws: Draws, steps: number): void {
    for (const asset of ASSETS) {
      for (const outside of [OUTSIDE, EXCHANGER]) this.draft.followedUntil.set(`${outside}/${asset}`, -1);
      for (const account of ACCOUNTS) {
        if (draws.once(7)) this.draft.followedUntil.set(`${account}/${asset}`, draws.below(steps));
      }
    }
  }

  private open(draws: Draws): void {
    for (const account of ACCOUNTS) {
      for (const [asset, times] of [
        ['ETH', 2],
        [ASSETS[1], 4],
      ] as const) {
        if (draws.once(times)) this.credit(`${account}/${asset}`, this.unit * BigInt(draws.below(50)), true);
      }
    }
  }

  /** Seeds in windows, several of them on one account at times; in the order of their starts. */
  private markAccounts(draws: Draws, steps: number): void {
    const span = BLOCK_SECONDS * (steps + 3);
    for (let seed = 1; seed <= ACCOUNT_SEEDS; seed += 1) {
      const holding = `${this.account(draws)}/${draws.one(['ETH', 'ETH', ASSETS[1]])}`;
      const since = draws.below(span);
      const until = draws.once(2) ? Number.POSITIVE_INFINITY : since + draws.below(span);
      if (seed > 1 && draws.once(3)) continue;
      const marks = [...(this.draft.accountMarks.get(holding) ?? []), { seed, since, until }];
      this.draft.accountMarks.set(
        holding,
        marks.sort((a, b) => a.since - b.since || a.seed - b.seed),
      );
      if (draws.once(4)) this.draft.caps.set(seed, this.unit * BigInt(this.height + draws.below(30)));
    }
  }

  /** A whole transaction is stolen, or what one account got in it. */
  private markTransfer(asset: string, draws: Draws): void {
    if (!draws.once(9)) return;
    const seed = ACCOUNT_SEEDS + 1 + draws.below(TRANSFER_SEEDS);
    const receiver = draws.below(2) === 0 ? null : `${this.account(draws)}/${asset}`;
    this.draft.markTransfer(this.txid, { seed, receiver, asset });
    if (draws.once(4)) this.draft.caps.set(seed, this.unit * BigInt(draws.below(20)));
  }

  private transfer(sender: string, asset: string, draws: Draws): void {
    this.pay(
      `${sender}/${asset}`,
      `${this.receiver(sender, draws)}/${asset}`,
      this.part(sender, asset, draws),
    );
  }

  /** Value from outside, or one that is minted. */
  private enter(asset: string, draws: Draws): void {
    const amount = this.unit * BigInt(1 + draws.below(40)) + BigInt(draws.below(5));
    const receiver = `${this.account(draws)}/${asset}`;
    if (draws.once(3)) this.add([], receiver, amount);
    else this.pay(`${OUTSIDE}/${asset}`, receiver, amount);
  }

  private convert(owner: string, asset: string, draws: Draws): void {
    const others = ASSETS.filter((other) => other !== asset);
    const into = others[draws.below(others.length)] ?? 'ETH';
    const given = this.part(owner, asset, draws);
    const [gets, gives] = draws.one(RATES);
    const got = (given * gets) / gives + BigInt(draws.below(3));
    if (given === 0n) return;
    this.debit(`${owner}/${asset}`, given);
    this.add([{ holding: `${owner}/${asset}`, amount: given }], `${owner}/${into}`, got, {
      leftover: `${EXCHANGER}/${asset}`,
    });
  }

  /** One or two accounts pay a router, which pays all of it on, in part before the second one has paid. */
  private route(first: string, asset: string, draws: Draws): void {
    const conduit = `${ROUTER}/${asset}@${this.txid}`;
    const senders = draws.once(2) ? [first, this.account(draws)] : [first];
    let held = 0n;
    for (const sender of senders) {
      const amount = this.part(sender, asset, draws);
      this.pay(`${sender}/${asset}`, conduit, amount);
      held += amount;
      const now = (held * BigInt(draws.below(4))) / 4n;
      this.pay(conduit, `${this.receiver(ROUTER, draws)}/${asset}`, now);
      held -= now;
    }
    const last = held / BigInt(1 + draws.below(3));
    this.pay(conduit, `${this.receiver(ROUTER, draws)}/${asset}`, last);
    this.pay(conduit, `${this.receiver(ROUTER, draws)}/${asset}`, held - last);
  }

  /** One that the account has, most times. */
  private asset(account: string, draws: Draws): string {
    const held = ASSETS.filter((asset) => (this.balances.get(`${account}/${asset}`) ?? 0n) > 0n);
    const choice = held.length === 0 || draws.once(6) ? ASSETS : held;
    return choice[draws.below(choice.length)] ?? 'ETH';
  }

  private account(draws: Draws): string {
    return ACCOUNTS[draws.below(ACCOUNTS.length)] ?? '';
  }

  /** Anyone else. */
  private receiver(sender: string, draws: Draws): string {
    const others = [...ACCOUNTS, OUTSIDE].filter((other) => other !== sender);
    return others[draws.below(others.length)] ?? OUTSIDE;
  }

  /** A share of what the account has, all of it at times, or more than it has. */
  private part(sender: string, asset: string, draws: Draws): bigint {
    const balance = this.balances.get(`${sender}/${asset}`) ?? 0n;
    const share = (balance * BigInt(draws.below(12))) / 10n;
    return (share > balance ? balance : share) + (draws.once(8) ? this.unit * BigInt(draws.below(9)) : 0n);
  }

  private pay(from: string, to: string, amount: bigint): void {
    if (amount === 0n) return;
    this.debit(from, amount);
    this.add([{ holding: from, amount }], to, amount);
  }

  private add(
    takes: readonly { holding: string; amount: bigint }[],
    holding: string,
    amount: bigint,
    conversion?: { leftover: string },
  ): void {
    const { txid, height } = this;
    const base = { txid, height, time: height * BLOCK_SECONDS, takes, puts: [{ holding, amount }] };
    this.draft.movements.push(conversion === undefined ? base : { ...base, conversion });
    this.credit(holding, amount);
  }

  private credit(holding: string, amount: bigint, opening = false): void {
    this.balances.set(holding, (this.balances.get(holding) ?? 0n) + amount);
    if (opening) this.draft.openings.set(holding, (this.draft.openings.get(holding) ?? 0n) + amount);
  }

  /** What is missing was there from the start. Those who are never followed need no balance. */
  private debit(holding: string, amount: bigint): void {
    if (this.draft.followedUntil.get(holding) === -1) return;
    const missing = amount - (this.balances.get(holding) ?? 0n);
    if (missing > 0n) this.credit(holding, missing, true);
    this.credit(holding, -amount);
  }
}
