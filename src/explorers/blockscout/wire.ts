/**
 * What Blockscout's REST API v2 sends, as far as it is used (docs.blockscout.com, API reference; recorded rows). Rows are
 * fat: names, tags and icons of every address come along, and none of that is looked at. `is_contract` is true for an
 * account with an EIP-7702 delegation, too, and tags are noise (the zero address is a "DEPOSIT ADDRESS").
 */

import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Body } from '../transport/body.ts';
import { checked } from '../wire-form.ts';

const nullable = <S extends TSchema>(schema: S, description: string) =>
  Type.Union([schema, Type.Null()], { description });

const Hash = Type.String({ pattern: '^0x[0-9a-fA-F]{64}$', description: '0x and 64 hex digits' });
/** Mixed-case (EIP-55). */
const Party = Type.Object(
  { hash: Type.String({ pattern: '^0x[0-9a-fA-F]{40}$', description: 'an address, 0x and 40 hex digits' }) },
  { description: 'an object with the hash of an address' },
);
const PartyOrNone = nullable(Party, 'an object with the hash of an address, or null');
/** 2^256 has 78 digits. */
const Amount = Type.String({
  pattern: '^(0|[1-9][0-9]{0,77})$',
  description: 'an amount in the smallest unit, at most 78 decimal digits',
});
/** A block, a place in a block, the number of a call or a log. */
const Index = Type.Integer({ minimum: 0, maximum: 1e15, description: 'a whole number from 0' });
const Time = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z$',
  description: 'a time in ISO 8601 UTC',
});
const Flag = Type.Optional(nullable(Type.Boolean(), 'true, false or null'));

/**
 * A transaction. One that is pending, or was replaced, has no block; one whose outcome is not known yet has no status; a
 * fee of type `maximum` is not settled. A failed one still shows its value.
 */
const Transaction = Type.Object({
  hash: Hash,
  status: nullable(Type.Enum(['ok', 'error'], { description: '"ok" or "error"' }), '"ok", "error" or null'),
  block_number: nullable(Index, 'a whole number from 0, or null'),
  timestamp: nullable(Time, 'a time in ISO 8601 UTC, or null'),
  position: nullable(Index, 'a whole number from 0, or null'),
  from: Party,
  to: PartyOrNone,
  created_contract: PartyOrNone,
  value: Amount,
  fee: Type.Object({ type: Type.String(), value: nullable(Amount, 'an amount in wei, or null') }),
  has_error_in_internal_transactions: Flag,
  is_pending_update: Flag,
});

/**
 * An inner call. `index` is its number in the transaction, in the order of execution; 0 is the transaction's own call, which
 * the lists have for creations alone. A call that failed says so; those that it had made until then do not.
 */
const InnerCall = Type.Object({
  transaction_hash: Hash,
  transaction_index: Index,
  index: Index,
  block_number: Index,
  timestamp: Time,
  type: Type.String({ minLength: 1, description: 'the kind of call' }),
  success: Type.Boolean({ description: 'true or false' }),
  from: Party,
  to: PartyOrNone,
  created_contract: PartyOrNone,
  value: Amount,
});

/** A token log. Mints and burns are transfers from and to the zero address. Tokens with numbers have no plain amount. */
const TokenTransfer = Type.Object({
  transaction_hash: Hash,
  block_hash: Hash,
  block_number: Index,
  log_index: Index,
  timestamp: Time,
  from: Party,
  to: Party,
  token: Type.Object({
    address_hash: Type.String({ pattern: '^0x[0-9a-fA-F]{40}$', description: 'the address of the token' }),
    type: Type.Optional(nullable(Type.String(), 'the kind of token, or null')),
  }),
  token_type: Type.Optional(nullable(Type.String(), 'the kind of token, or null')),
  total: nullable(
    Type.Object({ value: Type.Optional(nullable(Amount, 'an amount, or null')) }),
    'an object with the amount, or null',
  ),
});

/** A log of any event. Topics that are not there are null. */
const Log = Type.Object({
  transaction_hash: Hash,
  block_hash: Hash,
  block_number: Index,
  index: Index,
  address: Party,
  topics: Type.Array(nullable(Hash, '0x and 64 hex digits, or null')),
  data: Type.String({ pattern: '^0x([0-9a-fA-F]{2})*$', description: 'bytes in hex' }),
});

const Block = Type.Object({ height: Index, hash: Hash, timestamp: Time });

const Scalar = Type.Union([Type.String(), Type.Number(), Type.BigInt(), Type.Boolean(), Type.Null()], {
  description: 'a text, a number, true, false or null',
});
const Cursor = Type.Record(Type.String(), Scalar);

/** Counters are computed in the background: they may be behind, and are 0 before they were computed once. */
const Counters = Type.Object({
  transactions_count: Type.String({ pattern: '^[0-9]{1,15}$', description: 'a whole number in digits' }),
});

const Indexing = Type.Object({
  finished_indexing_blocks: Type.Boolean({ description: 'true or false' }),
  finished_indexing: Type.Boolean({ description: 'true or false' }),
});

export type WireTransaction = Static<typeof Transaction>;
export type WireInnerCall = Static<typeof InnerCall>;
export type WireTokenTransfer = Static<typeof TokenTransfer>;
export type WireLog = Static<typeof Log>;
export type WireBlock = Static<typeof Block>;
/** What is sent back to get the next page. */
export type WireCursor = Static<typeof Cursor>;

/** A page of a list; the last one has no cursor. */
export interface WirePage<R> {
  readonly items: readonly R[];
  readonly next_page_params: WireCursor | null;
}

/** Reads a page. @throws BadProviderDataError naming row, field and value */
export type PageReader<R> = (body: Body) => WirePage<R>;

export const readTransactionPage: PageReader<WireTransaction> = pageReader(Transaction);
export const readInnerCallPage: PageReader<WireInnerCall> = pageReader(InnerCall);
export const readTokenTransferPage: PageReader<WireTokenTransfer> = pageReader(TokenTransfer);
export const readLogPage: PageReader<WireLog> = pageReader(Log);

/** `/transactions/:hash`. */
export const readTransaction: (body: Body) => WireTransaction = reader(Transaction);
/** `/blocks/:height`. */
export const readBlock: (body: Body) => WireBlock = reader(Block);
/** `/main-page/blocks`: the newest blocks, the newest first. */
export const readBlocks: (body: Body) => WireBlock[] = reader(
  Type.Array(Block, { minItems: 1, description: 'a list of blocks' }),
);
/** `/addresses/:hash/counters`. */
export const readCounters: (body: Body) => Static<typeof Counters> = reader(Counters);
/** `/main-page/indexing-status`. */
export const readIndexing: (body: Body) => Static<typeof Indexing> = reader(Indexing);

/** Unix seconds. */
export function secondsOf(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

function reader<S extends TSchema>(schema: S): (body: Body) => Static<S> {
  const form = Compile(schema);
  return (body) => checked(form, body.json(), body);
}

function pageReader<S extends TSchema>(row: S): PageReader<Static<S>> {
  return reader(
    Type.Object({
      items: Type.Array(row, { description: 'a list of rows' }),
      next_page_params: nullable(Cursor, 'an object of texts and numbers, or null'),
    }),
  );
}
