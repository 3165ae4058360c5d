/**
 * Whether what a node shows of a transaction is what its sender signed: put together again from the fields of
 * `eth_getTransactionByHash`, it must have the hash that it is shown under, and its signature must be that of the sender.
 * Nobody can make up another amount or receiver for a hash.
 */

import { Signature, type SignatureLike, Transaction, type TransactionLike } from 'ethers';
import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ProvenEthereum } from '../../core/graph/proof.ts';
import type { Origin } from '../transport/body.ts';
import { badAnswer, checked } from '../wire-form.ts';
import { Address, BigQuantity, Bytes, Hash, nullable, Quantity } from './node-forms.ts';

const optional = <S extends TSchema>(schema: S) => Type.Optional(nullable(schema, 'the known form, or null'));

/** `yParity` stands beside `v` in typed transactions; before them there is `v` alone. */
const signature = { r: BigQuantity, s: BigQuantity, v: optional(BigQuantity), yParity: optional(Quantity) };

const Signed = Type.Object({
  ...signature,
  type: optional(Quantity),
  hash: Hash,
  from: Address,
  to: nullable(Address, 'an address, or null'),
  nonce: Quantity,
  value: BigQuantity,
  input: Bytes,
  gas: Quantity,
  gasPrice: optional(BigQuantity),
  maxFeePerGas: optional(BigQuantity),
  maxPriorityFeePerGas: optional(BigQuantity),
  chainId: optional(Quantity),
  accessList: optional(Type.Array(Type.Object({ address: Address, storageKeys: Type.Array(Hash) }))),
  maxFeePerBlobGas: optional(BigQuantity),
  blobVersionedHashes: optional(Type.Array(Hash)),
  authorizationList: optional(
    Type.Array(Type.Object({ ...signature, chainId: Quantity, address: Address, nonce: Quantity })),
  ),
});
type Signed = Static<typeof Signed>;
const form = Compile(Signed);

/** From here on `v` tells the chain, too (EIP-155). */
const FIRST_CHAIN_V = 35n;

/** What was signed; null when the node does not know the transaction, or does not show its signature. @throws BadProviderDataError */
export function provenBy(shown: object | null, origin: Origin): ProvenEthereum | null {
  const isSigned = shown !== null && 'r' in shown && 's' in shown;
  return isSigned ? checkSigned(shown, origin) : null;
}

/**
 * Checks a transaction of any type: legacy, with and without EIP-155, EIP-2930, EIP-1559, EIP-4844 and EIP-7702.
 * @param shown the result of `eth_getTransactionByHash`
 * @returns what was signed
 * @throws BadProviderDataError when it lacks a signature, or is not what was signed
 */
export function checkSigned(shown: unknown, origin: Origin): ProvenEthereum {
  const signed = checked(form, shown, origin, 'result');
  const { hash, from } = rebuilt(signed, origin);
  if (hash !== signed.hash.toLowerCase()) {
    throw badAnswer(origin, `shows transaction ${signed.hash} with fields that have the hash ${hash}`);
  }
  if (from?.toLowerCase() !== signed.from.toLowerCase()) {
    throw badAnswer(origin, `shows ${signed.from} as the sender of ${signed.hash}, which ${from} signed`);
  }
  const { to, value } = signed;
  return {
    chain: 'ethereum',
    sender: signed.from.toLowerCase(),
    receiver: to?.toLowerCase() ?? null,
    value: BigInt(value),
  };
}

/** ethers refuses what no signed transaction can hold, such as an `r` of zero. */
function rebuilt(signed: Signed, origin: Origin): Pick<Transaction, 'hash' | 'from'> {
  try {
    const { hash, from } = Transaction.from(fieldsOf(signed));
    return { hash, from };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw badAnswer(origin, `shows ${signed.hash} with fields that nobody can have signed (${problem})`);
  }
}

function fieldsOf(signed: Signed): TransactionLike<string> {
  const type = Number(signed.type ?? 0);
  const { to, value, nonce, input: data, gas: gasLimit } = signed;
  return {
    ...{ type, to, value, data, nonce: Number(nonce), gasLimit },
    chainId: type === 0 ? chainOfV(BigInt(signed.v ?? 0)) : (signed.chainId ?? null),
    signature: signatureOf(signed),
    ...pricesOf(signed, type),
    ...(type > 0 ? { accessList: [...(signed.accessList ?? [])] } : {}),
    ...(type === 3 ? blobsOf(signed) : {}),
    ...(type === 4 ? { authorizationList: (signed.authorizationList ?? []).map(authorizationOf) } : {}),
  };
}

/** From type 2 on, `gasPrice` is what was paid in the end: nobody signed it. */
function pricesOf(signed: Signed, type: number): Partial<TransactionLike<string>> {
  const { gasPrice = null, maxFeePerGas = null, maxPriorityFeePerGas = null } = signed;
  return type < 2 ? { gasPrice } : { maxFeePerGas, maxPriorityFeePerGas };
}

function blobsOf({ maxFeePerBlobGas = null, blobVersionedHashes }: Signed): Partial<TransactionLike<string>> {
  return { maxFeePerBlobGas, blobVersionedHashes: [...(blobVersionedHashes ?? [])] };
}

/** What nodes show as the chain of a legacy transaction is made up where it was signed for any chain. */
function chainOfV(v: bigint): bigint {
  return v < FIRST_CHAIN_V ? 0n : (v - FIRST_CHAIN_V) / 2n;
}

function signatureOf({ r, s, v, yParity }: Pick<Signed, 'r' | 's' | 'v' | 'yParity'>): SignatureLike {
  if (yParity !== undefined && yParity !== null) return { r, s, yParity: yParity === '0x0' ? 0 : 1 };
  return { r, s, v: BigInt(v ?? 0) };
}

type Authorization = NonNullable<Signed['authorizationList']>[number];

function authorizationOf({ chainId, address, nonce, ...signed }: Authorization) {
  return {
    chainId: BigInt(chainId),
    address,
    nonce: BigInt(nonce),
    signature: Signature.from(signatureOf(signed)),
  };
}
