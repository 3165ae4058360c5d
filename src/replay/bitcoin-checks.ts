/**
 * What must hold inside one Bitcoin transaction of a dataset, and between it and the chain before it.
 *
 * A real explorer serves nothing that breaks these rules, so a dataset that does would test a client against a chain
 * that cannot exist.
 */

import { addressOfScript } from '../core/address.ts';
import type { Tip } from '../core/chain.ts';
import { outpointKey } from '../core/holding.ts';
import type { BitcoinChain } from './bitcoin-chain.ts';
import type { EsploraOutput, EsploraTransaction, PendingTransaction } from './esplora-transaction.ts';
import { datasetProblem, type Place } from './problem.ts';

/**
 * Checks a transaction by itself: addresses belong to their scripts, coinbase inputs are well-formed, and
 * fee = sum of inputs - sum of outputs (0 for a coinbase, as Esplora prints it).
 * @throws InvalidInputError naming the field.
 */
export function checkTransaction(tx: EsploraTransaction | PendingTransaction, place: Place): void {
  tx.vout.forEach((output, index) => {
    checkAddress(output, `vout[${index}]`, place);
  });
  const coinbase = tx.vin.some((input) => input.is_coinbase);
  if (coinbase && tx.vin.length > 1) {
    throw datasetProblem(place, 'vin', tx.vin.length, 'a single input in a coinbase transaction');
  }
  let spent = 0n;
  tx.vin.forEach((input, index) => {
    const field = `vin[${index}].prevout`;
    if (input.is_coinbase) {
      if (input.prevout !== null)
        throw datasetProblem(place, field, input.prevout, 'null in a coinbase input');
      return;
    }
    if (input.prevout === null) throw datasetProblem(place, field, null, 'the output that is spent');
    checkAddress(input.prevout, field, place);
    spent += BigInt(input.prevout.value);
  });
  const paid = tx.vout.reduce((sum, output) => sum + BigInt(output.value), 0n);
  const fee = coinbase ? 0n : spent - paid;
  if (fee < 0n)
    throw datasetProblem(place, 'vout', `${paid} satoshi`, `at most the ${spent} satoshi that are spent`);
  if (BigInt(tx.fee) !== fee) throw datasetProblem(place, 'fee', tx.fee, `${fee}, inputs minus outputs`);
}

/**
 * Checks a transaction against the transactions before it: unique, blocks in order and consistent, nothing spent
 * twice, and every input that the data funds agrees with its funding output.
 * @throws InvalidInputError naming the field.
 */
export function checkAgainstChain(chain: BitcoinChain, tx: EsploraTransaction, place: Place): void {
  if (chain.positions.has(tx.txid)) {
    throw datasetProblem(place, 'txid', tx.txid, 'a transaction that has not stood in the file before');
  }
  checkBlock(chain, tx, place);
  tx.vout.forEach((_, vout) => {
    const spender = chain.spends.get(outpointKey(tx.txid, vout));
    if (spender === undefined) return;
    throw datasetProblem(
      place,
      'txid',
      tx.txid,
      `this line before the one of ${spender.txid}, which spends output ${vout}`,
    );
  });
  const own = new Set<string>();
  tx.vin.forEach((input, index) => {
    if (input.is_coinbase) return;
    const key = outpointKey(input.txid, input.vout);
    if (chain.spends.has(key) || own.has(key)) {
      throw datasetProblem(place, `vin[${index}]`, key, 'an output that nothing has spent before');
    }
    own.add(key);
    const position = chain.positions.get(input.txid);
    checkFunding(position === undefined ? undefined : chain.transactions[position], input, index, place);
  });
}

/**
 * Checks an input against the transaction that it spends from, if the data holds that.
 * @throws InvalidInputError naming the field
 */
export function checkFunding(
  tx: EsploraTransaction | PendingTransaction | undefined,
  input: EsploraTransaction['vin'][number],
  index: number,
  place: Place,
): void {
  if (tx === undefined) return;
  const funding = tx.vout[input.vout];
  const field = `vin[${index}]`;
  if (funding === undefined) {
    throw datasetProblem(place, `${field}.vout`, input.vout, `an output that ${input.txid} has`);
  }
  if (input.prevout?.value !== funding.value) {
    throw datasetProblem(
      place,
      `${field}.prevout.value`,
      input.prevout?.value,
      `${funding.value}, as it was funded`,
    );
  }
  if (input.prevout.scriptpubkey !== funding.scriptpubkey) {
    const expected = `${funding.scriptpubkey}, as it was funded`;
    throw datasetProblem(place, `${field}.prevout.scriptpubkey`, input.prevout.scriptpubkey, expected);
  }
}

function checkBlock(chain: BitcoinChain, tx: EsploraTransaction, place: Place): void {
  const { block_height: height, block_hash: hash, block_time: time } = tx.status;
  const before = chain.transactions.at(-1)?.status.block_height ?? 0;
  if (height < before) {
    throw datasetProblem(
      place,
      'status.block_height',
      height,
      `${before} or above: lines stand in chain order`,
    );
  }
  checkBelowTip(chain.tip, height, place);
  const known = chain.blocksByHeight.get(height);
  if (known !== undefined && known.id !== hash) {
    throw datasetProblem(place, 'status.block_hash', hash, `${known.id}, the block at height ${height}`);
  }
  if (known !== undefined && known.timestamp !== time) {
    throw datasetProblem(place, 'status.block_time', time, `${known.timestamp}, the time of block ${height}`);
  }
  const sameHash = chain.blocksByHash.get(hash);
  if (sameHash !== undefined && sameHash.height !== height) {
    throw datasetProblem(place, 'status.block_hash', hash, `another hash: this is block ${sameHash.height}`);
  }
}

function checkBelowTip(tip: Tip, height: number, place: Place): void {
  if (height <= tip.height) return;
  throw datasetProblem(
    place,
    'status.block_height',
    height,
    `at most ${tip.height}, tips.bitcoin of dataset.json`,
  );
}

function checkAddress(output: EsploraOutput, field: string, place: Place): void {
  const address = output.scriptpubkey_address;
  if (address === undefined) return;
  const actual = addressOfScript(output.scriptpubkey);
  if (address === actual) return;
  const expected = actual.startsWith('script:') ? 'no such field: the script has no address' : actual;
  throw datasetProblem(place, `${field}.scriptpubkey_address`, address, expected);
}
