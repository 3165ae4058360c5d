/**
 * The Ethereum transactions of a graph. They are kept in columns, and made anew as objects each time they are asked for.
 * Their numbers count up from 0 in the order of adding, so nothing that is shown may depend on them.
 */

import { BigintColumn, Column } from '../columns.ts';
import { sortInChainOrder } from '../movement/chain-order.ts';
import { TextPool } from '../text-pool.ts';
import type { EthereumTransaction } from '../transaction.ts';
import { type TransferList, TransferLists } from './transfer-lists.ts';

/** Stands for what is not known. */
const NONE = -1;

const HAS_FEE = 1;
const IS_WHOLE = 2;

/** Fewer outdated numbers are not worth tidying up. */
const FEW = 4096;

export class EthereumTransactions {
  readonly #txids = new TextPool();
  /** Of addresses, assets, block hashes and transfers. */
  readonly #texts = new TextPool();
  readonly #heights = new Column('uint32');
  readonly #times = new Column('uint32');
  readonly #hashes = new Column('int32');
  readonly #positions = new Column('int32');
  readonly #senders = new Column('int32');
  readonly #fees = new BigintColumn();
  readonly #forms = new Column('uint8');
  /** Of the transfers. */
  readonly #places = new Column('uint32');
  #lists = new TransferLists(this.#texts);
  /** How many numbers of `#lists` are no longer in use. */
  #outdated = 0;

  get size(): number {
    return this.#places.length;
  }

  has(txid: string): boolean {
    return this.#txids.idOf(txid) >= 0;
  }

  get(txid: string): EthereumTransaction | undefined {
    const tx = this.#txids.idOf(txid);
    return tx < 0 ? undefined : this.#transaction(tx, (id) => this.#texts.text(id));
  }

  /** Whether a transaction is here just as it is given, as the looks of its sender and its receiver mostly are. */
  isSame(transaction: EthereumTransaction): boolean {
    const tx = this.#txids.idOf(transaction.txid);
    if (tx < 0) return false;
    const { block, position, sender, fee, whole } = transaction;
    return (
      this.#heights.get(tx) === block.height &&
      this.#times.get(tx) === block.time &&
      this.#isText(this.#hashes.get(tx), block.hash) &&
      this.#positionOf(tx) === position &&
      this.#isText(this.#senders.get(tx), sender) &&
      this.#forms.get(tx) === formOf(fee, whole) &&
      this.#fees.get(tx) === (fee ?? 0n) &&
      this.#lists.isSame(this.#places.get(tx), transaction)
    );
  }

  /** All transactions; the order follows that of adding. */
  *values(): Generator<EthereumTransaction, void> {
    const text = this.#textsOnce();
    for (let tx = 0; tx < this.size; tx += 1) yield this.#transaction(tx, text);
  }

  /** The transactions up to a height by block, position and txid. */
  *inChainOrder(tipHeight: number): Generator<EthereumTransaction, void> {
    const ids = Int32Array.from({ length: this.size }, (_, tx) => tx);
    const known = ids.filter((tx) => this.#heights.get(tx) <= tipHeight);
    const sorted = sortInChainOrder(known, {
      size: this.size,
      heightOf: (tx) => this.#heights.get(tx),
      positionOf: (tx) => this.#positionOf(tx),
      compareTxids: (a, b) => this.#txids.compare(a, b),
    });
    const text = this.#textsOnce();
    for (const tx of sorted) yield this.#transaction(tx, text);
  }

  /** Who pays by internal transfers and signs no transaction that is known. */
  payersWithoutSignature(): Set<string> {
    const payers = new Set<number>();
    for (let tx = 0; tx < this.size; tx += 1) {
      for (const payer of this.#lists.internalPayers(this.#places.get(tx))) payers.add(payer);
    }
    for (let tx = 0; tx < this.size; tx += 1) payers.delete(this.#senders.get(tx));
    return new Set(Array.from(payers, (payer) => this.#texts.text(payer)));
  }

  /** Adds a transaction, or puts it in the place of the one with its txid. */
  set(transaction: EthereumTransaction): void {
    const { chain: _, txid, block, position, sender, fee, transfers, views, whole, ...rest } = transaction;
    // Does not compile while a field of transactions has no column.
    rest satisfies Record<string, never>;
    const tx = this.#txids.add(txid);
    const isNew = tx === this.size;
    if (isNew) this.#places.push(this.#lists.add({ transfers, views }));
    else this.#replace(tx, { transfers, views });
    const numbers = [
      [this.#heights, block.height],
      [this.#times, block.time],
      [this.#hashes, this.#idOf(block.hash)],
      [this.#positions, position ?? NONE],
      [this.#senders, this.#idOf(sender)],
      [this.#forms, formOf(fee, whole)],
    ] as const;
    for (const [column, number] of numbers) {
      column.extend(tx + 1);
      column.set(tx, number);
    }
    this.#fees.extend(tx + 1);
    this.#fees.set(tx, fee ?? 0n);
  }

  #transaction(tx: number, text: (id: number) => string): EthereumTransaction {
    const orNull = (id: number) => (id === NONE ? null : text(id));
    const form = this.#forms.get(tx);
    const { transfers, views } = this.#lists.read(this.#places.get(tx), text);
    // In the order of the names, in which they are digested.
    return {
      block: {
        hash: orNull(this.#hashes.get(tx)),
        height: this.#heights.get(tx),
        time: this.#times.get(tx),
      },
      chain: 'ethereum',
      fee: (form & HAS_FEE) === 0 ? null : this.#fees.get(tx),
      position: this.#positionOf(tx),
      sender: orNull(this.#senders.get(tx)),
      transfers,
      txid: this.#txids.text(tx),
      views,
      ...((form & IS_WHOLE) === 0 ? {} : { whole: true }),
    };
  }

  #positionOf(tx: number): number | null {
    const position = this.#positions.get(tx);
    return position === NONE ? null : position;
  }

  #idOf(text: string | null): number {
    return text === null ? NONE : this.#texts.add(text);
  }

  #isText(id: number, text: string | null): boolean {
    return id === NONE || text === null ? id === NONE && text === null : this.#texts.isText(id, text);
  }

  /** Makes each text once, for those who walk over all transactions. */
  #textsOnce(): (id: number) => string {
    const made = new Array<string | undefined>(this.#texts.length);
    return (id) => {
      const text = made[id] ?? this.#texts.text(id);
      made[id] = text;
      return text;
    };
  }

  #replace(tx: number, list: TransferList): void {
    const place = this.#places.get(tx);
    const next = this.#lists.replace(place, list);
    if (next === place) return;
    this.#places.set(tx, next);
    this.#outdated += this.#lists.sizeOf(place);
    if (this.#outdated > FEW && this.#outdated * 2 > this.#lists.size) this.#tidyUp();
  }

  /** Keeps only what is in use. */
  #tidyUp(): void {
    const lists = new TransferLists(this.#texts);
    const text = this.#textsOnce();
    for (let tx = 0; tx < this.size; tx += 1) {
      this.#places.set(tx, lists.add(this.#lists.read(this.#places.get(tx), text)));
    }
    this.#lists = lists;
    this.#outdated = 0;
  }
}

function formOf(fee: EthereumTransaction['fee'], whole: EthereumTransaction['whole']): number {
  return (fee === null ? 0 : HAS_FEE) + (whole === true ? IS_WHOLE : 0);
}
