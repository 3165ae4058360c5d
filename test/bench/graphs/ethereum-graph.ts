/**
 * A theft on Ethereum and all that came of it, generated: any number of transfers. 120,000 ETH are split over 500 accounts and
 * collected again; then they go on in chains of hundreds of fresh accounts, are paid out to many and collected from many, by
 * single payments and by a contract that disperses, and come round in circles; a few clean deposits and payments of clean
 * tokens lie between. Nobody pays what he does not have, gas included.
 */
import type { Seed } from '../../../src/core/trace/seed.ts';
import type { EthereumTransaction, Transfer } from '../../../src/core/transaction.ts';
import { AccountBook } from './account-book.ts';
import { Dice } from './dice.ts';
import { madeUpId } from './made-up-id.ts';

/** Wei. */
const STOLEN = 120_000n * 10n ** 18n;
const FIRST_HEIGHT = 14_000_000;
const FIRST_TIME = 1_642_114_795;
const SPLIT_INTO = 500;
const MOST_AT_ONCE = 40;
const CHAINS = 8;
const TOKENS = 3;
const GWEI = 10n ** 9n;
const PLAIN_GAS = 21_000n;
/** Not worth the gas: 0.01 ETH. */
const SMALLEST = 10n ** 16n;

/** Not looked up, as the hot wallet of an exchange is not; what comes of it is clean. */
export const HOT_WALLET = `0x${'ee'.repeat(20)}`;
/** Passes on all that it gets. */
export const DISPERSER = `0x${'dd'.repeat(20)}`;

interface Chain {
  account: number;
  hopsLeft: number;
}

type Payment = Pick<Transfer, 'from' | 'to' | 'value' | 'asset'>;

export class EthereumGraph {
  /** Transfers. */
  readonly size: number;
  readonly #dice: Dice;
  readonly #book = new AccountBook();
  readonly #chains: Chain[] = [];
  #transfers = 0;
  #made = 0;
  #height = FIRST_HEIGHT;
  #position = 0;

  /** @param size transfers, at least 2,000 @param seed of the choices */
  constructor(size: number, seed: number) {
    this.size = size;
    this.#dice = new Dice(seed);
  }

  /** All transactions in chain order; to be called once. */
  *transactions(): Generator<EthereumTransaction> {
    const thief = this.#book.open();
    yield this.#deposit(thief, STOLEN);
    for (let n = 0; n < SPLIT_INTO; n += 1) {
      yield this.#pay(thief, this.#book.open(), STOLEN / BigInt(SPLIT_INTO + 1));
    }
    const collector = this.#book.open();
    for (let n = 1; n <= SPLIT_INTO; n += 1) yield this.#payAll(n, collector);
    this.#chains.push({ account: collector, hopsLeft: 400 });
    while (this.#transfers < this.size) yield* this.#next();
  }

  /** Accounts that the walk reaches and looks up. */
  *accounts(): Generator<string> {
    for (let account = 0; account < this.#book.size; account += 1) yield addressOf(account);
  }

  /** The theft: everything but the clean deposits and tokens comes of it. */
  oneSeed(): Seed[] {
    return [transactionSeed(0)];
  }

  /** The payments that split the theft over accounts, which are collected at once. */
  joinedSeeds(): Seed[] {
    return Array.from({ length: SPLIT_INTO }, (_, n) => transactionSeed(n + 1));
  }

  /** Transactions from the first to the last; call it after `transactions`. */
  spreadSeeds(count = SPLIT_INTO): Seed[] {
    return Array.from({ length: count }, (_, n) => transactionSeed(Math.floor((n * this.#made) / count)));
  }

  *#next(): Generator<EthereumTransaction> {
    const chain = this.#chains[this.#dice.below(CHAINS)];
    const draw = this.#dice.fraction();
    if (chain !== undefined && draw < 0.3) yield* this.#hop(chain);
    else if (draw < 0.31) yield* this.#payMany();
    else if (draw < 0.32) yield* this.#collect();
    else if (draw < 0.33) yield* this.#disperse();
    else if (draw < 0.38) yield this.#payToken();
    else if (draw < 0.4) {
      yield this.#deposit(this.#anyone(), SMALLEST * BigInt(this.#dice.between(10, 500)));
    } else {
      const from = this.#payer(2n * SMALLEST);
      yield this.#pay(from, this.#dice.falls(0.4) ? this.#book.open() : this.#anyone(), this.#part(from));
    }
  }

  /** All of it to a fresh account, sometimes without a payment to another one; if nobody else had it moved before. */
  *#hop(chain: Chain): Generator<EthereumTransaction> {
    const { account } = chain;
    const isOver = chain.hopsLeft <= 0 || this.#book.balance(account) < 200n * SMALLEST;
    if (isOver) {
      this.#chains.splice(this.#chains.indexOf(chain), 1);
      return;
    }
    if (this.#dice.falls(0.4)) yield this.#pay(account, this.#anyone(), this.#book.balance(account) / 50n);
    const next = this.#book.open();
    yield this.#payAll(account, next);
    chain.account = next;
    chain.hopsLeft -= 1;
  }

  *#payMany(): Generator<EthereumTransaction> {
    const from = this.#payer(100n * SMALLEST);
    const each = this.#book.balance(from) / 50n;
    for (let n = this.#dice.between(5, MOST_AT_ONCE); n > 0; n -= 1) {
      yield this.#pay(from, this.#dice.falls(0.5) ? this.#book.open() : this.#anyone(), each);
    }
  }

  /** From many accounts to one; a chain may begin there. */
  *#collect(): Generator<EthereumTransaction> {
    const to = this.#anyone();
    for (let n = this.#dice.between(5, 60); n > 0; n -= 1) {
      const from = this.#payer(SMALLEST);
      if (from !== to) yield this.#payAll(from, to);
    }
    if (this.#chains.length < CHAINS) {
      this.#chains.push({ account: to, hopsLeft: this.#dice.between(100, 600) });
    }
  }

  /** Many payments in one transaction, by way of a contract. */
  *#disperse(): Generator<EthereumTransaction> {
    const from = this.#payer(200n * SMALLEST);
    const each = this.#book.balance(from) / 100n;
    const receivers = Array.from({ length: this.#dice.between(5, MOST_AT_ONCE) }, () => this.#anyone());
    const total = each * BigInt(receivers.length);
    const payments = [
      { from: addressOf(from), to: DISPERSER, value: total, asset: 'ETH' },
      ...receivers.map((to) => ({ from: DISPERSER, to: addressOf(to), value: each, asset: 'ETH' })),
    ];
    const fee = this.#fee(PLAIN_GAS * BigInt(1 + receivers.length));
    this.#book.take(from, 'ETH', total + fee);
    for (const to of receivers) this.#book.give(to, 'ETH', each);
    yield this.#transaction(from, fee, payments, 'internal');
  }

  #payToken(): EthereumTransaction {
    const asset = tokenOf(this.#dice.below(TOKENS));
    const from = this.#payer(SMALLEST);
    const held = this.#book.balance(from, asset);
    if (held < 2n) return this.#deposit(from, 10n ** 24n, asset);
    const to = this.#anyone();
    const value = held / 2n;
    const fee = this.#fee(3n * PLAIN_GAS);
    this.#book.take(from, 'ETH', fee);
    this.#book.take(from, asset, value);
    this.#book.give(to, asset, value);
    const payment = { from: addressOf(from), to: addressOf(to), value, asset };
    return this.#transaction(from, fee, [payment], 'token');
  }

  #pay(from: number, to: number, value: bigint): EthereumTransaction {
    const fee = this.#fee(PLAIN_GAS);
    this.#book.take(from, 'ETH', value + fee);
    this.#book.give(to, 'ETH', value);
    const payment = { from: addressOf(from), to: addressOf(to), value, asset: 'ETH' };
    return this.#transaction(from, fee, [payment], 'call');
  }

  /** Everything but the gas of this and perhaps of one more. */
  #payAll(from: number, to: number): EthereumTransaction {
    return this.#pay(from, to, this.#book.balance(from) - PLAIN_GAS * 100n * GWEI);
  }

  #deposit(to: number, value: bigint, asset = 'ETH'): EthereumTransaction {
    this.#book.give(to, asset, value);
    const payment = { from: HOT_WALLET, to: addressOf(to), value, asset };
    return this.#transaction(null, this.#fee(PLAIN_GAS), [payment], asset === 'ETH' ? 'call' : 'token');
  }

  /** Up to a half of what an account has. */
  #part(account: number): bigint {
    return (this.#book.balance(account) * BigInt(this.#dice.between(1, 500_000))) / 1_000_000n;
  }

  /** 5 to 100 gwei. */
  #fee(gas: bigint): bigint {
    return gas * GWEI * BigInt(this.#dice.between(5, 100));
  }

  #anyone(): number {
    return this.#dice.below(this.#book.size);
  }

  /** An account with so much ETH: of a few drawn at random the first, else the one of them all that has enough. */
  #payer(least: bigint): number {
    for (let draw = 0; draw < 20; draw += 1) {
      const account = this.#anyone();
      if (this.#book.balance(account) >= least) return account;
    }
    return this.#book.firstWith(least);
  }

  #transaction(
    sender: number | null,
    fee: bigint,
    payments: readonly Payment[],
    kind: Transfer['kind'],
  ): EthereumTransaction {
    const txid = txidOf(this.#made);
    this.#made += 1;
    this.#transfers += payments.length;
    this.#position += 1;
    if (this.#dice.falls(0.3)) [this.#height, this.#position] = [this.#height + 1, 0];
    const transfers = transfersOf(payments, kind);
    const block = {
      height: this.#height,
      hash: madeUpId(3, this.#height, 64, '0x'),
      time: FIRST_TIME + 12 * (this.#height - FIRST_HEIGHT),
    };
    return {
      chain: 'ethereum',
      txid,
      block,
      position: this.#position,
      sender: sender === null ? HOT_WALLET : addressOf(sender),
      fee,
      transfers,
      views: [transfers.map(({ id }) => id)],
      ...(payments.length > 1 ? { whole: true } : {}),
    };
  }
}

/** Ids as the explorers' rows give them; the first of several is the call. */
function transfersOf(payments: readonly Payment[], kind: Transfer['kind']): Transfer[] {
  const counts = new Map<string, number>();
  return payments.map((payment, index) => {
    const { from, to, value, asset } = payment;
    const own = index === 0 && kind === 'internal' ? 'call' : kind;
    const subject =
      own === 'token' ? `token:${asset}:${from}:${to}:${value}` : `${own}:${from}:${to}:${value}`;
    const count = counts.get(subject) ?? 0;
    counts.set(subject, count + 1);
    return { ...payment, kind: own, id: own === 'call' ? 'call' : `${subject}:${count}`, moved: true };
  });
}

function transactionSeed(transaction: number): Seed {
  return { kind: 'transaction', chain: 'ethereum', txid: txidOf(transaction), asset: 'ETH' };
}

const txidOf = (transaction: number) => madeUpId(1, transaction, 64, '0x');
const addressOf = (account: number) => madeUpId(2, account, 40, '0x');
const tokenOf = (token: number) => madeUpId(4, token, 40, '0x');
