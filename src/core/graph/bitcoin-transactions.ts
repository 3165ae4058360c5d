/**
 * The Bitcoin transactions of a graph as objects. They are kept in columns (`table`) and made anew each time they are
 * asked for, so what walks over all of them should read the table.
 */

import type { BitcoinOutput, BitcoinTransaction } from '../transaction.ts';
import { NONE, type OutputId, type TxId } from './bitcoin-ids.ts';
import { BitcoinTable } from './bitcoin-table.ts';

export class BitcoinTransactions {
  readonly table = new BitcoinTable();

  get size(): number {
    return this.table.knownSize;
  }

  has(txid: string): boolean {
    const tx = this.table.idOf(txid);
    return tx !== NONE && this.table.isKnown(tx);
  }

  /** Whether a transaction is known whose id is the hash of its raw form. */
  isVerified(txid: string): boolean {
    const tx = this.table.idOf(txid);
    return tx !== NONE && this.table.isKnown(tx) && this.table.isVerified(tx);
  }

  get(txid: string): BitcoinTransaction | undefined {
    const tx = this.table.idOf(txid);
    return tx !== NONE && this.table.isKnown(tx) ? this.#transaction(tx) : undefined;
  }

  /** An output of a known transaction; undefined when its transaction is not known, or has no such output. */
  output(outpoint: string): BitcoinOutput | undefined {
    const output = this.table.outputIdOf(outpoint);
    return output !== NONE && this.table.isKnown(this.table.outputs.ownerOf(output))
      ? this.#output(output)
      : undefined;
  }

  /** All known transactions; the order follows that of adding. */
  *values(): Generator<BitcoinTransaction, void> {
    for (let tx = 0; tx < this.table.size; tx += 1) if (this.table.isKnown(tx)) yield this.#transaction(tx);
  }

  #transaction(tx: TxId): BitcoinTransaction {
    const { table } = this;
    const txid = table.txidOf(tx);
    const inputs = Array.from({ length: table.inputCount(tx) }, (_, index) => {
      const output = table.inputOf(tx, index);
      return { outpoint: table.outpointKeyOf(output), ...this.#output(output) };
    });
    const outputs = Array.from({ length: table.outputCount(tx) }, (_, vout) =>
      this.#output(table.outputOf(tx, vout)),
    );
    const fingerprint = table.fingerprintOf(tx);
    return {
      chain: 'bitcoin',
      txid,
      block: { height: table.heightOf(tx), hash: table.blockHashOf(tx), time: table.timeOf(tx) },
      position: table.positionOf(tx),
      inputs,
      outputs,
      fee: table.feeOf(tx),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    };
  }

  #output(output: OutputId): BitcoinOutput {
    const { outputs } = this.table;
    return { value: outputs.valueOf(output), script: outputs.scriptText(outputs.scriptOf(output)) };
  }
}
