/**
 * The transfers of Ethereum transactions, with the views that showed them, in columns: what would be a dozen objects is a few
 * numbers. A list that is written anew stays where it is as long as its size does; else it comes behind all others.
 */

import { BigintColumn, Column } from '../columns.ts';
import { InvariantError } from '../errors.ts';
import type { TextPool } from '../text-pool.ts';
import type { EthereumTransaction, Transfer } from '../transaction.ts';

export type TransferList = Pick<EthereumTransaction, 'transfers' | 'views'>;

/** Before a list: where its values begin, how many transfers there are, how many numbers follow. */
const VALUES = 0;
const COUNT = 1;
const LENGTH = 2;
const HEAD = 3;

/** Of a transfer; texts as ids. After the transfers comes each view: how many of them it shows, and which. */
const ASSET = 0;
const FROM = 1;
const TO = 2;
const ID = 3;
const FORM = 4;
const TRANSFER = 5;

/** The form: the kind and, added, what else there is to say. */
const KINDS = ['call', 'internal', 'token'] as const satisfies readonly Transfer['kind'][];
const KIND_BITS = 3;
const HAS_MOVED = 4;
/** Only what comes after the stem of the id is kept. */
const HAS_STEM = 8;

export class TransferLists {
  readonly #texts: TextPool;
  readonly #numbers = new Column('uint32');
  readonly #values = new BigintColumn();

  /** @param texts where the texts are kept */
  constructor(texts: TextPool) {
    this.#texts = texts;
  }

  /** How many numbers there are, those of lists that were written anew elsewhere included. */
  get size(): number {
    return this.#numbers.length;
  }

  sizeOf(place: number): number {
    return HEAD + this.#numbers.get(place + LENGTH);
  }

  /** Adds a list. @returns its place */
  add({ transfers, views }: TransferList): number {
    const place = this.#numbers.push(this.#values.length);
    this.#numbers.push(transfers.length);
    this.#numbers.push(0);
    for (const transfer of transfers) this.#addTransfer(transfer);
    this.#addViews(transfers, views);
    this.#numbers.set(place + LENGTH, this.size - place - HEAD);
    return place;
  }

  /** Writes a list that stands at a place anew. @returns its new place */
  replace(place: number, list: TransferList): number {
    const added = this.add(list);
    const count = this.#numbers.get(place + COUNT);
    const size = this.sizeOf(place);
    if (this.sizeOf(added) !== size || list.transfers.length !== count) return added;
    const values = this.#numbers.get(place + VALUES);
    const addedValues = this.#numbers.get(added + VALUES);
    for (let at = HEAD; at < size; at += 1) this.#numbers.set(place + at, this.#numbers.get(added + at));
    for (let at = 0; at < count; at += 1) this.#values.set(values + at, this.#values.get(addedValues + at));
    this.#numbers.truncate(added);
    this.#values.truncate(addedValues);
    return place;
  }

  /** @param text of an id */
  read(place: number, text: (id: number) => string): TransferList {
    const values = this.#numbers.get(place + VALUES);
    const count = this.#numbers.get(place + COUNT);
    const end = place + this.sizeOf(place);
    const transfers: Transfer[] = [];
    let at = place + HEAD;
    for (let index = 0; index < count; index += 1, at += TRANSFER) {
      transfers.push(this.#transfer(at, this.#values.get(values + index), text));
    }
    const views: string[][] = [];
    while (at < end) {
      const view: string[] = [];
      const next = at + 1 + this.#numbers.get(at);
      for (at += 1; at < next; at += 1) view.push(transfers[this.#numbers.get(at)]?.id ?? '');
      views.push(view);
    }
    return { transfers, views };
  }

  /** Whether a list is the same as a given one, in the same order. */
  isSame(place: number, { transfers, views }: TransferList): boolean {
    if (this.#numbers.get(place + COUNT) !== transfers.length) return false;
    const values = this.#numbers.get(place + VALUES);
    let at = place + HEAD;
    for (const [index, transfer] of transfers.entries()) {
      if (this.#values.get(values + index) !== transfer.value || !this.#isSameTransfer(at, transfer))
        return false;
      at += TRANSFER;
    }
    const end = place + this.sizeOf(place);
    for (const view of views) {
      if (at >= end || this.#numbers.get(at) !== view.length) return false;
      at += 1;
      for (const id of view) {
        if (transfers[this.#numbers.get(at)]?.id !== id) return false;
        at += 1;
      }
    }
    return at === end;
  }

  /** Who pays by the internal transfers of a list, as ids of texts. */
  internalPayers(place: number): number[] {
    const payers: number[] = [];
    const end = place + HEAD + TRANSFER * this.#numbers.get(place + COUNT);
    for (let at = place + HEAD; at < end; at += TRANSFER) {
      const kind = KINDS[this.#numbers.get(at + FORM) & KIND_BITS];
      if (kind === 'internal') payers.push(this.#numbers.get(at + FROM));
    }
    return payers;
  }

  #addTransfer(transfer: Transfer): void {
    const { id, asset, from, to, value } = transfer;
    const stem = stemOf(transfer);
    const hasStem = id.startsWith(stem);
    for (const text of [asset, from, to, hasStem ? id.slice(stem.length) : id]) {
      this.#numbers.push(this.#texts.add(text));
    }
    this.#numbers.push(formOf(transfer, hasStem));
    this.#values.push(value);
  }

  /** Whether all but the value is the same. */
  #isSameTransfer(at: number, transfer: Transfer): boolean {
    const { id, asset, from, to } = transfer;
    const stem = stemOf(transfer);
    const hasStem = id.startsWith(stem);
    return (
      this.#numbers.get(at + FORM) === formOf(transfer, hasStem) &&
      [asset, from, to, hasStem ? id.slice(stem.length) : id].every((text, index) =>
        this.#texts.isText(this.#numbers.get(at + index), text),
      )
    );
  }

  #addViews(transfers: readonly Transfer[], views: TransferList['views']): void {
    const indexes = new Map(transfers.map(({ id }, index) => [id, index]));
    for (const view of views) {
      this.#numbers.push(view.length);
      for (const id of view) {
        const index = indexes.get(id);
        if (index === undefined) throw new InvariantError(`a view shows ${id}, which is not there`, { id });
        this.#numbers.push(index);
      }
    }
  }

  #transfer(at: number, value: bigint, text: (id: number) => string): Transfer {
    const form = this.#numbers.get(at + FORM);
    const kind = KINDS[form & KIND_BITS] ?? 'call';
    const asset = text(this.#numbers.get(at + ASSET));
    const from = text(this.#numbers.get(at + FROM));
    const to = text(this.#numbers.get(at + TO));
    const stem = (form & HAS_STEM) === 0 ? '' : stemOf({ kind, asset, from, to, value });
    const id = stem + text(this.#numbers.get(at + ID));
    const moved = (form & HAS_MOVED) !== 0;
    return { asset, from, id, kind, moved, to, value };
  }
}

function formOf({ kind, moved }: Transfer, hasStem: boolean): number {
  return KINDS.indexOf(kind) + (moved ? HAS_MOVED : 0) + (hasStem ? HAS_STEM : 0);
}

/** What the ids of explorers' rows begin with; it follows from the rest. */
function stemOf({ kind, asset, from, to, value }: Omit<Transfer, 'id' | 'moved'>): string {
  if (kind === 'call') return '';
  return `${kind === 'token' ? `token:${asset}` : kind}:${from}:${to}:${value}:`;
}
