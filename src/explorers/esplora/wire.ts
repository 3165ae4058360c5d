/**
 * What an Esplora server sends, as far as it is used: mempool/electrs src/rest.rs, Blockstream/esplora API.md.
 *
 * Fields that nobody needs (size, weight, script types) do not stand here. Those that only the hash of a transaction
 * needs (version, locktime, scriptsig, witness, sequence) are optional: a recording may lack them. Script types are an open set.
 */

import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Body } from '../transport/body.ts';
import { checked } from '../wire-form.ts';

/** 21 million coins in satoshi (consensus limit, Bitcoin Core MAX_MONEY); below 2^53, so a JSON number is exact. */
const MAX_MONEY = 2_100_000_000_000_000;
const UINT32_MAX = 4_294_967_295;

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: '64 lower-case hex digits' });
const Satoshi = Type.Integer({
  minimum: 0,
  maximum: MAX_MONEY,
  description: `a whole number of satoshi from 0 to ${MAX_MONEY}`,
});
const Uint32 = Type.Integer({
  minimum: 0,
  maximum: UINT32_MAX,
  description: `a whole number from 0 to ${UINT32_MAX}`,
});
const Count = Type.Integer({ minimum: 0, description: 'a whole number from 0' });
const Flag = Type.Boolean({ description: 'true or false' });

const Bytes = Type.String({ pattern: '^([0-9a-f]{2})*$', description: 'lower-case hex digits, two a byte' });
/** Electrs prints it without its sign, other servers with it. */
const Version = Type.Integer({
  minimum: -2_147_483_648,
  maximum: UINT32_MAX,
  description: 'a whole number of 32 bits',
});

const Output = Type.Object(
  {
    scriptpubkey: Bytes,
    value: Satoshi,
  },
  { description: 'an object with scriptpubkey and value' },
);

const Input = Type.Object(
  {
    txid: Hash,
    vout: Uint32,
    prevout: Type.Union([Output, Type.Null()], {
      description: 'the output that is spent; null for a coinbase input only',
    }),
    is_coinbase: Flag,
    scriptsig: Type.Optional(Bytes),
    sequence: Type.Optional(Uint32),
    witness: Type.Optional(Type.Array(Bytes, { description: 'a list of hex texts' })),
  },
  { description: 'an object with txid, vout, prevout and is_coinbase' },
);

/** The block fields are absent, not null, while a transaction is not confirmed. */
const Status = Type.Object(
  {
    confirmed: Flag,
    block_height: Type.Optional(Uint32),
    block_hash: Type.Optional(Hash),
    block_time: Type.Optional(Uint32),
  },
  { description: 'an object with confirmed and the block' },
);

const Transaction = Type.Object(
  {
    txid: Hash,
    version: Type.Optional(Version),
    locktime: Type.Optional(Uint32),
    vin: Type.Array(Input, { minItems: 1, description: 'a list of at least one input' }),
    vout: Type.Array(Output, { minItems: 1, description: 'a list of at least one output' }),
    fee: Type.Optional(Satoshi),
    status: Status,
  },
  { description: 'a transaction' },
);

/** The spender is absent while `spent` is false; servers without an index never name it. */
const Outspend = Type.Object(
  { spent: Flag, txid: Type.Optional(Hash), status: Type.Optional(Status) },
  { description: 'an object with spent, txid and status' },
);

/** Sums of satoshi may exceed 2^53 for busy addresses; only the counts are used. */
const Stats = Type.Object({
  chain_stats: Type.Object({ tx_count: Count }),
  mempool_stats: Type.Optional(Type.Object({ spent_txo_count: Type.Optional(Count) })),
});

const Block = Type.Object({ id: Hash, height: Uint32, timestamp: Uint32 });

/** As the Electrum protocol has it (blockchain.transaction.get_merkle). */
const MerkleProof = Type.Object({
  block_height: Uint32,
  merkle: Type.Array(Hash, { description: 'a list of hashes' }),
  pos: Uint32,
});

export type WireTransaction = Static<typeof Transaction>;
export type WireStatus = Static<typeof Status>;
export type WireOutspend = Static<typeof Outspend>;
export type WireBlock = Static<typeof Block>;

const transactionForm = Compile(Transaction);
const pageForm = Compile(Type.Array(Transaction, { description: 'a list of transactions' }));
const Outspends = Type.Array(Outspend, { description: 'a list, one entry for each output' });
const outspendsForm = Compile(Outspends);
const outspendListsForm = Compile(
  Type.Array(Outspends, { description: 'a list, one entry for each transaction' }),
);
const statusForm = Compile(Status);
const statsForm = Compile(Stats);
const blockForm = Compile(Block);
const hashForm = Compile(Hash);
const merkleProofForm = Compile(MerkleProof);
const bytesForm = Compile(Bytes);

/** `/tx/:txid`. @throws BadProviderDataError as all functions of this file */
export const readTransaction = (body: Body): WireTransaction => checked(transactionForm, body.json(), body);

/** `/tx/:txid/status`. */
export const readStatus = (body: Body): WireStatus => checked(statusForm, body.json(), body);

/** `/tx/:txid/outspends`. */
export const readOutspends = (body: Body): WireOutspend[] => checked(outspendsForm, body.json(), body);

/** `/txs/outspends`. */
export const readOutspendLists = (body: Body): WireOutspend[][] =>
  checked(outspendListsForm, body.json(), body);

/** `/address/:address/txs/chain` and its like. */
export const readPage = (body: Body): WireTransaction[] => checked(pageForm, body.json(), body);

/** `/address/:address` and `/scripthash/:hash`: the number of confirmed transactions. */
export const readTransactionCount = (body: Body): number =>
  checked(statsForm, body.json(), body).chain_stats.tx_count;

/** The same: the number of outputs that unconfirmed transactions spend; 0 where the server does not say. */
export const readPendingCount = (body: Body): number =>
  checked(statsForm, body.json(), body).mempool_stats?.spent_txo_count ?? 0;

/** `/block/:hash`. */
export const readBlock = (body: Body): WireBlock => checked(blockForm, body.json(), body);

/** `/blocks/tip/hash` and `/block-height/:height`: plain text. */
export const readHash = (body: Body): string => checked(hashForm, body.text.trim(), body);

/** `/tx/:txid/merkle-proof`. */
export const readMerkleProof = (body: Body): Static<typeof MerkleProof> =>
  checked(merkleProofForm, body.json(), body);

/** `/tx/:txid/hex` and `/block/:hash/header`: plain text. */
export const readBytes = (body: Body): Uint8Array =>
  Uint8Array.from(Buffer.from(checked(bytesForm, body.text.trim(), body), 'hex'));
