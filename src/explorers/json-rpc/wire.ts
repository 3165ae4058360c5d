/**
 * What JSON-RPC servers send, as far as it is used: the methods of every node, traces in the forms of geth and of
 * OpenEthereum, and the search of Otterscan (docs.otterscan.io, custom JSON-RPC).
 */

import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ProviderUnavailableError } from '../../core/errors.ts';
import {
  Address,
  BigQuantity,
  Block,
  Hash,
  Log,
  nullable,
  Quantity,
  Receipt,
  Transaction,
  type WireBlock,
  type WireReceipt,
  type WireTransaction,
  Word,
} from '../ethereum/node-forms.ts';
import { type Body, contextOf, messageAbout } from '../transport/body.ts';
import { badAnswer, checked } from '../wire-form.ts';
import { readAnswer } from './answer.ts';

/** A log with its place. */
const PlacedLog = Type.Object({
  ...Log.properties,
  blockNumber: Quantity,
  blockHash: Hash,
  transactionIndex: Quantity,
});

/** A call of the `callTracer`; the calls that it made are checked one by one. */
const CallFrame = Type.Object({
  type: Type.String({ pattern: '^[A-Z0-9]{1,20}$', description: 'a kind of call, such as CALL' }),
  from: Address,
  to: Type.Optional(nullable(Address, 'an address, or null')),
  value: Type.Optional(nullable(BigQuantity, 'a quantity in hex, or null')),
  error: Type.Optional(Type.String()),
  calls: Type.Optional(Type.Array(Type.Unknown(), { description: 'a list of calls' })),
});

/** Rows about a block's reward belong to no transaction. An error stands in the place of the result. */
const TraceRow = Type.Object({
  type: Type.String({ pattern: '^[a-z]{1,20}$', description: 'a kind of trace, such as call' }),
  action: Type.Object({
    callType: Type.Optional(Type.String()),
    from: Type.Optional(Address),
    to: Type.Optional(nullable(Address, 'an address, or null')),
    value: Type.Optional(BigQuantity),
    address: Type.Optional(Address),
    balance: Type.Optional(BigQuantity),
    refundAddress: Type.Optional(nullable(Address, 'an address, or null')),
    author: Type.Optional(Address),
  }),
  result: Type.Optional(
    nullable(Type.Object({ address: Type.Optional(Address) }), 'what came of it, or null'),
  ),
  error: Type.Optional(nullable(Type.String(), 'a text, or null')),
  traceAddress: Type.Array(Type.Integer({ minimum: 0 }), { description: 'a list of whole numbers' }),
  transactionHash: Type.Optional(nullable(Hash, 'a transaction hash, or null')),
  blockHash: Hash,
  blockNumber: Type.Integer({ minimum: 0, description: 'a block number' }),
});

/** Some servers leave the logs out of it. */
const SearchReceipt = Type.Object({
  ...Receipt.properties,
  logs: Type.Optional(nullable(Type.Array(Log), 'a list of logs, or null')),
  logsBloom: Type.Optional(nullable(Type.String(), 'a text, or null')),
  timestamp: Type.Union([Quantity, Type.Integer({ minimum: 0 })], { description: 'Unix seconds' }),
});
const SearchPage = Type.Object({
  txs: Type.Array(Transaction),
  receipts: Type.Array(SearchReceipt),
  firstPage: Type.Boolean(),
  lastPage: Type.Boolean(),
});

export type WirePlacedLog = Static<typeof PlacedLog>;
export type WireCallFrame = Static<typeof CallFrame>;
export type WireTraceRow = Static<typeof TraceRow>;
export type WireSearchReceipt = Static<typeof SearchReceipt>;
export type WireSearchPage = Static<typeof SearchPage>;

/** Reads the result of a call. @throws BadProviderDataError naming field and value */
type Reader<T> = (body: Body) => T;
/** Reads rows of blocks. */
export type RangeReader<R> = Reader<R[] | { readonly tooWide: number | null }>;

/** `eth_chainId`. */
export const readChainId: Reader<string> = reader(Quantity);
/** `web3_clientVersion`. */
export const readClientVersion: Reader<string> = reader(Type.String());
/** `eth_getBlockByNumber`; null for an unknown block. */
export const readBlock: Reader<WireBlock | null> = reader(Type.Union([Block, Type.Null()]));
/** `eth_call` of a function that gives one word. */
export const readCall: Reader<string> = reader(Word);
/** `eth_getTransactionByHash`; null for one that is unknown, or that the node no longer has. */
export const readTransaction: Reader<WireTransaction | null> = reader(Type.Union([Transaction, Type.Null()]));
/** `eth_getTransactionReceipt`; null, too, for one that is pending. */
export const readReceipt: Reader<WireReceipt | null> = reader(Type.Union([Receipt, Type.Null()]));
/** `trace_transaction`; null or empty for a transaction that is unknown. */
export const readTraceRows: Reader<WireTraceRow[] | null> = reader(
  Type.Union([Type.Array(TraceRow), Type.Null()]),
);
/** `ots_searchTransactionsAfter`. */
export const readSearchPage: Reader<WireSearchPage> = reader(SearchPage);
/** `eth_getLogs`. */
export const readLogs: RangeReader<WirePlacedLog> = rangeReader(PlacedLog);
/** `trace_filter`. */
export const readFilteredTraces: RangeReader<WireTraceRow> = rangeReader(TraceRow);

const callFrame = Compile(CallFrame);

/** `debug_traceTransaction` with the `callTracer`: the outermost call; null for a transaction that is unknown. */
export function readTopCall(body: Body): WireCallFrame | null {
  const result = resultOf(body);
  return result === null ? null : readCallFrame(result, body, 'result');
}

/** One call of such a trace. @param at where it stands in the answer */
export function readCallFrame(frame: unknown, body: Body, at: string): WireCallFrame {
  return checked(callFrame, frame, body, at);
}

/** Whether a server has the method that it was asked for. */
export function hasMethod(body: Body): boolean {
  const answer = readAnswer(body);
  return !('refused' in answer && answer.refused === 'no-method');
}

function reader<S extends TSchema>(schema: S): Reader<Static<S>> {
  const form = Compile(schema);
  return (body) => checked(form, resultOf(body), body, 'result');
}

function rangeReader<S extends TSchema>(row: S): RangeReader<Static<S>> {
  const form = Compile(Type.Array(row, { description: 'a list of rows' }));
  return (body) => {
    const answer = readAnswer(body);
    if ('refused' in answer && answer.refused === 'too-wide') return { tooWide: answer.most };
    return checked(form, resultOf(body), body, 'result');
  };
}

/** For methods that ask about no range. */
function resultOf(body: Body): unknown {
  const answer = readAnswer(body);
  if ('result' in answer) return answer.result;
  if (answer.refused === 'no-method') throw badAnswer(body, 'does not have this method');
  throw new ProviderUnavailableError(messageAbout(body, 'did not answer in time'), contextOf(body));
}
