/**
 * Clusters and patterns of a report as the API shows them (docs/report.md).
 */

import Type from 'typebox';
import { PATTERN_KINDS } from '../../core/report/pattern.ts';
import { ChainName, nullable } from './values.ts';

const Confidence = Type.Integer({ minimum: 0, maximum: 100 });
const pair = (item: Type.TSchema) => Type.Array(item, { minItems: 2, maxItems: 2 });
const coSpend = { transaction: Type.String(), addresses: pair(Type.String()) };

const Extended = Type.Object(
  {
    address: Type.String(),
    label: Type.String(),
    entity: Type.String(),
    concepts: Type.Array(Type.String()),
    confidence: Confidence,
    source: Type.String(),
    from: Type.String({ description: 'The address at which the tag stands.' }),
    transactions: Type.Array(Type.String(), { description: 'What links the two addresses.' }),
  },
  { description: 'The tag of another member, which its source says holds for the whole cluster.' },
);

export const Cluster = Type.Object(
  {
    chain: ChainName,
    entity: nullable(Type.String()),
    size: Type.Integer({ minimum: 2, description: 'Members that the transactions of the case show.' }),
    tooLarge: Type.Boolean({ description: 'True where nobody should believe in one owner.' }),
    members: Type.Array(Type.String(), { description: 'Those that stolen value reached.' }),
    evidence: Type.Array(Type.Object(coSpend)),
    extended: Type.Array(Extended),
    conflicts: Type.Array(Type.Object({ ...coSpend, entities: pair(Type.Array(Type.String())) })),
  },
  { description: 'Addresses that were spent together: a heuristic, which carries no value.' },
);

export const Pattern = Type.Object(
  {
    chain: ChainName,
    kind: Type.Enum([...PATTERN_KINDS]),
    name: Type.String(),
    entity: nullable(Type.String()),
    certainty: Type.Enum(['likely', 'possible', 'suspected']),
    confidence: Confidence,
    transactions: Type.Array(Type.String()),
    addresses: Type.Array(Type.String()),
    numbers: Type.Record(Type.String(), Type.Union([Type.Integer(), Type.String()])),
  },
  { description: 'What transactions that moved stolen value are consistent with.' },
);

/** Numbers of patterns, from 0. Absent in reports of earlier versions. */
export const PatternNumbers = Type.Optional(Type.Array(Type.Integer({ minimum: 0 })));
