/**
 * Who has how much in a generated Ethereum graph. It refuses what an account does not have: the graphs are honest.
 */
export class AccountBook {
  readonly #ether: bigint[] = [];
  /** By account and token. */
  readonly #tokens = new Map<string, bigint>();

  /** How many accounts there are; their numbers are below. */
  get size(): number {
    return this.#ether.length;
  }

  /** @returns the number of a new account, which has nothing */
  open(): number {
    return this.#ether.push(0n) - 1;
  }

  balance(account: number, asset = 'ETH'): bigint {
    return (asset === 'ETH' ? this.#ether[account] : this.#tokens.get(`${account}/${asset}`)) ?? 0n;
  }

  give(account: number, asset: string, amount: bigint): void {
    const balance = this.balance(account, asset) + amount;
    if (balance < 0n) throw new Error(`account ${account} lacks ${-balance} of ${asset}`);
    if (asset === 'ETH') this.#ether[account] = balance;
    else this.#tokens.set(`${account}/${asset}`, balance);
  }

  take(account: number, asset: string, amount: bigint): void {
    this.give(account, asset, -amount);
  }

  /** The first account with at least so much ETH. */
  firstWith(amount: bigint): number {
    const account = this.#ether.findIndex((balance) => balance >= amount);
    if (account < 0) throw new Error(`no account has ${amount} wei`);
    return account;
  }
}
