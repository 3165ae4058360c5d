/** Real transactions in Esplora's form, written down by an independent reader of raw blocks. */

import type { Output, ReadTransaction } from './raw-block.ts';

/** Where it stands. */
export interface PrintedStatus {
  readonly confirmed: true;
  readonly block_height: number;
  readonly block_hash: string;
  readonly block_time: number;
}

const COINBASE = '0'.repeat(64);
/** A script type that no explorer prints: nothing may depend on it. */
const printedOutput = ({ value, script }: Output) => ({
  scriptpubkey: script,
  scriptpubkey_type: 'unheard-of',
  value: Number(value),
});

/** Esplora's form of a transaction. @param coins the outputs that it spends, in the order of its inputs */
export function printedTransaction(tx: ReadTransaction, coins: readonly Output[], status: PrintedStatus) {
  const vin = tx.inputs.map(({ txid, vout, scriptsig, sequence, witness }, index) => {
    const coin = coins[index];
    return {
      txid,
      vout,
      prevout: coin === undefined ? null : printedOutput(coin),
      scriptsig,
      ...(witness.length === 0 ? {} : { witness }),
      is_coinbase: txid === COINBASE,
      sequence,
    };
  });
  const total = (outputs: readonly Output[]) => outputs.reduce((sum, { value }) => sum + value, 0n);
  const { txid, version, locktime } = tx;
  return {
    txid,
    version,
    locktime,
    vin,
    vout: tx.outputs.map(printedOutput),
    fee: coins.length === 0 ? 0 : Number(total(coins) - total(tx.outputs)),
    status,
  };
}
