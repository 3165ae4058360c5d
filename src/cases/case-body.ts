/**
 * The body of a case as users write it (HTTP, case files, presets), and its translation into seeds and limits.
 */

import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { parseAddress } from '../core/address.ts';
import { CHAINS, type Chain, NATIVE_ASSET } from '../core/chain.ts';
import { InvalidInputError } from '../core/errors.ts';
import { METHOD_NAMES, type MethodName } from '../core/taint/method.ts';
import type { Limits } from '../core/trace/limits.ts';
import type { Seed } from '../core/trace/seed.ts';
import { schemaProblem } from './schema-problem.ts';
import { parseUtcTime } from './utc-time.ts';

/** Seeds a case may have. */
const MAX_SEEDS = 10_000;

/** Watching more often than blocks come tells nothing more; a year is as good as never (seconds). */
export const WATCH_SECONDS = { minimum: 60, maximum: 366 * 86_400 };

/** People who are told of an alert. */
const MAX_EMAILS = 20;

/** One address without a display name; what it delivers to is up to the mail server. */
const EMAIL = '^[^\\s@,;<>"\\\\]+@[A-Za-z0-9.-]+$';

/** A case has 4 levels; deeper input is refused before anything walks it. */
const MAX_DEPTH = 16;

const Words = Type.String({ maxLength: 2000 });
const ChainName = Type.Enum(CHAINS);
const Txid = Type.String({ pattern: '^[0-9a-f]{64}$' });
const seedExtras = { victim: Type.Optional(Words), note: Type.Optional(Words) };

const AddressSeedBody = Type.Object(
  {
    kind: Type.Literal('address'),
    chain: ChainName,
    address: Type.String({ minLength: 1, maxLength: 200 }),
    asset: Type.Optional(Type.String({ minLength: 1, maxLength: 42 })),
    since: Type.Optional(Type.String()),
    until: Type.Optional(Type.String()),
    ...seedExtras,
  },
  { additionalProperties: false },
);

const OutpointSeedBody = Type.Object(
  {
    kind: Type.Literal('outpoint'),
    chain: Type.Literal('bitcoin'),
    txid: Txid,
    vout: Type.Integer({ minimum: 0, maximum: 0xffffffff }),
    ...seedExtras,
  },
  { additionalProperties: false },
);

const TransactionSeedBody = Type.Object(
  {
    kind: Type.Literal('transaction'),
    chain: Type.Literal('bitcoin'),
    txid: Txid,
    receiver: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    ...seedExtras,
  },
  { additionalProperties: false },
);

const SeedBody = Type.Union([AddressSeedBody, OutpointSeedBody, TransactionSeedBody]);
type SeedBody = Static<typeof SeedBody>;

const LimitsBody = Type.Object(
  {
    maxHops: Type.Integer({ minimum: 0, maximum: 1000 }),
    maxLookups: Type.Integer({ minimum: 1, maximum: 10_000_000 }),
    maxTransactionsPerAddress: Type.Integer({ minimum: 1, maximum: 10_000_000 }),
    minShareMillionths: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  },
  { additionalProperties: false },
);

export const CaseBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    description: Type.Optional(Type.String({ maxLength: 20_000 })),
    method: Type.Optional(Type.Enum(METHOD_NAMES)),
    seeds: Type.Array(SeedBody, { minItems: 1, maxItems: MAX_SEEDS }),
    limits: Type.Optional(Type.Partial(LimitsBody)),
    watch: Type.Optional(
      Type.Object({ everySeconds: Type.Integer(WATCH_SECONDS) }, { additionalProperties: false }),
    ),
    webhook: Type.Optional(
      Type.Object(
        {
          url: Type.String({ minLength: 1, maxLength: 2000 }),
          secret: Type.Optional(Type.String({ minLength: 24, maxLength: 200 })),
        },
        { additionalProperties: false },
      ),
    ),
    emails: Type.Optional(
      Type.Array(Type.String({ pattern: EMAIL, maxLength: 254 }), { maxItems: MAX_EMAILS }),
    ),
  },
  { additionalProperties: false },
);

/** A case ready to be traced. */
export interface Case {
  readonly name: string;
  readonly method: MethodName;
  readonly seeds: readonly Seed[];
  readonly limits: Limits;
  /** Seconds between re-scans; null when the case is not watched. */
  readonly watchSeconds: number | null;
  /** Where alerts are posted; the secret is null when one is to be made. */
  readonly webhook: { readonly url: string; readonly secret: string | null } | null;
  readonly emails: readonly string[];
}

/** Everything but the seeds' own forms: each seed is then checked against the form of its kind. */
const outerForm = Compile(
  Type.Object(
    {
      ...CaseBody.properties,
      seeds: Type.Array(Type.Object({ kind: Type.String() }), { minItems: 1, maxItems: MAX_SEEDS }),
    },
    { additionalProperties: false },
  ),
);
const seedForms = {
  address: Compile(AddressSeedBody),
  outpoint: Compile(OutpointSeedBody),
  transaction: Compile(TransactionSeedBody),
} as const;
const REMEDY = 'the form is described in docs/cases.md';

/**
 * Checks a case body and translates it.
 * @param defaults limits of the configuration, used where the body sets none
 * @throws InvalidInputError naming the field, its value and the remedy
 */
export function parseCase(body: unknown, defaults: Limits): Case {
  if (isDeeperThan(body, MAX_DEPTH))
    throw invalid('the body', '', `is nested more than ${MAX_DEPTH} levels deep`);
  if (!outerForm.Check(body)) throw schemaProblem(outerForm.Errors(body), body, '', REMEDY);
  return {
    name: body.name,
    method: body.method ?? 'fifo',
    seeds: body.seeds.map((seed, index) => parseSeed(checkSeed(seed, `seeds[${index}]`), `seeds[${index}]`)),
    limits: { ...defaults, ...body.limits },
    watchSeconds: body.watch?.everySeconds ?? null,
    webhook: body.webhook === undefined ? null : { secret: null, ...body.webhook },
    emails: body.emails ?? [],
  };
}

function checkSeed(seed: { kind: string }, field: string): SeedBody {
  if (!Object.hasOwn(seedForms, seed.kind)) {
    throw invalid(`${field}.kind`, `"${seed.kind}"`, 'is not one of address, outpoint, transaction');
  }
  const form = seedForms[seed.kind as keyof typeof seedForms];
  if (!form.Check(seed)) throw schemaProblem(form.Errors(seed), seed, field, REMEDY);
  return seed;
}

function parseSeed(seed: SeedBody, field: string): Seed {
  const victim = seed.victim === undefined ? {} : { victim: seed.victim };
  switch (seed.kind) {
    case 'outpoint':
      return { kind: 'outpoint', chain: 'bitcoin', txid: seed.txid, vout: seed.vout, ...victim };
    case 'transaction': {
      const receiver =
        seed.receiver === undefined
          ? {}
          : { receiver: addressIn(field, 'receiver', 'bitcoin', seed.receiver) };
      return { kind: 'transaction', chain: 'bitcoin', txid: seed.txid, ...receiver, ...victim };
    }
    case 'address': {
      const { chain } = seed;
      const address = addressIn(field, 'address', chain, seed.address);
      const since = seed.since === undefined ? 0 : parseUtcTime(`${field}.since`, seed.since);
      const until = seed.until === undefined ? Infinity : parseUtcTime(`${field}.until`, seed.until);
      if (until < since) throw invalid(`${field}.until`, seed.until ?? '', 'is before since; swap the two');
      return {
        kind: 'address',
        chain,
        address,
        asset: assetIn(field, chain, seed.asset),
        since,
        until,
        ...victim,
      };
    }
  }
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

/** Level by level, so that neither depth nor circles can exhaust the stack. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let current: unknown[] = [value];
  for (let level = 0; level <= levels; level += 1) {
    current = current.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
    if (current.length === 0) return false;
  }
  return true;
}
