/**
 * Deposits in the pools of mixers, beside flags and outcomes.
 */

import Type from 'typebox';
import { Amount, nullable } from './values.ts';

export const deposits = Type.Optional(
  Type.Array(
    Type.Object({
      pool: Type.String({ description: 'Address of the pool.' }),
      asset: Type.String(),
      denomination: nullable(Amount),
      count: Type.Integer({ minimum: 1 }),
    }),
    {
      description:
        'Of a mixer on Ethereum: how many deposits in which pools. A denomination of null is any amount.',
    },
  ),
);

/** What a flag rests on. */
export const shownBy = { basis: Type.String(), evidence: Type.Array(Type.String()), deposits };
