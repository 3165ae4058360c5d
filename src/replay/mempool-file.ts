/**
 * Reads `mempool.ndjson`: transactions that wait for a block, one a line, none before one that it spends.
 */

import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { outpointKey } from '../core/holding.ts';
import type { BitcoinChain } from './bitcoin-chain.ts';
import { checkFunding, checkTransaction } from './bitcoin-checks.ts';
import { parseLine } from './bitcoin-file.ts';
import { openIfPresent } from './dataset-lines.ts';
import { type PendingTransaction, pendingForm } from './esplora-transaction.ts';
import { addPending } from './mempool.ts';
import { checked, datasetProblem, type Place } from './problem.ts';

const FILE = 'mempool.ndjson';

/**
 * Adds the waiting transactions of the dataset in `dir` to its chain; without the file, none.
 * @throws InvalidInputError naming file, line, field, value and remedy
 */
export async function addWaiting(dir: string, chain: BitcoinChain): Promise<void> {
  const stream = await openIfPresent(join(dir, FILE));
  if (stream === null) return;
  let line = 0;
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      if (text.trim() === '') continue;
      const place: Place = { file: FILE, line };
      const tx = checked(pendingForm, parseLine(text, place), place);
      checkTransaction(tx, place);
      checkWaiting(chain, tx, place);
      addPending(chain.mempool, tx);
    }
  } finally {
    stream.destroy();
  }
}

/** Unique, no coinbase, nothing spent twice, and every input that the data funds agrees with its funding output. */
function checkWaiting(chain: BitcoinChain, tx: PendingTransaction, place: Place): void {
  const { mempool } = chain;
  if (chain.positions.has(tx.txid) || mempool.transactions.has(tx.txid)) {
    throw datasetProblem(place, 'txid', tx.txid, 'a transaction that the data does not hold already');
  }
  const own = new Set<string>();
  for (const [index, input] of tx.vin.entries()) {
    const key = outpointKey(input.txid, input.vout);
    if (input.is_coinbase)
      throw datasetProblem(place, `vin[${index}]`, key, 'no coinbase: those are in a block');
    if (chain.spends.has(key) || mempool.spends.has(key) || own.has(key)) {
      throw datasetProblem(place, `vin[${index}]`, key, 'an output that nothing has spent before');
    }
    own.add(key);
    const position = chain.positions.get(input.txid);
    const funding = position === undefined ? undefined : chain.transactions[position];
    checkFunding(funding ?? mempool.transactions.get(input.txid), input, index, place);
  }
}
