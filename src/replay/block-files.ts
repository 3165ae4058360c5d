/**
 * Reads the folder `blocks` of a dataset: raw blocks, whole, of which the data holds transactions.
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BitcoinChain } from './bitcoin-chain.ts';
import { datasetProblem, type Place } from './problem.ts';
import { systemCode } from './system-code.ts';
import { parseWholeBlock, type WholeBlock } from './whole-block.ts';

const FOLDER = 'blocks';
const EXTENSION = '.raw';

/**
 * Adds the whole blocks of the dataset in `dir` to its chain; without the folder, none.
 * @throws InvalidInputError naming the file, and what is wrong with it
 */
export async function addWholeBlocks(dir: string, chain: BitcoinChain): Promise<void> {
  for (const name of await namesIn(join(dir, FOLDER))) {
    const place: Place = { file: `${FOLDER}/${name}`, line: null };
    if (!name.endsWith(EXTENSION))
      throw datasetProblem(place, 'name', name, `a name that ends with ${EXTENSION}`);
    const block = parseWholeBlock(await readFile(join(dir, FOLDER, name)));
    if (block === null) {
      throw datasetProblem(
        place,
        'content',
        name,
        'the raw bytes of one block, whose transactions have its Merkle root',
      );
    }
    checkBlock(chain, block, place);
    chain.wholeBlocks.set(block.id, block);
  }
}

/** Sorted, so that it is always the same file that is complained of. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw cause;
  }
}

/** The block must be one that the data tells of, with all that the data tells of it, in the same order. */
function checkBlock(chain: BitcoinChain, { id, timestamp, txids }: WholeBlock, place: Place): void {
  const known = chain.blocksByHash.get(id);
  if (known === undefined)
    throw datasetProblem(place, 'hash', id, 'a block that a transaction or the tip names');
  if (known.timestamp !== timestamp) {
    throw datasetProblem(place, 'time', timestamp, `${known.timestamp}, as the data has it for block ${id}`);
  }
  let position = -1;
  for (const { txid, status } of chain.transactions) {
    if (status.block_hash !== id) continue;
    const found = txids.indexOf(txid);
    if (found < 0)
      throw datasetProblem(place, 'transactions', txid, 'a block that holds it, as the data says');
    if (found < position) {
      throw datasetProblem(place, 'transactions', txid, 'the order in which bitcoin.ndjson has them');
    }
    position = found;
  }
}
