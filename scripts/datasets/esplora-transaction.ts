/**
 * Lines of bitcoin.ndjson: transactions in Esplora's JSON form, as far as the source knows them. What it does not
 * hold (version, locktime, size, weight, sequence, scriptsig, witness, the asm forms) is left out, not made up.
 */

import { stringify } from 'lossless-json';
import { addressOfScript } from '../../src/core/address.ts';
import { InvariantError } from '../../src/core/errors.ts';
import type { DumplingsOutput, DumplingsTransaction } from './dumplings.ts';

/** An output in Esplora's form, keys in its order; `value` in satoshi. */
interface EsploraOutput {
  readonly scriptpubkey: string;
  readonly scriptpubkey_type: string;
  /** Absent for OP_RETURN. */
  readonly scriptpubkey_address?: string;
  readonly value: bigint;
}

export interface EsploraTransaction {
  readonly txid: string;
  readonly vin: readonly {
    readonly txid: string;
    readonly vout: number;
    readonly prevout: EsploraOutput;
    readonly is_coinbase: false;
  }[];
  readonly vout: readonly EsploraOutput[];
  /** Satoshi. */
  readonly fee: bigint;
  readonly status: {
    readonly confirmed: true;
    readonly block_height: number;
    readonly block_hash: string;
    readonly block_time: number;
  };
}

/** Esplora's script types by the form of the script, and the scanner's name for the same type. */
const SCRIPT_TYPES: readonly (readonly [form: RegExp, esplora: string, dumplings: string])[] = [
  [/^0014[0-9a-f]{40}$/, 'v0_p2wpkh', 'TxWitnessV0Keyhash'],
  [/^0020[0-9a-f]{64}$/, 'v0_p2wsh', 'TxWitnessV0Scripthash'],
  [/^5120[0-9a-f]{64}$/, 'v1_p2tr', 'Unknown'],
  [/^76a914[0-9a-f]{40}88ac$/, 'p2pkh', 'TxPubkeyhash'],
  [/^a914[0-9a-f]{40}87$/, 'p2sh', 'TxScripthash'],
  [/^6a/, 'op_return', 'TxNullData'],
];

/**
 * @param height the height of its block
 * @throws InvariantError when outputs exceed inputs, or a script contradicts the type that the source names
 */
export function esploraTransaction(tx: DumplingsTransaction, height: number): EsploraTransaction {
  return {
    txid: tx.txid,
    vin: tx.inputs.map((input) => ({
      txid: input.txid,
      vout: input.vout,
      prevout: esploraOutput(tx.txid, input),
      is_coinbase: false,
    })),
    vout: tx.outputs.map((output) => esploraOutput(tx.txid, output)),
    fee: feeOf(tx),
    status: { confirmed: true, block_height: height, block_hash: tx.blockHash, block_time: tx.time },
  };
}

/** One compact line a transaction. */
export function esploraNdjson(transactions: readonly EsploraTransaction[]): string {
  return transactions.map((tx) => `${stringify(tx)}\n`).join('');
}

function feeOf(tx: DumplingsTransaction): bigint {
  const total = (outputs: readonly DumplingsOutput[]) => outputs.reduce((sum, { value }) => sum + value, 0n);
  const fee = total(tx.inputs) - total(tx.outputs);
  if (fee < 0n) throw new InvariantError('a transaction pays out more than it takes in', { txid: tx.txid });
  return fee;
}

function esploraOutput(txid: string, { script, type, value }: DumplingsOutput): EsploraOutput {
  const [, scriptType, sourceType] = SCRIPT_TYPES.find(([form]) => form.test(script)) ?? [];
  if (scriptType === undefined || sourceType !== type) {
    throw new InvariantError('a script is not of the type that the source names', { txid, script, type });
  }
  const output = { scriptpubkey: script, scriptpubkey_type: scriptType };
  if (scriptType === 'op_return') return { ...output, value };
  return { ...output, scriptpubkey_address: addressOfScript(script), value };
}
