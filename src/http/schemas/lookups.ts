/**
 * One transaction and one address of a run, as the API shows them (docs/api.md). Keys may be added, so the forms are open.
 */

import Type from 'typebox';
import { METHOD_NAMES } from '../../core/taint/method.ts';
import { Flag, Movement, Outcome } from './results.ts';
import { TagForm } from './tags.ts';
import { Transaction } from './transaction.ts';
import { Amounts, ChainName, nullable } from './values.ts';

const Index = Type.Integer({ minimum: 0 });
const MethodName = Type.Enum([...METHOD_NAMES]);

const { chain, address, kind, entity, asset, amount, confidence } = Flag.properties;
const flags = Type.Array(
  Type.Object({ flag: Index, chain, address, kind, entity, asset, amount, confidence }),
  { description: 'flag: its place, from 0, in the list of flags under the method.' },
);

const outcomes = Type.Array(
  Type.Object({
    outcome: Index,
    kind: Outcome.properties.kind,
    entity: Outcome.properties.entity,
    asset: Outcome.properties.asset,
    places: Outcome.properties.places,
  }),
  { description: 'outcome: its place, from 0, in the list of outcomes under the method.' },
);

/** A transaction of a run. */
export const CaseTransaction = Type.Object({
  method: MethodName,
  transaction: Transaction,
  verification: Type.Union(
    [
      Type.Object({
        hashed: Type.Boolean({ description: 'Its raw form hashes to its id.' }),
        inBlock: Type.Boolean({ description: 'The header of the block commits to it.' }),
        opinions: Type.Array(
          Type.Object({ provider: Type.String(), differences: Type.Array(Type.String()) }),
        ),
        distrusted: Type.Array(Type.Object({ provider: Type.String(), problem: Type.String() })),
      }),
      Type.Null(),
    ],
    { description: 'Null where nothing in the report rests on it.' },
  ),
  flags,
  outcomes,
  movements: Type.Array(Movement, { description: 'The stolen value that it moved.' }),
});

const amountsByAsset = Type.Array(Type.Object({ asset: Type.String(), amounts: Amounts }));

/** An address of a run. */
export const CaseAddress = Type.Object({
  method: MethodName,
  chain: ChainName,
  address: Type.String(),
  hops: nullable(Type.Integer({ minimum: 0, description: 'Null where stolen value did not come here.' })),
  kind: nullable(Type.String({ description: 'How value ends that rests here; null where all went on.' })),
  entity: nullable(Type.String()),
  received: amountsByAsset,
  sent: amountsByAsset,
  flags,
  outcomes,
  clusters: Type.Array(
    Type.Object({
      cluster: Index,
      entity: nullable(Type.String()),
      size: Type.Integer(),
      tooLarge: Type.Boolean(),
    }),
    { description: 'cluster: its place, from 0, among the clusters of the report.' },
  ),
  tags: Type.Array(TagForm, { description: 'Those that were valid when anything came or went.' }),
  movements: Type.Object({
    total: Index,
    items: Type.Array(Movement),
    next: nullable(
      Type.String({ description: 'The cursor of the next page; null when this is the last one.' }),
    ),
  }),
});
