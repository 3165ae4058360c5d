/**
 * The body of a case as users write it (HTTP, case files, presets), and its translation into seeds and limits.
 */

import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { NATIVE_ASSET } from '../core/chain.ts';
import { InvalidInputError } from '../core/errors.ts';
import { ASSET_SCOPES, type AssetScope } from '../core/graph/subject.ts';
import { METHOD_NAMES, type MethodName } from '../core/taint/method.ts';
import { METHODS } from '../core/taint/methods.ts';
import type { Limits } from '../core/trace/limits.ts';
import { assetOfSeed, type Seed } from '../core/trace/seed.ts';
import { schemaProblem } from './schema-problem.ts';
import { parseSeed, SeedBody } from './seed-body.ts';

/** Seeds a case may have. */
export const MAX_SEEDS = 10_000;

/** Watching more often than blocks come tells nothing more; a year is as good as never (seconds). */
export const WATCH_SECONDS = { minimum: 60, maximum: 366 * 86_400 };

/** People who are told of an alert. */
export const MAX_EMAILS = 20;

/** One address without a display name; what it delivers to is up to the mail server. */
const EMAIL = '^[^\\s@,;<>"\\\\]+@[A-Za-z0-9.-]+$';

/** A case has 4 levels; deeper input is refused before anything walks it. */
const MAX_DEPTH = 16;

const LimitsBody = Type.Object(
  {
    maxHops: Type.Integer({ minimum: 0, maximum: 1000 }),
    maxLookups: Type.Integer({ minimum: 1, maximum: 10_000_000 }),
    maxTransactionsPerAddress: Type.Integer({ minimum: 1, maximum: 10_000_000 }),
    minShareMillionths: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    maxDays: Type.Integer({ minimum: 0, maximum: 36_500 }),
  },
  { additionalProperties: false },
);

export const CaseBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    description: Type.Optional(Type.String({ maxLength: 20_000 })),
    method: Type.Optional(Type.Enum(METHOD_NAMES)),
    assets: Type.Optional(
      Type.Enum(ASSET_SCOPES, {
        description:
          'What is looked at on Ethereum: all transfers, or those of ether alone, in fewer requests.',
      }),
    ),
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
  readonly assets: AssetScope;
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
const REMEDY = 'the form is described in docs/cases.md';

/**
 * Checks a case body and translates it.
 * @param defaults limits of the configuration, used where the body sets none
 * @throws InvalidInputError naming the field, its value and the remedy
 */
export function parseCase(body: unknown, defaults: Limits): Case {
  if (isDeeperThan(body, MAX_DEPTH))
    throw new InvalidInputError(`the body is nested more than ${MAX_DEPTH} levels deep`, {
      field: 'the body',
    });
  if (!outerForm.Check(body)) throw schemaProblem(outerForm.Errors(body), body, '', REMEDY);
  const seeds = body.seeds.map((seed, index) => parseSeed(seed, `seeds[${index}]`));
  const { assets = 'all' } = body;
  if (assets === 'native') refuseTokens(seeds);
  return {
    name: body.name,
    method: mainMethod(body.method ?? 'fifo', seeds),
    assets,
    seeds,
    limits: { ...defaults, ...body.limits },
    watchSeconds: body.watch?.everySeconds ?? null,
    webhook: body.webhook === undefined ? null : { secret: null, ...body.webhook },
    emails: body.emails ?? [],
  };
}

/** Of a stolen token nothing would be found. */
function refuseTokens(seeds: readonly Seed[]): void {
  for (const [index, seed] of seeds.entries()) {
    const asset = assetOfSeed(seed);
    if (asset === NATIVE_ASSET[seed.chain]) continue;
    throw new InvalidInputError(
      `seeds[${index}].asset ${asset} is a token, and assets is "native": leave assets out, or set it to "all"`,
      { field: `seeds[${index}].asset`, value: asset },
    );
  }
}

/** A method that says nothing about a chain would leave the seeds of that chain without an outcome. */
function mainMethod(name: MethodName, seeds: readonly Seed[]): MethodName {
  const chains = [...new Set(seeds.map(({ chain }) => chain))];
  const fitting = METHODS.filter((method) => chains.every((chain) => method.chains.includes(chain)));
  const names = fitting.map((method) => method.name);
  if (names.includes(name)) return name;
  const seedsOn = chains.join(' and ');
  throw new InvalidInputError(
    `method "${name}" does not mean anything on all chains of the seeds (${seedsOn}); take one of ${names.join(', ')}`,
    { field: 'method', value: name },
  );
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
