/**
 * What an installation tells of itself.
 */

import Type from 'typebox';
import { METHOD_NAMES } from '../../core/taint/method.ts';
import { Limits } from './case.ts';
import { ChainName, closed } from './values.ts';

const Count = Type.Integer({ minimum: 0 });
const Links = Type.Object(
  {
    transaction: Type.String({ description: 'With {txid} in its place; empty for none.' }),
    address: Type.String({ description: 'With {address} in its place; empty for none.' }),
  },
  closed,
);

export const Meta = Type.Object(
  {
    software: Type.Object({ name: Type.String(), version: Type.String() }, closed),
    methods: Type.Array(
      Type.Object(
        {
          name: Type.Enum([...METHOD_NAMES]),
          description: Type.String(),
          chains: Type.Array(ChainName, { description: 'On which it means something.' }),
          countsUnits: Type.Boolean({ description: 'Whether outcomes under it add up.' }),
        },
        closed,
      ),
    ),
    assets: Type.Array(
      Type.Object(
        { chain: ChainName, asset: Type.String(), symbol: Type.String(), decimals: Count },
        { ...closed, description: 'An asset as results name it, and how its amounts are shown.' },
      ),
    ),
    limits: Type.Object(
      {
        seeds: Count,
        emails: Count,
        watchSeconds: Type.Object({ minimum: Count, maximum: Count }, closed),
        jsonBytes: Count,
        tableBytes: Count,
        case: Limits,
      },
      { ...closed, description: 'Of what is sent; case: of a case that sets none of its own.' },
    ),
    links: Type.Object({ bitcoin: Links, ethereum: Links }, closed),
  },
  closed,
);
