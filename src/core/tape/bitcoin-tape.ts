/**
 * Bitcoin transactions of a graph, put on a tape in chain order: block height, then the position in the block. Where an
 * explorer does not tell the position, transactions of one block are ordered so that none spends an output before it
 * exists; what is left open then cannot touch the same holding, so it cannot change a result (ADR 0003). The coinbase comes
 * last: it is paid by the others' fees.
 */

import type { TxId } from '../graph/bitcoin-ids.ts';
import type { BitcoinTable } from '../graph/bitcoin-table.ts';
import { dependenciesFirst, sortInChainOrder } from '../movement/chain-order.ts';
import { claimOf } from '../movement/coinbase.ts';
import type { Tape } from './tape.ts';

/** Appends all transactions up to a height. */
export function appendBitcoin(tape: Tape, table: BitcoinTable, tipHeight: number): void {
  const ids = sortInChainOrder(idsUpTo(table, tipHeight), table);
  for (let start = 0; start < ids.length; ) {
    const height = table.heightOf(ids[start] ?? 0);
    let end = start + 1;
    while (end < ids.length && table.heightOf(ids[end] ?? 0) === height) end += 1;
    appendBlock(tape, table, height, ids.subarray(start, end));
    start = end;
  }
}

function idsUpTo(table: BitcoinTable, tipHeight: number): Int32Array {
  const ids = new Int32Array(table.knownSize);
  let length = 0;
  for (let tx = 0; tx < table.size; tx += 1) {
    if (!table.isKnown(tx) || table.heightOf(tx) > tipHeight) continue;
    ids[length] = tx;
    length += 1;
  }
  return ids.subarray(0, length);
}

function appendBlock(tape: Tape, table: BitcoinTable, height: number, block: Int32Array): void {
  let fees = 0n;
  const coinbases: TxId[] = [];
  for (const tx of inSpendingOrder(table, block)) {
    if (table.inputCount(tx) === 0) coinbases.push(tx);
    else {
      fees += table.feeOf(tx);
      tape.appendBitcoin(tx, null);
    }
  }
  for (const tx of coinbases) tape.appendBitcoin(tx, claimOf(height, outputsOf(table, tx), fees));
}

function inSpendingOrder(table: BitcoinTable, block: Int32Array): Iterable<TxId> {
  if (block.length < 2) return block;
  return dependenciesFirst(
    [...block],
    (tx) => tx,
    function* (tx) {
      for (let index = 0; index < table.inputCount(tx); index += 1) {
        yield table.outputs.ownerOf(table.inputOf(tx, index));
      }
    },
  );
}

function outputsOf(table: BitcoinTable, tx: TxId): bigint {
  let total = 0n;
  for (let vout = 0; vout < table.outputCount(tx); vout += 1) {
    total += table.outputs.valueOf(table.outputOf(tx, vout));
  }
  return total;
}
