/**
 * Results of a run as the API shows them: the parts of the report (docs/report.md), the graph. Keys
 * may be added to them, so these forms are open.
 */

import Type from 'typebox';
import { FLAG_KINDS } from '../../core/flags/flag.ts';
import { ASSET_SCOPES } from '../../core/graph/subject.ts';
import { METHOD_NAMES } from '../../core/taint/method.ts';
import { OUTCOME_KINDS } from '../../core/trace/end.ts';
import { Cluster, Pattern, PatternNumbers } from './clusters.ts';
import { deposits, shownBy } from './deposits.ts';
import { ExposureTable } from './exposure.ts';
import { Freezes } from './freezes.ts';
import { Leads } from './leads.ts';
import { Noise } from './noise.ts';
import { Profile } from './profile.ts';
import { Step } from './step.ts';
import { syntheticId } from './synthetic-id.ts';
import { Usd, Valuation } from './valuation.ts';
import { Amount, Amounts, ChainName, Digest, nullable, Range, Time } from './values.ts';
import { Verification } from './verification.ts';

const Count = Type.Integer({ minimum: 0 });

const SeedNumber = Type.Integer({ minimum: 1, description: 'From 1, in the order of the case.' });
const Victim = nullable(Type.String({ description: "The investigator's own reference." }));
const Kind = Type.Enum([...OUTCOME_KINDS]);
const Entity = nullable(Type.String());
/** Absent in reports of earlier versions. */
const usd = Type.Optional(Usd);
const amounts = Type.Optional(Amounts);
const origins = Type.Array(Type.Object({ seed: SeedNumber, victim: Victim, amount: Amount }), {
  description: 'Under the main method, by seed; empty when poison is the main method.',
});

const flag = {
  chain: ChainName,
  address: Type.String(),
  kind: Type.Enum([...FLAG_KINDS]),
  entity: Type.String(),
  confidence: Type.Integer({ minimum: 0, maximum: 100 }),
  asset: Type.String(),
  amount: Amount,
  range: Range,
  amounts,
  hops: Count,
};

/** A flag without its path. */
export const Flag = Type.Object({
  ...flag,
  ...shownBy,
  time: Type.Optional(Time),
  profile: Type.Optional(nullable(Profile)),
});

/** A flag as the way from a seed to it. */
export const Path = Type.Object({
  chain: flag.chain,
  address: flag.address,
  kind: flag.kind,
  entity: flag.entity,
  hops: Count,
  path: Type.Array(Step),
});

/** The ways from one seed to one flag. */
export const SeedPath = Type.Object({
  flag: Type.Integer({ minimum: 0, description: 'Number of the flag in the report, from 0.' }),
  seed: SeedNumber,
  chain: flag.chain,
  address: flag.address,
  kind: flag.kind,
  entity: flag.entity,
  asset: flag.asset,
  shortest: Type.Array(Step),
  heaviest: Type.Array(Step, { description: 'The way whose smallest step is the largest.' }),
});

export const Outcome = Type.Object({
  kind: Kind,
  entity: Entity,
  asset: Type.String(),
  amount: Amount,
  usd,
  range: Range,
  amounts,
  holdings: Count,
  transactions: Count,
  origins,
  deposits,
  places: Type.Array(
    Type.Object({
      chain: ChainName,
      holding: Type.String(),
      address: Type.String(),
      amount: Amount,
      amounts,
      usd,
      held: nullable(
        Type.Object(
          { asset: Type.String(), amount: Amount, usd },
          { description: 'What it is now; null where it is still what was stolen.' },
        ),
      ),
      reason: Type.String(),
      pendingSpend: Type.Optional(
        Type.String({
          description: 'Of an unspent output: the unconfirmed transaction that was about to spend it.',
        }),
      ),
    }),
  ),
});

const share = { victim: Victim, kind: Kind, entity: Entity, asset: Type.String(), amount: Amount };

/** What of one seed ended in one way. */
export const SeedShare = Type.Object({ seed: SeedNumber, ...share });

/** What of one victim ended in one way. */
export const VictimShare = Type.Object(share);

const Gap = Type.Object({
  reason: Type.String(),
  chain: ChainName,
  address: Type.String(),
  asset: Type.String(),
  amount: nullable(Amount),
  range: nullable(Range),
});

const Seed = Type.Object({
  seed: SeedNumber,
  kind: Type.String(),
  chain: ChainName,
  where: Type.String({ description: 'An address, a transaction id, or <txid>:<vout>.' }),
  receiver: nullable(Type.String()),
  asset: Type.String(),
  victim: Victim,
});

const VictimTotal = Type.Object({
  victim: Victim,
  asset: Type.String(),
  stolen: Amount,
  outcomes: Type.Array(Type.Object({ kind: Kind, entity: Entity, amount: Amount })),
});

const Index = Type.Integer({ minimum: 0 });
const Paths = Type.Object(
  {
    steps: Type.Array(Step),
    ways: Type.Array(Type.Array(Index)),
    found: Type.Array(Type.Object({ flag: Index, seed: SeedNumber, shortest: Index, heaviest: Index })),
  },
  {
    description:
      'The ways from each seed to each flag: numbers, from 0, of flags, of ways in ways, and of steps in steps.',
  },
);

const Tip = Type.Object({
  height: Type.Integer(),
  hash: Type.String(),
  time: Time,
  inChain: Type.Union([Type.Boolean(), Type.Null()], {
    description: 'Whether the block was still in the chain when the run ended; null where that is not known.',
  }),
});
const Reorganised = Type.Array(Type.Object({ chain: Type.String(), upTo: Type.Integer() }), {
  description:
    'Chains that were reorganised since the run before: up to which block its findings were taken over.',
});

export const Report = Type.Object({
  case: Type.Object({ id: Type.String(), name: Type.String() }),
  run: Type.Object({
    id: Type.String(),
    method: Type.Enum([...METHOD_NAMES]),
    methods: Type.Array(Type.Enum([...METHOD_NAMES])),
    assets: Type.Optional(Type.Enum([...ASSET_SCOPES])),
    tip: Type.Record(Type.String(), Tip),
    reorganised: Type.Optional(Reorganised),
    inputDigest: Digest,
    resultDigest: Digest,
  }),
  seeds: Type.Array(Seed),
  stolen: Type.Array(
    Type.Object({
      asset: Type.String(),
      amount: Amount,
      usd,
      range: Range,
      amounts,
      seeds: Count,
      origins: Type.Array(Type.Object({ seed: SeedNumber, victim: Victim, amount: Amount, usd })),
    }),
  ),
  outcomes: Type.Array(Outcome),
  victims: Type.Array(VictimTotal),
  flags: Type.Array(
    Type.Object({
      ...Flag.properties,
      path: Type.Array(Step),
      heaviest: Type.Array(Step),
      patterns: PatternNumbers,
    }),
  ),
  exposure: Type.Optional(ExposureTable),
  gaps: Type.Array(Gap),
  assumptions: Type.Array(Type.Object({ kind: Type.String(), address: Type.String(), amount: Amount })),
  noise: Type.Optional(Noise),
  paths: Paths,
  clusters: Type.Optional(Type.Array(Cluster)),
  patterns: Type.Optional(Type.Array(Pattern)),
  valuation: Type.Optional(nullable(Valuation)),
  verification: Type.Optional(Verification),
  leads: Type.Optional(nullable(Leads)),
  freezes: Type.Optional(nullable(Freezes)),
  stats: Type.Object({
    transactions: Count,
    addresses: Count,
    hops: Count,
    requests: Count,
    cacheHits: Count,
    seconds: Type.Number({ minimum: 0 }),
  }),
});

const AssetAmounts = Type.Array(Type.Object({ asset: Type.String(), amount: Amount }));
const movement = {
  txid: Type.String(),
  syntheticId,
  time: Time,
  chain: ChainName,
  from: Type.Array(Type.String()),
  to: Type.String(),
  asset: Type.String(),
  amount: Amount,
};

/** What a transaction brought to an address. */
export const Movement = Type.Object(movement);

export const MoneyGraph = Type.Object({
  method: Type.Enum([...METHOD_NAMES]),
  nodes: Type.Array(
    Type.Object({
      chain: ChainName,
      address: Type.String(),
      hops: Count,
      received: AssetAmounts,
      sent: Type.Optional(AssetAmounts),
      kind: nullable(Type.String()),
      entity: nullable(Type.String()),
    }),
  ),
  edges: Type.Array(Movement),
});
