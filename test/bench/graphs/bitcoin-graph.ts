/**
 * A theft on Bitcoin and all that came of it, generated: any number of transactions, 2.5 inputs and 2.5 outputs on average,
 * each of which spends stolen coins. 1,000 bitcoin are split into 500 coins, those are joined again; then coins are peeled
 * off in chains of hundreds of hops, split up to 40 ways, joined up to 60 at a time and mixed with each other and with
 * clean coins of strangers. A tenth of all outputs stays unspent.
 */
import type { Seed } from '../../../src/core/trace/seed.ts';
import type { BitcoinInput, BitcoinTransaction } from '../../../src/core/transaction.ts';
import { type Coin, CoinPool } from './coin-pool.ts';
import { Dice } from './dice.ts';
import { madeUpId, scrambled } from './made-up-id.ts';

const STOLEN = 100_000_000_000;
const FIRST_HEIGHT = 700_000;
const FIRST_TIME = 1_631_333_672;
/** Nothing smaller is worth sending. */
const SMALLEST = 2_000;
const SPLIT_INTO = 500;
const MOST_OUTPUTS = 40;
const MOST_INPUTS = 60;
/** Satoshi an input. */
const MOST_FEE = 600;
/** Less would be lost in rounding, and with it that every transaction spends stolen coins. */
const LEAST_SHARE = 0.2;
const CHAINS = 8;
/** Inputs, and outputs, of a transaction on average: splits and coins of strangers keep to it. */
const MEAN = 2.5;

interface Chain {
  coin: Coin;
  hopsLeft: number;
}

/** A coin of a stranger, or one of the graph. */
type Spent = Coin & { readonly foreign?: true };

export class BitcoinGraph {
  readonly size: number;
  readonly #dice: Dice;
  readonly #pool = new CoinPool();
  readonly #chains: Chain[] = [];
  #made = 0;
  #inputs = 0;
  #outputs = 0;
  #foreign = 0;
  #height = FIRST_HEIGHT;

  /** @param size transactions, at least 100 @param seed of the choices */
  constructor(size: number, seed: number) {
    this.size = size;
    this.#dice = new Dice(seed);
  }

  /** All transactions in chain order; to be called once. */
  *transactions(): Generator<BitcoinTransaction> {
    yield this.#pay([this.#stranger(STOLEN + 10_000)], [STOLEN]);
    yield* this.#split();
    yield* this.#join();
    this.#chains.push({ coin: this.#pool.take(0), hopsLeft: 400 });
    while (this.#made < this.size) yield this.#next();
  }

  /** What is left unspent after all transactions, as outpoints. */
  *unspent(): Generator<{ readonly txid: string; readonly vout: number }> {
    for (let index = 0; index < this.#pool.size; index += 1) {
      const { tx, vout } = this.#pool.at(index);
      yield { txid: txidOf(tx), vout };
    }
    for (const { coin } of this.#chains) yield { txid: txidOf(coin.tx), vout: coin.vout };
  }

  /** The theft: everything comes of it. */
  oneSeed(): Seed[] {
    return [outpointSeed(0, 0)];
  }

  /** The coins that the theft is split into, and which are joined at once. */
  joinedSeeds(): Seed[] {
    return Array.from({ length: SPLIT_INTO }, (_, n) =>
      outpointSeed(1 + Math.floor(n / MOST_OUTPUTS), n % MOST_OUTPUTS),
    );
  }

  /** Coins from the first transaction to the last. */
  spreadSeeds(count = SPLIT_INTO): Seed[] {
    return Array.from({ length: count }, (_, n) => outpointSeed(Math.floor((n * this.size) / count), 0));
  }

  /** The theft into equal coins. */
  *#split(): Generator<BitcoinTransaction> {
    for (let left = SPLIT_INTO; left > 0; left -= MOST_OUTPUTS) {
      const coin = this.#pool.take(this.#pool.size - 1);
      const count = Math.min(left, MOST_OUTPUTS);
      const parts = new Array<number>(count).fill(Math.floor(STOLEN / SPLIT_INTO) - 1_000);
      const change = coin.value - count * (parts[0] ?? 0) - 15_000;
      yield this.#pay([coin], left > MOST_OUTPUTS ? [...parts, change] : parts);
    }
  }

  *#join(): Generator<BitcoinTransaction> {
    while (this.#pool.size > 1) {
      const coins: Coin[] = [];
      while (this.#pool.size > 0 && coins.length < MOST_INPUTS) coins.push(this.#pool.take(0));
      yield this.#pay(coins, [totalOf(coins) - this.#fee(coins.length, 1)]);
    }
  }

  #next(): BitcoinTransaction {
    const chain = this.#chains[this.#dice.below(CHAINS)];
    if (chain !== undefined && this.#dice.falls(0.35)) return this.#peel(chain);
    const isCrowded = this.#pool.size > this.#outputs / 10;
    if (this.#pool.size > 1 && this.#dice.falls(isCrowded ? 0.4 : 0.01)) return this.#consolidate();
    const isNarrow = this.#outputs < MEAN * this.#made;
    const isSplit = isNarrow && this.#dice.falls(0.3);
    return isSplit ? this.#spend(3, this.#dice.between(5, MOST_OUTPUTS)) : this.#mix();
  }

  /** A payment and the rest, which the chain goes on with. */
  #peel(chain: Chain): BitcoinTransaction {
    const { coin } = chain;
    const rest = coin.value - this.#fee(1, 2);
    const paid = Math.max(SMALLEST, Math.floor(rest * 0.05 * this.#dice.fraction()));
    const isOver = chain.hopsLeft === 0 || rest < 100 * SMALLEST;
    const tx = this.#pay([coin], rest - paid < SMALLEST ? [rest] : [paid, rest - paid]);
    const last = this.#pool.take(this.#pool.size - 1);
    if (isOver) {
      this.#chains.splice(this.#chains.indexOf(chain), 1);
      this.#pool.add(last);
    } else {
      chain.coin = last;
      chain.hopsLeft -= 1;
    }
    return tx;
  }

  /** Many coins into one; a chain may begin with it. */
  #consolidate(): BitcoinTransaction {
    const many = this.#dice.falls(0.1) ? MOST_INPUTS : 9;
    const tx = this.#spend(this.#dice.between(2, Math.min(many, this.#pool.size)), 1);
    if (this.#chains.length < CHAINS && this.#pool.at(this.#pool.size - 1).value > 1_000 * SMALLEST) {
      const hopsLeft = this.#dice.between(100, 600);
      this.#chains.push({ coin: this.#pool.take(this.#pool.size - 1), hopsLeft });
    }
    return tx;
  }

  /** Coins from anywhere in the graph come together and part again. */
  #mix(): BitcoinTransaction {
    return this.#spend(this.#dice.falls(0.7) ? 1 : this.#dice.between(2, 3), this.#dice.between(1, 3));
  }

  #spend(inputs: number, outputs: number): BitcoinTransaction {
    const coins: Spent[] = [];
    // What cannot pay its fee takes another coin along.
    const wanted = () => coins.length < inputs || totalOf(coins) < 2 * SMALLEST + MOST_FEE * coins.length;
    while (wanted() && this.#pool.size + this.#chains.length > 0) coins.push(this.#takeCoin());
    const own = totalOf(coins);
    const isNarrow = this.#inputs < MEAN * this.#made;
    if (isNarrow && coins.length < MOST_INPUTS && shareOf(coins) > 2 * LEAST_SHARE) {
      coins.push(this.#stranger(this.#dice.between(SMALLEST, Math.min(own, 300_000))));
    }
    const rest = totalOf(coins) - this.#fee(coins.length, outputs);
    return this.#pay(coins, this.#parts(rest, outputs));
  }

  /** As different as payments are; none is too small. */
  #parts(total: number, count: number): number[] {
    const most = Math.min(count, Math.max(1, Math.floor(total / (2 * SMALLEST))));
    const spare = total - most * SMALLEST;
    const weights = Array.from({ length: most }, () => this.#dice.fraction() ** 4 + 1e-6);
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    const parts = weights.map((weight) => SMALLEST + Math.floor((spare * weight) / whole));
    parts[0] = (parts[0] ?? 0) + total - parts.reduce((sum, part) => sum + part, 0);
    return parts;
  }

  /** One of the newest coins, or any; when there is none, that of a chain. */
  #takeCoin(): Coin {
    const { size } = this.#pool;
    if (size === 0) return (this.#chains.pop() as Chain).coin;
    const isRecent = this.#dice.falls(0.3);
    return this.#pool.take(
      isRecent ? size - 1 - this.#dice.below(Math.min(size, 50)) : this.#dice.below(size),
    );
  }

  #stranger(value: number): Spent {
    this.#foreign += 1;
    return { tx: this.#foreign, vout: 0, value, share: 0, foreign: true };
  }

  /** 68 virtual bytes an input and 31 an output (p2wpkh), 1 to 12 satoshi each. */
  #fee(inputs: number, outputs: number): number {
    return Math.min((11 + 68 * inputs + 31 * outputs) * this.#dice.between(1, 12), inputs * MOST_FEE);
  }

  #pay(coins: readonly Spent[], values: readonly number[]): BitcoinTransaction {
    const tx = this.#made;
    this.#made += 1;
    this.#inputs += coins.length;
    this.#outputs += values.length;
    if (this.#dice.falls(0.25)) this.#height += 1;
    const paidIn = totalOf(coins);
    const share = tx === 0 ? 1 : shareOf(coins);
    for (const [vout, value] of values.entries()) this.#pool.add({ tx, vout, value, share });
    const block = {
      height: this.#height,
      hash: madeUpId(3, this.#height, 64),
      time: FIRST_TIME + 600 * (this.#height - FIRST_HEIGHT),
    };
    return {
      chain: 'bitcoin',
      txid: txidOf(tx),
      block,
      position: null,
      inputs: coins.map(inputOf),
      outputs: values.map((value, vout) => ({ value: BigInt(value), script: scriptOf(tx, vout) })),
      fee: BigInt(paidIn - values.reduce((sum, value) => sum + value, 0)),
    };
  }
}

const txidOf = (tx: number) => madeUpId(1, tx, 64);

function outpointSeed(tx: number, vout: number): Seed {
  return { kind: 'outpoint', chain: 'bitcoin', txid: txidOf(tx), vout };
}

function inputOf({ tx, vout, value, foreign }: Spent): BitcoinInput {
  const txid = foreign === true ? madeUpId(2, tx, 64) : txidOf(tx);
  const script = foreign === true ? scriptOf(-tx, vout) : scriptOf(tx, vout);
  return { outpoint: `${txid}:${vout}`, value: BigInt(value), script };
}

/** Pay to a witness public key hash; one output of five goes to an address that was used before. */
function scriptOf(tx: number, vout: number): string {
  const number = 64 * tx + vout;
  const draw = scrambled(number) >>> 0;
  return `0014${madeUpId(4, draw % 5 === 0 ? draw % (Math.abs(tx) + 1) : number, 40)}`;
}

function totalOf(coins: readonly Coin[]): number {
  return coins.reduce((sum, { value }) => sum + value, 0);
}

/** About the stolen part of some coins under haircut. */
function shareOf(coins: readonly Coin[]): number {
  return coins.reduce((sum, { value, share }) => sum + value * share, 0) / totalOf(coins);
}
