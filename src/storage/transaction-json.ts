/**
 * Transactions in the form of a `jsonb` column: amounts as decimal strings, because JSON numbers end at 2^53 for most
 * readers.
 */

import type {
  BitcoinInput,
  BitcoinOutput,
  BitcoinTransaction,
  EthereumTransaction,
  Transaction,
  Transfer,
} from '../core/transaction.ts';

/** The same shape with every bigint as text. */
export type Written<T> = T extends bigint
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Written<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Written<T[Key]> }
      : T;

type BitcoinJson = Written<BitcoinTransaction>;
type EthereumJson = Written<EthereumTransaction>;
export type TransactionJson = BitcoinJson | EthereumJson;

/** The stored form of a transaction. */
export function writeTransaction(transaction: Transaction): TransactionJson {
  return transaction.chain === 'bitcoin' ? writeBitcoin(transaction) : writeEthereum(transaction);
}

/** The transaction of a stored form. */
export function readTransaction(json: TransactionJson): Transaction {
  return json.chain === 'bitcoin' ? readBitcoin(json) : readEthereum(json);
}

function writeBitcoin(transaction: BitcoinTransaction): BitcoinJson {
  return {
    ...transaction,
    inputs: transaction.inputs.map((input) => ({ ...input, value: input.value.toString() })),
    outputs: transaction.outputs.map((output) => ({ ...output, value: output.value.toString() })),
    fee: transaction.fee.toString(),
  };
}

function readBitcoin(json: BitcoinJson): BitcoinTransaction {
  return {
    chain: 'bitcoin',
    txid: json.txid,
    block: { ...json.block },
    position: json.position,
    inputs: json.inputs.map(
      ({ outpoint, value, script }): BitcoinInput => ({ outpoint, value: BigInt(value), script }),
    ),
    outputs: json.outputs.map(({ value, script }): BitcoinOutput => ({ value: BigInt(value), script })),
    fee: BigInt(json.fee),
    ...(json.fingerprint === undefined ? {} : { fingerprint: json.fingerprint }),
    ...(json.verified === true ? { verified: true } : {}),
  };
}

function writeEthereum(transaction: EthereumTransaction): EthereumJson {
  return {
    ...transaction,
    fee: transaction.fee?.toString() ?? null,
    transfers: transaction.transfers.map((transfer) => ({ ...transfer, value: transfer.value.toString() })),
  };
}

function readEthereum(json: EthereumJson): EthereumTransaction {
  return {
    chain: 'ethereum',
    txid: json.txid,
    block: { ...json.block },
    position: json.position,
    sender: json.sender,
    fee: json.fee === null ? null : BigInt(json.fee),
    transfers: json.transfers.map(
      ({ id, kind, asset, from, to, value, moved }): Transfer => ({
        id,
        kind,
        asset,
        from,
        to,
        value: BigInt(value),
        moved,
      }),
    ),
    views: json.views,
    ...(json.whole === true ? { whole: true } : {}),
  };
}
