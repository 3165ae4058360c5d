/** Bitcoin transactions that hash to their ids, as lines of a dataset; legacy inputs without a signature, since a hash asks for none. */

import { payments, Transaction } from 'bitcoinjs-lib';
import { madeUpHash } from '../contract/world.ts';

/** Satoshi to a payee, who is a number. */
export type Pay = readonly [payee: number, value: bigint];
/** An output of another transaction that is spent. */
export interface Spend {
  readonly txid: string;
  readonly vout: number;
  readonly pay: Pay;
}

export interface Made {
  readonly txid: string;
  readonly line: string;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const scriptFor = (payee: number) =>
  payments.p2wpkh({ hash: Buffer.alloc(20, payee) }).output ?? new Uint8Array();
/** The output script of a payee, in hex. */
export const payeeScript = (payee: number): string => hex(scriptFor(payee));

/** One transaction in a block of its own. @param height of its block */
export function hashedTransaction(height: number, spends: readonly Spend[], pays: readonly Pay[]): Made {
  const tx = new Transaction();
  tx.version = 2;
  for (const { txid, vout } of spends) tx.addInput(Buffer.from(txid, 'hex').reverse(), vout, 0xfffffffd);
  for (const [payee, value] of pays) tx.addOutput(scriptFor(payee), value);
  const txid = tx.getId();
  const sum = (list: readonly Pay[]) => list.reduce((total, [, value]) => total + value, 0n);
  const line = JSON.stringify({
    txid,
    version: 2,
    locktime: 0,
    vin: spends.map((spend) => ({
      txid: spend.txid,
      vout: spend.vout,
      sequence: 0xfffffffd,
      scriptsig: '',
      is_coinbase: false,
      prevout: printed(spend.pay),
    })),
    vout: pays.map(printed),
    fee: Number(sum(spends.map(({ pay }) => pay)) - sum(pays)),
    status: {
      confirmed: true,
      block_height: height,
      block_hash: madeUpHash(`block ${height}`),
      block_time: 1_600_000_000 + height,
    },
  });
  return { txid, line };
}

function printed([payee, value]: Pay) {
  return {
    scriptpubkey: payeeScript(payee),
    scriptpubkey_type: 'v0_p2wpkh',
    scriptpubkey_address: payments.p2wpkh({ output: scriptFor(payee) }).address,
    value: Number(value),
  };
}
