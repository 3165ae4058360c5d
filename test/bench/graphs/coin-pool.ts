/**
 * The unspent outputs of a generated Bitcoin graph, in columns: the generator must not take the memory that the accounting is
 * measured by.
 */

export interface Coin {
  /** Number of its transaction. */
  readonly tx: number;
  readonly vout: number;
  /** Satoshi: at most 21e14, which a double holds exactly. */
  readonly value: number;
  /** About the stolen part of it under haircut. */
  readonly share: number;
}

export class CoinPool {
  #txs = new Int32Array(1024);
  #vouts = new Uint16Array(1024);
  #values = new Float64Array(1024);
  #shares = new Float32Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add({ tx, vout, value, share }: Coin): void {
    if (this.#size === this.#txs.length) this.#grow();
    this.#txs[this.#size] = tx;
    this.#vouts[this.#size] = vout;
    this.#values[this.#size] = value;
    this.#shares[this.#size] = share;
    this.#size += 1;
  }

  /** @param index below `size` */
  at(index: number): Coin {
    return {
      tx: this.#txs[index] ?? 0,
      vout: this.#vouts[index] ?? 0,
      value: this.#values[index] ?? 0,
      share: this.#shares[index] ?? 0,
    };
  }

  /** Takes a coin out; the last one gets its index. */
  take(index: number): Coin {
    const coin = this.at(index);
    const last = this.at(this.#size - 1);
    this.#size -= 1;
    this.#txs[index] = last.tx;
    this.#vouts[index] = last.vout;
    this.#values[index] = last.value;
    this.#shares[index] = last.share;
    return coin;
  }

  #grow(): void {
    const size = 2 * this.#size;
    const [txs, vouts, values, shares] = [this.#txs, this.#vouts, this.#values, this.#shares];
    this.#txs = new Int32Array(size);
    this.#vouts = new Uint16Array(size);
    this.#values = new Float64Array(size);
    this.#shares = new Float32Array(size);
    this.#txs.set(txs);
    this.#vouts.set(vouts);
    this.#values.set(values);
    this.#shares.set(shares);
  }
}
