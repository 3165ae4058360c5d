/**
 * Whether a Bitcoin transaction agrees with those already known: an output is spent once, by an input that states its
 * value and script, and not before it exists. Explorers may lie or mix forks; what disagrees is not believed.
 */

import { BadProviderDataError } from '../errors.ts';
import { outpointKey, parseOutpoint } from '../holding.ts';
import type { BitcoinInput, BitcoinTransaction } from '../transaction.ts';

/** The transactions known so far, and which of them spends an outpoint. */
export interface KnownBitcoin {
  transaction(txid: string): BitcoinTransaction | undefined;
  spender(outpoint: string): string | undefined;
  /** The highest output index of a transaction that a known transaction spends. */
  highestSpent(txid: string): number | undefined;
}

/**
 * Checks a transaction against what is known, whichever of the two was seen first.
 * @throws BadProviderDataError naming the outpoint or the transaction in question
 */
export function checkAgreement(tx: BitcoinTransaction, known: KnownBitcoin): void {
  const before = known.transaction(tx.txid);
  if (before !== undefined && !isSame(before, tx)) throw disagreement(tx.txid, 'is not what it was before');
  const spent = new Set<string>();
  for (const input of tx.inputs) {
    const spender = known.spender(input.outpoint) ?? tx.txid;
    if (spender !== tx.txid || spent.has(input.outpoint)) {
      throw disagreement(tx.txid, `spends ${input.outpoint}, which ${spender} spends`);
    }
    spent.add(input.outpoint);
    const funding = known.transaction(parseOutpoint(input.outpoint).txid);
    if (funding !== undefined) checkSpend(funding, input, tx);
  }
  if ((known.highestSpent(tx.txid) ?? -1) >= tx.outputs.length) {
    throw disagreement(tx.txid, `has ${tx.outputs.length} outputs, fewer than are spent`);
  }
  for (const vout of tx.outputs.keys()) {
    const outpoint = outpointKey(tx.txid, vout);
    const spender = known.transaction(known.spender(outpoint) ?? '');
    const input = spender?.inputs.find((candidate) => candidate.outpoint === outpoint);
    if (spender !== undefined && input !== undefined) checkSpend(tx, input, spender);
  }
}

function checkSpend(funding: BitcoinTransaction, input: BitcoinInput, tx: BitcoinTransaction): void {
  const output = funding.outputs[parseOutpoint(input.outpoint).vout];
  if (output === undefined) throw disagreement(tx.txid, `spends ${input.outpoint}, which does not exist`);
  if (output.value !== input.value || output.script !== input.script) {
    throw disagreement(tx.txid, `states ${input.outpoint} with another value or script than it has`);
  }
  if (tx.block.height < funding.block.height) {
    throw disagreement(tx.txid, `spends ${input.outpoint} in a block before the one that makes it`);
  }
}

function isSame(a: BitcoinTransaction, b: BitcoinTransaction): boolean {
  const { hash, height, time } = a.block;
  return (
    hash === b.block.hash &&
    height === b.block.height &&
    time === b.block.time &&
    a.fee === b.fee &&
    a.inputs.length === b.inputs.length &&
    a.outputs.length === b.outputs.length &&
    a.inputs.every((input, index) => {
      const other = b.inputs[index];
      return (
        input.outpoint === other?.outpoint && input.value === other.value && input.script === other.script
      );
    }) &&
    a.outputs.every((output, index) => {
      const other = b.outputs[index];
      return output.value === other?.value && output.script === other.script;
    })
  );
}

function disagreement(txid: string, problem: string): BadProviderDataError {
  return new BadProviderDataError(`transaction ${txid} ${problem}: the explorer contradicts itself`, {
    txid,
  });
}
