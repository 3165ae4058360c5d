/**
 * The transactions that the movements of a tape are, or are part of, as numbers: those of the Bitcoin table below 0, all
 * others from 0 on.
 */

import type { BlockRef, Chain } from '../chain.ts';
import { Column } from '../columns.ts';
import { NONE, type TxId } from '../graph/bitcoin-ids.ts';
import type { BitcoinTable } from '../graph/bitcoin-table.ts';
import type { Movement } from '../movement/movement.ts';
import { TextPool } from '../text-pool.ts';

/** Number of a transaction on a tape. */
export type TransactionNumber = number;

/** The transaction that a movement is, or is part of. */
export interface MovementSource {
  readonly chain: Chain;
  readonly txid: string;
  readonly block: BlockRef;
}

const CHAIN_IDS = { bitcoin: 0, ethereum: 1 } as const satisfies Record<Chain, number>;

export class TapeTransactions {
  readonly #table: BitcoinTable | null;
  readonly #txids = new TextPool();
  readonly #hashes = new TextPool();
  readonly #hashIds = new Column('int32');
  readonly #chainIds = new Column('uint8');
  #newest = '';

  constructor(table: BitcoinTable | null) {
    this.#table = table;
  }

  /** The number of the transaction that a movement is part of; its movements come one after another. */
  add({ chain, txid, block }: Movement): TransactionNumber {
    if (txid === this.#newest) return this.#chainIds.length - 1;
    this.#newest = txid;
    this.#txids.push(txid);
    this.#hashIds.push(block.hash === null ? NONE : this.#hashes.add(block.hash));
    return this.#chainIds.push(CHAIN_IDS[chain]);
  }

  chainOf(number: TransactionNumber): Chain {
    return number < 0 || this.#chainIds.get(number) === CHAIN_IDS.bitcoin ? 'bitcoin' : 'ethereum';
  }

  /** Null for one that is not on the tape, or of the table. */
  numberOf(txid: string): TransactionNumber | null {
    const number = this.#txids.idOf(txid);
    return number === NONE ? null : number;
  }

  txidOf(number: TransactionNumber): string {
    return number < 0 ? (this.#table as BitcoinTable).txidOf(inTable(number)) : this.#txids.text(number);
  }

  blockHashOf(number: TransactionNumber): string | null {
    if (number < 0) return (this.#table as BitcoinTable).blockHashOf(inTable(number));
    const hash = this.#hashIds.get(number);
    return hash === NONE ? null : this.#hashes.text(hash);
  }
}

/** The number of a transaction of the table. */
export function numberInTable(tx: TxId): TransactionNumber {
  return -1 - tx;
}

function inTable(number: TransactionNumber): TxId {
  return -1 - number;
}
