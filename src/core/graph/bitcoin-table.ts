/**
 * The Bitcoin transactions of a graph in columns, by transaction id. A transaction has an id, for good, as soon as it is
 * known or a known one spends from it. To walk over those that are known, go through the ids below `size` and ask
 * `isKnown`.
 */

import { BigintColumn, Column } from '../columns.ts';
import { InvariantError } from '../errors.ts';
import type { Fingerprint } from '../fingerprint.ts';
import { type HoldingKey, outpointKey } from '../holding.ts';
import { Journal } from '../journal.ts';
import { TextPool } from '../text-pool.ts';
import type { BitcoinInput, BitcoinTransaction } from '../transaction.ts';
import { NONE, type OutputId, type TxId } from './bitcoin-ids.ts';
import { FingerprintTable } from './fingerprint-table.ts';
import { OutputTable } from './output-table.ts';

export class BitcoinTable {
  readonly outputs = new OutputTable();

  readonly #txids = new TextPool();
  readonly #hashes = new TextPool();

  /**
   * By transaction: its row when it is known; else below `NONE`, and tells the newest output that is spent from it
   * (`lastSpent`); else `NONE`, while it is being added.
   */
  readonly #places = new Column('int32');

  /** By row: what only known transactions have. */
  readonly #heights = new Column('uint32');
  readonly #times = new Column('uint32');
  readonly #positions = new Column('int32');
  readonly #hashIds = new Column('int32');
  readonly #fees = new BigintColumn();
  /** 1 when the transaction was verified. */
  readonly #verified = new Column('uint8');
  readonly #fingerprints = new FingerprintTable();
  /** By row, and one more: where its inputs begin in `#inputs`, its outputs in `#made`. */
  readonly #firstInputs = new Column('uint32');
  readonly #firstOutputs = new Column('uint32');
  /** Output ids, the inputs of each row after those of the row before. */
  readonly #inputs = new Column('int32');
  readonly #made = new Column('int32');

  readonly #journal = new Journal([
    ...[this.#txids, this.#hashes, this.#places, this.#heights, this.#times, this.#positions, this.#hashIds],
    ...[this.#fees, this.#verified, this.#firstInputs, this.#firstOutputs, this.#inputs, this.#made],
    ...this.#fingerprints.parts,
    ...this.outputs.parts,
  ]);

  constructor() {
    this.#firstInputs.push(0);
    this.#firstOutputs.push(0);
  }

  /** How many transactions have an id, whether known or only spent from. */
  get size(): number {
    return this.#places.length;
  }

  /** How many transactions are known. */
  get knownSize(): number {
    return this.#heights.length;
  }

  /** Does something that adds transactions. When it throws, none of them stays, and the ids are as they were. */
  atomically(work: () => void): void {
    this.#journal.atomically(work);
  }

  /**
   * Adds a transaction that agrees with those that are here (`checkAgreement`). One that is here stays as it is; only
   * its position and fingerprint may become known, and that it is verified.
   * @throws InvariantError when a number does not fit its column
   */
  add(tx: BitcoinTransaction): void {
    const id = this.#refer(tx.txid, tx.txid.length);
    if (this.isKnown(id)) {
      if (tx.position !== null) this.#journal.set(this.#positions, this.#row(id), tx.position);
      if (tx.verified === true) this.#journal.set(this.#verified, this.#row(id), 1);
      this.#fingerprints.learn(this.#row(id), tx.fingerprint, this.#journal);
      return;
    }
    for (const input of tx.inputs) {
      const output = this.#spent(input);
      this.outputs.spend(output, id, this.#journal);
      this.#inputs.push(output);
    }
    this.#addOutputs(id, tx.outputs);
    this.#journal.set(this.#places, id, this.#heights.push(tx.block.height));
    this.#times.push(tx.block.time);
    this.#positions.push(tx.position ?? NONE);
    this.#hashIds.push(tx.block.hash === null ? NONE : this.#hashes.add(tx.block.hash));
    this.#fees.push(tx.fee);
    this.#verified.push(tx.verified === true ? 1 : 0);
    this.#fingerprints.push(tx.fingerprint);
    this.#firstInputs.push(this.#inputs.length);
    this.#firstOutputs.push(this.#made.length);
  }

  /** The id of a transaction; `NONE` when it has none. */
  idOf(txid: string): TxId {
    return this.#txids.idOf(txid);
  }

  isKnown(tx: TxId): boolean {
    return this.#places.get(tx) >= 0;
  }

  txidOf(tx: TxId): string {
    return this.#txids.text(tx);
  }

  /** Order of two transactions by their txids as text; it does not depend on the ids. */
  compareTxids(a: TxId, b: TxId): number {
    return this.#txids.compare(a, b);
  }

  /** Block height. @throws InvariantError, as all that follow, for a transaction that is not known */
  heightOf(tx: TxId): number {
    return this.#heights.get(this.#row(tx));
  }

  /** Unix seconds. */
  timeOf(tx: TxId): number {
    return this.#times.get(this.#row(tx));
  }

  /** Index in the block; null when the explorer did not say. */
  positionOf(tx: TxId): number | null {
    const position = this.#positions.get(this.#row(tx));
    return position === NONE ? null : position;
  }

  blockHashOf(tx: TxId): string | null {
    const hash = this.#hashIds.get(this.#row(tx));
    return hash === NONE ? null : this.#hashes.text(hash);
  }

  /** Satoshi. */
  feeOf(tx: TxId): bigint {
    return this.#fees.get(this.#row(tx));
  }

  /** Whether a look-up found that its id is the hash of its contents. */
  isVerified(tx: TxId): boolean {
    return this.#verified.get(this.#row(tx)) === 1;
  }

  /** Undefined when no explorer told it. */
  fingerprintOf(tx: TxId): Fingerprint | undefined {
    return this.#fingerprints.get(this.#row(tx));
  }

  inputCount(tx: TxId): number {
    const row = this.#row(tx);
    return this.#firstInputs.get(row + 1) - this.#firstInputs.get(row);
  }

  /** The output that an input spends. @param index in `vin` order, below `inputCount` */
  inputOf(tx: TxId, index: number): OutputId {
    return this.#inputs.get(this.#firstInputs.get(this.#row(tx)) + index);
  }

  outputCount(tx: TxId): number {
    const row = this.#row(tx);
    return this.#firstOutputs.get(row + 1) - this.#firstOutputs.get(row);
  }

  /** An output of a known transaction. @param vout below `outputCount` */
  outputOf(tx: TxId, vout: number): OutputId {
    return this.#made.get(this.#firstOutputs.get(this.#row(tx)) + vout);
  }

  /** An output of a transaction whether known or not; `NONE` when it has no id. */
  outputId(tx: TxId, vout: number): OutputId {
    if (this.isKnown(tx)) return vout >= 0 && vout < this.outputCount(tx) ? this.outputOf(tx, vout) : NONE;
    let output = this.lastSpent(tx);
    while (output !== NONE && this.outputs.voutOf(output) !== vout) {
      output = this.outputs.nextSpent(output);
    }
    return output;
  }

  /** `NONE` when the outpoint has no id. */
  outputIdOf(outpoint: HoldingKey): OutputId {
    const colon = outpoint.lastIndexOf(':');
    const tx = this.#txids.idOf(outpoint, colon);
    return tx === NONE ? NONE : this.outputId(tx, voutIn(outpoint, colon));
  }

  outpointKeyOf(output: OutputId): HoldingKey {
    return outpointKey(this.txidOf(this.outputs.ownerOf(output)), this.outputs.voutOf(output));
  }

  /** Of a transaction that is not known: the first of the outputs spent from it, `outputs.nextSpent` gives the others. */
  lastSpent(tx: TxId): OutputId {
    const place = this.#places.get(tx);
    return place < NONE ? NONE - 1 - place : NONE;
  }

  #row(tx: TxId): number {
    const place = this.#places.get(tx);
    if (place < 0) throw new InvariantError(`transaction ${this.txidOf(tx)} is not known`);
    return place;
  }

  /** The id of the transaction that the first characters of a text name. */
  #refer(text: string, end: number): TxId {
    const id = this.#txids.add(text, end);
    return id < this.#places.length ? id : this.#places.push(NONE);
  }

  /** The id of the output that an input spends. */
  #spent(input: BitcoinInput): OutputId {
    const { outpoint } = input;
    const colon = outpoint.lastIndexOf(':');
    const owner = this.#refer(outpoint, colon);
    const vout = voutIn(outpoint, colon);
    const known = this.outputId(owner, vout);
    if (known !== NONE) return known;
    const output = this.outputs.add(owner, vout, input, this.lastSpent(owner));
    this.#journal.set(this.#places, owner, NONE - 1 - output);
    return output;
  }

  /** Gives ids to the outputs of a transaction, but for those that were spent before it was known. */
  #addOutputs(tx: TxId, outputs: BitcoinTransaction['outputs']): void {
    const first = this.#made.length;
    for (let n = 0; n < outputs.length; n += 1) this.#made.push(NONE);
    for (let spent = this.lastSpent(tx); spent !== NONE; spent = this.outputs.nextSpent(spent)) {
      this.#made.set(first + this.outputs.voutOf(spent), spent);
    }
    for (const [vout, output] of outputs.entries()) {
      if (this.#made.get(first + vout) !== NONE) continue;
      this.#made.set(first + vout, this.outputs.add(tx, vout, output, NONE));
    }
  }
}

function voutIn(outpoint: HoldingKey, colon: number): number {
  return Number.parseInt(outpoint.slice(colon + 1), 10);
}
