/**
 * The Esplora form of a Bitcoin transaction, as a line of `bitcoin.ndjson` and as the replay serves it.
 *
 * Fields beyond these are passed through untouched. Fields that a source may not know (version, sequence, witness,
 * size …) may be absent: they are then absent in the answers too, instead of being invented.
 */

import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** 21 million coins in satoshi (consensus limit, Bitcoin Core MAX_MONEY); below 2^53, so a JSON number is exact. */
const MAX_MONEY = 2_100_000_000_000_000;
const UINT32_MAX = 4_294_967_295;

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: '64 lower-case hex digits' });
const Script = Type.String({ pattern: '^([0-9a-f]{2})*$', description: 'lower-case hex digits, two a byte' });
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

const OutputSchema = Type.Object(
  {
    scriptpubkey: Script,
    scriptpubkey_type: Type.String({ description: 'the script type that Esplora prints, such as v0_p2wpkh' }),
    scriptpubkey_address: Type.Optional(
      Type.String({ description: 'the address of the script, or no such field' }),
    ),
    value: Satoshi,
  },
  { description: 'an object with scriptpubkey, scriptpubkey_type and value' },
);

const InputSchema = Type.Object(
  {
    txid: Hash,
    vout: Uint32,
    prevout: Type.Union([OutputSchema, Type.Null()], {
      description: 'the output that is spent; null for a coinbase input only',
    }),
    is_coinbase: Type.Boolean({ description: 'true or false' }),
    scriptsig: Type.Optional(Script),
    sequence: Type.Optional(Uint32),
    witness: Type.Optional(Type.Array(Script, { description: 'a list of hex texts, or no such field' })),
  },
  { description: 'an object with txid, vout, prevout and is_coinbase' },
);

const StatusSchema = Type.Object(
  {
    confirmed: Type.Literal(true, { description: 'true: a dataset holds confirmed transactions only' }),
    block_height: Type.Integer({ minimum: 0, description: 'the height of the block, a whole number from 0' }),
    block_hash: Hash,
    block_time: Type.Integer({ minimum: 0, description: 'the time of the block in Unix seconds' }),
  },
  { description: 'an object with confirmed, block_height, block_hash and block_time' },
);

const CONTENT = {
  txid: Hash,
  version: Type.Optional(Uint32),
  locktime: Type.Optional(Uint32),
  vin: Type.Array(InputSchema, { minItems: 1, description: 'a list of at least one input' }),
  vout: Type.Array(OutputSchema, { minItems: 1, description: 'a list of at least one output' }),
  fee: Satoshi,
};
const FORM = { description: 'one transaction in the JSON form of Esplora' };
const TransactionSchema = Type.Object({ ...CONTENT, status: StatusSchema }, FORM);

const PendingSchema = Type.Object(
  {
    ...CONTENT,
    status: Type.Object(
      { confirmed: Type.Literal(false, { description: 'false: what stands here has no block' }) },
      { additionalProperties: false, description: 'an object with confirmed alone' },
    ),
  },
  FORM,
);

export type EsploraOutput = Static<typeof OutputSchema>;
export type EsploraStatus = Static<typeof StatusSchema>;
export type EsploraTransaction = Static<typeof TransactionSchema>;

/** One that waits for a block. */
export type PendingTransaction = Static<typeof PendingSchema>;

/** Checks the form of a line of `mempool.ndjson`. */
export const pendingForm = Compile(PendingSchema);

/** Checks the form of a line of `bitcoin.ndjson`. */
export const transactionForm = Compile(TransactionSchema);
