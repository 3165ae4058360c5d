/**
 * A seed as users write it in the body of a case, and its translation into the seed of the trace.
 */

import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { parseAddress } from '../core/address.ts';
import { CHAINS, type Chain, NATIVE_ASSET } from '../core/chain.ts';
import { InvalidInputError } from '../core/errors.ts';
import type { AddressSeed, Seed, TransactionSeed } from '../core/trace/seed.ts';
import { schemaProblem } from './schema-problem.ts';
import { parseUtcTime } from './utc-time.ts';

const Words = Type.String({ maxLength: 2000 });
const ChainName = Type.Enum(CHAINS);
const AddressText = Type.String({ minLength: 1, maxLength: 200 });
const AssetName = Type.String({ minLength: 1, maxLength: 42 });
const shared = {
  amount: Type.Optional(
    Type.String({
      pattern: '^[1-9][0-9]{0,77}$',
      description: 'At most so much of it is stolen, in the smallest unit of the asset.',
    }),
  ),
  victim: Type.Optional(Words),
  note: Type.Optional(Words),
};

const AddressSeedBody = Type.Object(
  {
    kind: Type.Literal('address'),
    chain: ChainName,
    address: AddressText,
    asset: Type.Optional(AssetName),
    since: Type.Optional(Type.String()),
    until: Type.Optional(Type.String()),
    ...shared,
  },
  { additionalProperties: false },
);

const OutpointSeedBody = Type.Object(
  {
    kind: Type.Literal('outpoint'),
    chain: Type.Literal('bitcoin'),
    txid: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    vout: Type.Integer({ minimum: 0, maximum: 0xffffffff }),
    ...shared,
  },
  { additionalProperties: false },
);

const TransactionSeedBody = Type.Object(
  {
    kind: Type.Literal('transaction'),
    chain: ChainName,
    txid: Type.String({
      pattern: '^(0x)?[0-9a-f]{64}$',
      description: '64 lower-case hex digits, on Ethereum after 0x.',
    }),
    receiver: Type.Optional(AddressText),
    asset: Type.Optional(AssetName),
    ...shared,
  },
  { additionalProperties: false },
);

export const SeedBody = Type.Union([AddressSeedBody, OutpointSeedBody, TransactionSeedBody]);

const FORMS = {
  address: Compile(AddressSeedBody),
  outpoint: Compile(OutpointSeedBody),
  transaction: Compile(TransactionSeedBody),
} as const;
const REMEDY = 'the form is described in docs/cases.md';

/**
 * Checks a seed and translates it.
 * @param field where it stands in the body, e.g. `seeds[3]`
 * @throws InvalidInputError naming the field, its value and the remedy
 */
export function parseSeed(seed: { readonly kind: string }, field: string): Seed {
  const body = checked(seed, field);
  const base = {
    ...(body.amount === undefined ? {} : { amountCap: BigInt(body.amount) }),
    ...(body.victim === undefined ? {} : { victim: body.victim }),
  };
  switch (body.kind) {
    case 'outpoint':
      return { kind: 'outpoint', chain: 'bitcoin', txid: body.txid, vout: body.vout, ...base };
    case 'transaction':
      return { ...transactionSeed(body, field), ...base };
    case 'address':
      return { ...addressSeed(body, field), ...base };
  }
}

function checked(seed: { readonly kind: string }, field: string): Static<typeof SeedBody> {
  if (!Object.hasOwn(FORMS, seed.kind)) {
    throw invalid(`${field}.kind`, `"${seed.kind}"`, 'is not one of address, outpoint, transaction');
  }
  const form = FORMS[seed.kind as keyof typeof FORMS];
  if (!form.Check(seed)) throw schemaProblem(form.Errors(seed), seed, field, REMEDY);
  return seed;
}

function transactionSeed(
  { chain, txid, receiver, asset }: Static<typeof TransactionSeedBody>,
  field: string,
): TransactionSeed {
  if (txid.startsWith('0x') !== (chain === 'ethereum')) {
    const remedy = chain === 'ethereum' ? 'write 0x before it' : 'leave out the 0x, or set chain to ethereum';
    throw invalid(`${field}.txid`, txid, `is not the id of a transaction on ${chain}; ${remedy}`);
  }
  return {
    kind: 'transaction',
    chain,
    txid,
    ...(receiver === undefined ? {} : { receiver: addressIn(field, 'receiver', chain, receiver) }),
    asset: assetIn(field, chain, asset),
  };
}

function addressSeed(body: Static<typeof AddressSeedBody>, field: string): AddressSeed {
  const { chain } = body;
  const address = addressIn(field, 'address', chain, body.address);
  const since = body.since === undefined ? 0 : parseUtcTime(`${field}.since`, body.since);
  const until = body.until === undefined ? Infinity : parseUtcTime(`${field}.until`, body.until);
  if (until < since) throw invalid(`${field}.until`, body.until ?? '', 'is before since; swap the two');
  return { kind: 'address', chain, address, asset: assetIn(field, chain, body.asset), since, until };
}

function assetIn(field: string, chain: Chain, asset: string | undefined): string {
  const native = NATIVE_ASSET[chain];
  if (asset === undefined || asset === native) return native;
  if (chain === 'bitcoin') throw invalid(`${field}.asset`, asset, 'is not BTC, the only asset on bitcoin');
  return addressIn(field, 'asset', chain, asset);
}

function addressIn(field: string, name: string, chain: Chain, text: string): string {
  try {
    return parseAddress(chain, text);
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause;
    throw new InvalidInputError(`${field}.${name}: ${cause.message}`, {
      ...cause.context,
      field: `${field}.${name}`,
    });
  }
}

function invalid(field: string, value: string, problem: string): InvalidInputError {
  return new InvalidInputError(`${field} ${value} ${problem}`, { field, value });
}
