/** The transactions that made the coins which a given transaction spends, as far as that tells them. */
import type { Seed } from '../../src/core/trace/seed.ts';
import type { BitcoinInput, BitcoinOutput, BitcoinTransaction } from '../../src/core/transaction.ts';
import { id, p2wpkh } from './transactions.ts';

/** One for each transaction that is spent from, a day before; outputs that are not spent are made up. */
export function fundingOf(tx: BitcoinTransaction): BitcoinTransaction[] {
  const outputs = new Map<string, BitcoinOutput[]>();
  for (const { outpoint, value, script } of tx.inputs) {
    const [txid = '', vout = ''] = outpoint.split(':');
    const made = outputs.get(txid) ?? [];
    made[Number(vout)] = { value, script };
    outputs.set(txid, made);
  }
  return [...outputs].map(([txid, spent]) => {
    const made = Array.from(spent, (output) => output ?? { value: 1n, script: p2wpkh('ee') });
    const value = made.reduce((total, output) => total + output.value, 0n);
    const { height, time } = tx.block;
    return {
      chain: 'bitcoin',
      txid,
      block: { height: height - 144, hash: null, time: time - 86_400 },
      position: null,
      inputs: [{ outpoint: `${id(txid)}:0`, value, script: p2wpkh('ef') }],
      outputs: made,
      fee: 0n,
    };
  });
}

/** The coin of an input as a stolen one. */
export function stolenInput({ outpoint }: BitcoinInput): Seed {
  const [txid = '', vout = ''] = outpoint.split(':');
  return { kind: 'outpoint', chain: 'bitcoin', txid, vout: Number(vout) };
}
