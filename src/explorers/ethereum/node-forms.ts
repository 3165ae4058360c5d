/**
 * Forms of what an Ethereum node says (ethereum.org, JSON-RPC API), as far as it is used. Etherscan's module `proxy` passes
 * the same on.
 */

import { type Static, type TSchema, Type } from 'typebox';

export const ADDRESS = '0x[0-9a-fA-F]{40}';
export const Address = Type.String({
  pattern: `^${ADDRESS}$`,
  description: 'an address, 0x and 40 hex digits',
});
export const Hash = Type.String({ pattern: '^0x[0-9a-fA-F]{64}$', description: '0x and 64 hex digits' });

/** JSON-RPC quantities below 2^52, which are exact as JavaScript numbers. */
export const Quantity = Type.String({
  pattern: '^0x(0|[1-9a-f][0-9a-f]{0,12})$',
  description: 'a quantity in hex, such as 0x1b4',
});
/** What a function that returns one value gives. */
export const Word = Type.String({
  pattern: '^0x[0-9a-f]{64}$',
  description: 'one word of 32 bytes in hex',
});
export const BigQuantity = Type.String({
  pattern: '^0x(0|[1-9a-f][0-9a-f]{0,63})$',
  description: 'a quantity in hex, at most 64 digits',
});
export const Bytes = Type.String({ pattern: '^0x([0-9a-fA-F]{2})*$', description: 'bytes in hex' });

export const nullable = <S extends TSchema>(schema: S, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const Block = Type.Object({ number: Quantity, hash: Hash, timestamp: Quantity });
export const Placed = Type.Object({ hash: Hash, blockNumber: Quantity, transactionIndex: Quantity });

/** A pending transaction has no block and no position. A creation has no receiver. */
export const Transaction = Type.Object({
  hash: Hash,
  from: Address,
  to: nullable(Address, 'an address, or null'),
  value: BigQuantity,
  gas: Type.Optional(Quantity),
  gasPrice: Type.Optional(BigQuantity),
  blockNumber: nullable(Quantity, 'a quantity in hex, or null'),
  blockHash: nullable(Hash, 'a block hash, or null'),
  transactionIndex: nullable(Quantity, 'a quantity in hex, or null'),
});

export const Log = Type.Object({
  address: Address,
  topics: Type.Array(Hash),
  data: Bytes,
  logIndex: Quantity,
  transactionHash: Hash,
});

/** Before Byzantium it does not tell the outcome (EIP-658); old nodes do not tell the price. */
export const Receipt = Type.Object({
  transactionHash: Hash,
  blockHash: Hash,
  blockNumber: Quantity,
  transactionIndex: Quantity,
  contractAddress: Type.Optional(nullable(Address, 'an address, or null')),
  gasUsed: Quantity,
  effectiveGasPrice: Type.Optional(BigQuantity),
  status: Type.Optional(
    nullable(Type.String({ pattern: '^0x[01]$', description: '"0x0" or "0x1"' }), '"0x0", "0x1" or null'),
  ),
  logs: Type.Array(Log),
});

export type WireBlock = Static<typeof Block>;
/** Where a transaction stands in the chain. */
export type WirePlace = Static<typeof Placed>;
export type WireTransaction = Static<typeof Transaction>;
export type WireReceipt = Static<typeof Receipt>;
export type WireLog = Static<typeof Log>;
