/**
 * Results of a run as the API shows them: the parts of the report (docs/report.md), the graph, the transactions. Keys
 * may be added to them, so these forms are open.
 */

import Type from 'typebox';
import { FLAG_KINDS } from '../../core/flags/flag.ts';
import { METHOD_NAMES } from '../../core/taint/method.ts';
import { Amount, ChainName, Digest, nullable, Range, Time } from './values.ts';

const Count = Type.Integer({ minimum: 0 });
const syntheticId = Type.Optional(
  Type.Boolean({ description: 'True for an id that stands in for one that the source does not have.' }),
);

const Step = Type.Object({
  txid: Type.String(),
  syntheticId,
  time: Time,
  from: Type.String(),
  to: Type.String(),
  asset: Type.String(),
  amount: Amount,
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
  hops: Count,
};

/** A flag without its path. */
export const Flag = Type.Object({ ...flag, basis: Type.String(), evidence: Type.Array(Type.String()) });

/** A flag as the way from a seed to it. */
export const Path = Type.Object({
  chain: flag.chain,
  address: flag.address,
  kind: flag.kind,
  entity: flag.entity,
  hops: Count,
  path: Type.Array(Step),
});

export const Outcome = Type.Object({
  kind: Type.String(),
  entity: nullable(Type.String()),
  asset: Type.String(),
  amount: Amount,
  range: Range,
  holdings: Count,
  transactions: Count,
  places: Type.Array(
    Type.Object({
      chain: ChainName,
      holding: Type.String(),
      address: Type.String(),
      amount: Amount,
      reason: Type.String(),
    }),
  ),
});

const Gap = Type.Object({
  reason: Type.String(),
  chain: ChainName,
  address: Type.String(),
  asset: Type.String(),
  amount: nullable(Amount),
  range: nullable(Range),
});

const Tip = Type.Object({ height: Type.Integer(), hash: Type.String(), time: Time });

export const Report = Type.Object({
  case: Type.Object({ id: Type.String(), name: Type.String() }),
  run: Type.Object({
    id: Type.String(),
    method: Type.Enum([...METHOD_NAMES]),
    methods: Type.Array(Type.Enum([...METHOD_NAMES])),
    tip: Type.Record(Type.String(), Tip),
    inputDigest: Digest,
    resultDigest: Digest,
  }),
  stolen: Type.Array(Type.Object({ asset: Type.String(), amount: Amount, range: Range, seeds: Count })),
  outcomes: Type.Array(Outcome),
  flags: Type.Array(Type.Object({ ...Flag.properties, path: Type.Array(Step) })),
  gaps: Type.Array(Gap),
  assumptions: Type.Array(Type.Object({ kind: Type.String(), address: Type.String(), amount: Amount })),
  stats: Type.Object({
    transactions: Count,
    addresses: Count,
    hops: Count,
    requests: Count,
    cacheHits: Count,
    seconds: Type.Number({ minimum: 0 }),
  }),
});

export const MoneyGraph = Type.Object({
  nodes: Type.Array(
    Type.Object({
      chain: ChainName,
      address: Type.String(),
      hops: Count,
      received: Type.Array(Type.Object({ asset: Type.String(), amount: Amount })),
      kind: nullable(Type.String()),
      entity: nullable(Type.String()),
    }),
  ),
  edges: Type.Array(
    Type.Object({
      txid: Type.String(),
      syntheticId,
      time: Time,
      chain: ChainName,
      from: Type.Array(Type.String()),
      to: Type.String(),
      asset: Type.String(),
      amount: Amount,
    }),
  ),
});

const Party = Type.Object({ address: Type.String(), amount: Amount });
const transaction = {
  txid: Type.String(),
  syntheticId,
  block: Type.Object({ height: Type.Integer(), hash: nullable(Type.String()), time: Time }),
};

export const Transaction = Type.Union([
  Type.Object({
    ...transaction,
    chain: Type.Literal('bitcoin'),
    fee: Amount,
    inputs: Type.Array(Type.Object({ ...Party.properties, outpoint: Type.String() })),
    outputs: Type.Array(Party),
  }),
  Type.Object({
    ...transaction,
    chain: Type.Literal('ethereum'),
    fee: nullable(Amount),
    sender: nullable(Type.String()),
    transfers: Type.Array(
      Type.Object({
        kind: Type.Enum(['call', 'internal', 'token']),
        asset: Type.String(),
        from: Type.String(),
        to: Type.String(),
        amount: Amount,
        moved: Type.Boolean({ description: 'False when nothing moved although a value is printed.' }),
      }),
    ),
  }),
]);
