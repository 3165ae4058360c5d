/**
 * What the Etherscan API V2 sends, as far as it is used (docs.etherscan.io). Every scalar is a string; every answer,
 * errors included, comes with HTTP status 200, so that the body alone tells what it is.
 */

import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ProviderUnavailableError } from '../../core/errors.ts';
import {
  ADDRESS,
  Address,
  Block,
  Hash,
  Placed,
  Quantity,
  Receipt,
  Transaction,
  type WireBlock,
  type WirePlace,
  type WireReceipt,
  type WireTransaction,
  Word,
} from '../ethereum/node-forms.ts';
import { type Body, contextOf, messageAbout } from '../transport/body.ts';
import { checked } from '../wire-form.ts';
import { type Answer, readListAnswer, readRpcAnswer } from './answer.ts';
import { numberedTrace } from './trace-number.ts';

const AddressOrNone = Type.String({
  pattern: `^(${ADDRESS})?$`,
  description: 'an address, or an empty text',
});
/** A block, a position in a block, a time in Unix seconds: exact as a JavaScript number. */
const Index = Type.String({
  pattern: '^(0|[1-9][0-9]{0,14})$',
  description: 'a whole number in decimal digits',
});
/** 2^256 has 78 digits. */
const Amount = Type.String({
  pattern: '^(0|[1-9][0-9]{0,77})$',
  description: 'an amount in the smallest unit, at most 78 decimal digits',
});
const ErrorFlag = Type.String({ pattern: '^[01]$', description: '"0" or "1"' });

const shared = { blockNumber: Index, timeStamp: Index, value: Amount };

/**
 * `txlist`. A failed transaction still shows its value, which did not move. An allocation of the genesis block has
 * the hash `GENESIS_<address>`, the sender `GENESIS` and no block hash.
 */
const TransactionRow = Type.Object({
  ...shared,
  hash: Type.String({
    pattern: '^(0x[0-9a-fA-F]{64}|GENESIS_(0x)?[0-9a-fA-F]{40})$',
    description: '0x and 64 hex digits, or GENESIS_ and an address',
  }),
  blockHash: Type.String({
    pattern: '^(0x[0-9a-fA-F]{64})?$',
    description: 'a block hash, or an empty text',
  }),
  transactionIndex: Index,
  from: Type.String({ pattern: `^(${ADDRESS}|GENESIS)$`, description: 'an address, or GENESIS' }),
  to: AddressOrNone,
  contractAddress: AddressOrNone,
  gasPrice: Amount,
  gasUsed: Amount,
  isError: ErrorFlag,
  txreceipt_status: Type.Optional(
    Type.String({ pattern: '^[01]?$', description: '"0", "1", or an empty text' }),
  ),
  /** By these a Blockscout is known: it has the first, and not the second. */
  methodId: Type.Optional(Type.String()),
  functionName: Type.Optional(Type.String()),
});

const call = {
  ...shared,
  from: Address,
  to: AddressOrNone,
  contractAddress: AddressOrNone,
  type: Type.String({ minLength: 1, description: 'the kind of call' }),
  isError: ErrorFlag,
};
/** `txlistinternal` by address. It has no block hash and no position; trace ids are not unique in a transaction. */
const InternalRow = Type.Object({
  ...call,
  hash: Hash,
  traceId: Type.String({ pattern: '^[0-9A-Za-z_.-]{1,2000}$', description: 'a trace id such as 0_1' }),
});

/** `txlistinternal` by transaction: the same rows without hash and trace id. */
const InnerCallRow = Type.Object(call);

/**
 * The same lists in a Blockscout (API v1): every call has its number in the transaction, from 0 for the transaction's own,
 * and `type` says only `call` of what `callType` calls a delegatecall.
 */
const NumberedRow = Type.Object({
  ...call,
  transactionHash: Hash,
  index: Index,
  callType: Type.Optional(Type.String({ description: 'the kind of call, or an empty text' })),
});

/** `tokentx`: one row a log, without the log's index. `contractAddress` is the token. */
const TokenRow = Type.Object({
  ...shared,
  hash: Hash,
  blockHash: Hash,
  transactionIndex: Index,
  from: Address,
  to: Address,
  contractAddress: Address,
});

export type TransactionRow = Static<typeof TransactionRow>;
export type InternalRow = Static<typeof InternalRow>;
/** Where the list tells them, with the trace id, and the hash of the transaction. */
export type InnerCallRow = Static<typeof InnerCallRow> & Partial<Pick<InternalRow, 'hash' | 'traceId'>>;
export type TokenRow = Static<typeof TokenRow>;

/** Reads the rows of a list. @throws BadProviderDataError naming row, field and value */
export type RowReader<R> = (body: Body) => R[] | 'too-wide';

export const readTransactionRows: RowReader<TransactionRow> = rowReader(TransactionRow);
const readNumberedRows = rowReader(NumberedRow);
export const readInternalRows: RowReader<InternalRow> = orNumbered(rowReader(InternalRow));
export const readInnerCallRows: RowReader<InnerCallRow> = orNumbered(rowReader(InnerCallRow));
export const readTokenRows: RowReader<TokenRow> = rowReader(TokenRow);

/** `eth_blockNumber`, still in hex. */
export const readBlockNumber: (body: Body) => string = resultReader(Quantity);
/** `eth_call` of a function that gives one word. */
export const readCall: (body: Body) => string = resultReader(Word);
/** `eth_getBlockByNumber`; null for an unknown block. */
export const readBlock: (body: Body) => WireBlock | null = resultReader(Type.Union([Block, Type.Null()]));
/** `eth_getTransactionByHash`; null for an unknown transaction. */
export const readTransaction: (body: Body) => WireTransaction | null = resultReader(
  Type.Union([Transaction, Type.Null()]),
);
/** `eth_getTransactionReceipt`; null for a transaction that is unknown or pending. */
export const readReceipt: (body: Body) => WireReceipt | null = resultReader(
  Type.Union([Receipt, Type.Null()]),
);
/** The place in `eth_getTransactionByHash`; null for an unknown transaction. */
export const readPlace: (body: Body) => WirePlace | null = resultReader(Type.Union([Placed, Type.Null()]));

function rowReader<S extends TSchema>(row: S): RowReader<Static<S>> {
  const form = Compile(Type.Array(row, { description: 'a list of rows' }));
  const read: RowReader<Static<S>> = (body) => {
    const answer = readListAnswer(body);
    return answer === 'too-wide' ? answer : checked(form, answer.result, body, 'result');
  };
  return (body) => body.read(read);
}

/** Reads rows of Blockscout's form, too, as what they are in Etherscan's. */
function orNumbered<R>(read: RowReader<R>): RowReader<R | InternalRow> {
  return (body) => {
    const answer = readListAnswer(body);
    if (answer === 'too-wide') return answer;
    const [first] = Array.isArray(answer.result) ? answer.result : [];
    if (typeof first !== 'object' || first === null || !('transactionHash' in first)) return read(body);
    const rows = readNumberedRows(body);
    return rows === 'too-wide' ? rows : rows.map(internalRowOf);
  };
}

function internalRowOf({ transactionHash, index, callType = '', ...row }: Static<typeof NumberedRow>) {
  const type = row.type.toLowerCase() === 'call' && callType !== '' ? callType : row.type;
  return { ...row, type, hash: transactionHash, traceId: numberedTrace(index) };
}

function resultReader<S extends TSchema>(result: S): (body: Body) => Static<S> {
  const form = Compile(result);
  return (body) => {
    const answer: Answer = readRpcAnswer(body);
    if (answer === 'too-wide') {
      throw new ProviderUnavailableError(messageAbout(body, 'did not answer in time'), contextOf(body));
    }
    return checked(form, answer.result, body, 'result');
  };
}
