/** Raw transactions (test/fixtures/raw-transactions/PROVENANCE.md) as the trace would see them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Transaction } from 'bitcoinjs-lib';
import type { BitcoinOutput, BitcoinTransaction } from '../../src/core/transaction.ts';
import { ROOT } from './cli.ts';
import { bitcoinTransaction } from './transactions.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function read(name: string): Transaction {
  const text = readFileSync(join(ROOT, `test/fixtures/raw-transactions/${name}.hex`), 'utf8');
  return Transaction.fromHex(text.trim());
}

/**
 * @param height of the block, which the file does not tell
 * @param spent the outputs spent, in `vin` order: from the parents, or as far as the test knows them
 */
export function rawTransaction(
  name: string,
  height: number,
  spent: readonly (BitcoinOutput | null)[],
): BitcoinTransaction {
  const raw = read(name);
  const outputs = raw.outs.map(({ value, script }) => ({ value: BigInt(value), script: hex(script) }));
  const sketch = bitcoinTransaction({ txid: name, height, inputs: [], outputs });
  const inputs = raw.ins.map(({ hash, index }, vin) => {
    const output = spent[vin];
    if (output == null) throw new Error(`${name} spends more than the test says`);
    return { outpoint: `${hex(Buffer.from(hash).reverse())}:${index}`, ...output };
  });
  const total = (parts: readonly { value: bigint }[]) => parts.reduce((sum, { value }) => sum + value, 0n);
  return { ...sketch, txid: raw.getId(), inputs, fee: total(inputs) - total(outputs) };
}

/** The outputs that a transaction spends, read off its parents; null where none of them makes it. */
export function spentOutputs(name: string, parents: readonly string[]): (BitcoinOutput | null)[] {
  const known = new Map(parents.map((parent) => [read(parent).getId(), read(parent)]));
  return read(name).ins.map(({ hash, index }) => {
    const output = known.get(hex(Buffer.from(hash).reverse()))?.outs[index];
    return output === undefined ? null : { value: BigInt(output.value), script: hex(output.script) };
  });
}
