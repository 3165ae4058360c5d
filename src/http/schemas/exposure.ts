/**
 * Exposure of addresses as the API shows it (docs/exposure.md). Keys may be added, so these forms are open.
 */

import Type from 'typebox';
import { PARTY_KINDS } from '../../core/exposure/party.ts';
import { METHOD_NAMES } from '../../core/taint/method.ts';
import { OUTCOME_KINDS } from '../../core/trace/end.ts';
import { Step } from './step.ts';
import { Amount, ChainName, nullable, Range, Time } from './values.ts';

const Count = Type.Integer({ minimum: 0 });

const Part = Type.Object({
  amount: Amount,
  range: Range,
  shareMillionths: Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    description: 'Of the outflow, rounded down.',
  }),
});

const party = {
  kind: Type.Enum([...PARTY_KINDS]),
  entity: Type.String(),
  confidence: Type.Integer({ minimum: 0, maximum: 100 }),
  wentOn: Type.Boolean({
    description: 'The coins went on from a sanctioned address: the same units stand again where they ended.',
  }),
  direct: Part,
  indirect: Part,
  hops: Count,
  first: Time,
  last: Time,
};

const address = {
  chain: ChainName,
  address: Type.String(),
  asset: Type.String(),
  method: Type.Enum([...METHOD_NAMES]),
  outflow: Amount,
  range: Range,
  elsewhere: Type.Array(Type.Object({ kind: Type.Enum([...OUTCOME_KINDS]), amount: Amount })),
  resting: Amount,
};

/** Exposure of an address in one asset; the ways are there when one address is asked for. */
export const AddressExposure = Type.Object({
  ...address,
  parties: Type.Array(Type.Object({ ...party, path: Type.Optional(Type.Array(Step)) })),
});

/** The whole table of a report. */
export const ExposureTable = Type.Object(
  {
    addresses: Type.Array(
      Type.Object({
        ...address,
        parties: Type.Array(
          Type.Object({
            ...party,
            path: nullable(
              Type.Integer({ minimum: 0, description: 'The first step of the shortest way, in steps.' }),
            ),
          }),
        ),
      }),
    ),
    steps: Type.Array(
      Type.Object({
        ...Step.properties,
        next: nullable(Type.Integer({ minimum: 0, description: 'The step after it; null for the last.' })),
      }),
    ),
    leftOut: Type.Array(Type.Object({ chain: ChainName, address: Type.String() }), {
      description: 'Addresses that coins come round to so often that it was not worked out.',
    }),
  },
  {
    description: 'What of the stolen outflow of each address came to mixers, sanctioned parties, exchanges.',
  },
);
