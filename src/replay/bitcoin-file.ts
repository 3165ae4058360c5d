/**
 * Reads `bitcoin.ndjson`: one transaction a line, in chain order, each checked before it joins the chain.
 */

import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Tip } from '../core/chain.ts';
import { addTransaction, type BitcoinChain, emptyBitcoinChain } from './bitcoin-chain.ts';
import { checkAgainstChain, checkTransaction } from './bitcoin-checks.ts';
import { openIfPresent } from './dataset-lines.ts';
import { transactionForm } from './esplora-transaction.ts';
import { checked, datasetProblem, type Place } from './problem.ts';

const FILE = 'bitcoin.ndjson';

/**
 * The Bitcoin chain of the dataset in `dir`; null when it has neither a Bitcoin tip nor Bitcoin transactions.
 * A tip without a file is a chain on which nothing happened.
 * @throws InvalidInputError naming file, line, field, value and remedy.
 */
export async function readBitcoinChain(dir: string, tip: Tip | null): Promise<BitcoinChain | null> {
  const stream = await openIfPresent(join(dir, FILE));
  if (tip === null) {
    if (stream === null) return null;
    stream.destroy();
    throw datasetProblem(
      { file: 'dataset.json', line: null },
      'tips.bitcoin',
      undefined,
      `the tip of ${FILE}`,
    );
  }
  const chain = emptyBitcoinChain(tip);
  if (stream === null) return chain;
  try {
    await addLines(chain, stream);
  } finally {
    // A refused line ends the reading early: the file must not stay open.
    stream.destroy();
  }
  return chain;
}

async function addLines(chain: BitcoinChain, stream: Readable): Promise<void> {
  let line = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() === '') continue;
    const place: Place = { file: FILE, line };
    const tx = checked(transactionForm, parseLine(text, place), place);
    checkTransaction(tx, place);
    checkAgainstChain(chain, tx, place);
    addTransaction(chain, tx);
  }
}

/** The JSON of a line. @throws InvalidInputError when it is none */
export function parseLine(text: string, place: Place): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw datasetProblem(place, 'content', text, 'one transaction as JSON on one line');
  }
}
