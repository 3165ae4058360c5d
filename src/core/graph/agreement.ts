/**
 * Whether a Bitcoin transaction agrees with those already known: an output is spent once, by an input that states its
 * value and script, and not before it exists. Explorers may lie or mix forks; what disagrees is not believed.
 */

import { BadProviderDataError } from '../errors.ts';
import { isContradicted } from '../fingerprint.ts';
import { parseOutpoint } from '../holding.ts';
import type { BitcoinInput, BitcoinOutput, BitcoinTransaction } from '../transaction.ts';
import { NONE, type OutputId, type TxId } from './bitcoin-ids.ts';
import type { BitcoinTable } from './bitcoin-table.ts';

/**
 * Checks a transaction against those of a table, whichever was seen first.
 * @throws BadProviderDataError naming the outpoint or the transaction in question
 */
export function checkAgreement(tx: BitcoinTransaction, table: BitcoinTable): void {
  const id = table.idOf(tx.txid);
  if (id !== NONE && table.isKnown(id)) {
    // It was checked when it was added, and so was all that came after it.
    if (!isSame(tx, id, table)) throw disagreement(tx.txid, 'is not what it was before');
    return;
  }
  const spent = new Set<string>();
  for (const input of tx.inputs) {
    const { outpoint } = input;
    if (spent.has(outpoint)) throw disagreement(tx.txid, `spends ${outpoint}, which ${tx.txid} spends`);
    spent.add(outpoint);
    checkInput(input, tx, table);
  }
  if (id === NONE) return;
  for (let output = table.lastSpent(id); output !== NONE; output = table.outputs.nextSpent(output)) {
    checkSpentBefore(output, tx, table);
  }
}

/** An input against the transactions that are known: the one it spends from, and others that spend. */
function checkInput(input: BitcoinInput, tx: BitcoinTransaction, table: BitcoinTable): void {
  const { outpoint } = input;
  const { txid, vout } = parseOutpoint(outpoint);
  if (txid === tx.txid) throw disagreement(tx.txid, `spends ${outpoint}, an output of its own`);
  const funding = table.idOf(txid);
  if (funding === NONE) return;
  const output = table.outputId(funding, vout);
  const spender = output === NONE ? NONE : table.outputs.spenderOf(output);
  if (spender !== NONE) {
    const other = table.txidOf(spender);
    throw disagreement(tx.txid, `spends ${outpoint}, which ${other} spends`, other);
  }
  if (!table.isKnown(funding)) return;
  if (output === NONE) throw disagreement(tx.txid, `spends ${outpoint}, which does not exist`, txid);
  if (!isSameOutput(input, output, table)) throw misstated(tx.txid, outpoint, txid);
  if (tx.block.height < table.heightOf(funding)) throw tooEarly(tx.txid, outpoint, txid);
}

/** An output that a known transaction spends against the transaction that makes it. */
function checkSpentBefore(output: OutputId, tx: BitcoinTransaction, table: BitcoinTable): void {
  const made = tx.outputs[table.outputs.voutOf(output)];
  const spender = table.txidOf(table.outputs.spenderOf(output));
  if (made === undefined) {
    throw disagreement(tx.txid, `has ${tx.outputs.length} outputs, fewer than are spent`, spender);
  }
  if (!isSameOutput(made, output, table)) {
    throw misstated(spender, table.outpointKeyOf(output), tx.txid);
  }
  if (table.heightOf(table.outputs.spenderOf(output)) < tx.block.height) {
    throw tooEarly(spender, table.outpointKeyOf(output), tx.txid);
  }
}

function isSame(tx: BitcoinTransaction, id: TxId, table: BitcoinTable): boolean {
  const { hash, height, time } = tx.block;
  const [position, before] = [tx.position, table.positionOf(id)];
  return (
    (position === before || position === null || before === null) &&
    height === table.heightOf(id) &&
    time === table.timeOf(id) &&
    hash === table.blockHashOf(id) &&
    tx.fee === table.feeOf(id) &&
    !isContradicted(tx.fingerprint, table.fingerprintOf(id)) &&
    tx.inputs.length === table.inputCount(id) &&
    tx.outputs.length === table.outputCount(id) &&
    tx.inputs.every((input, index) => {
      const output = table.inputOf(id, index);
      return table.outputIdOf(input.outpoint) === output && isSameOutput(input, output, table);
    }) &&
    tx.outputs.every((output, vout) => isSameOutput(output, table.outputOf(id, vout), table))
  );
}

function isSameOutput(
  { value, script }: BitcoinOutput,
  output: OutputId,
  { outputs }: BitcoinTable,
): boolean {
  return value === outputs.valueOf(output) && outputs.scriptIdOf(script) === outputs.scriptOf(output);
}

function misstated(txid: string, outpoint: string, other: string): BadProviderDataError {
  return disagreement(txid, `states ${outpoint} with another value or script than it has`, other);
}

function tooEarly(txid: string, outpoint: string, other: string): BadProviderDataError {
  return disagreement(txid, `spends ${outpoint} in a block before the one that makes it`, other);
}

/** @param other the transaction that it does not agree with, when it is another one */
function disagreement(txid: string, problem: string, other?: string): BadProviderDataError {
  return new BadProviderDataError(`transaction ${txid} ${problem}: the explorer contradicts itself`, {
    txid,
    ...(other === undefined ? {} : { other }),
  });
}
