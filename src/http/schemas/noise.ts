/**
 * Transfers that say nothing about a case, with the reason.
 */

import Type from 'typebox';
import { NOISE_REASONS } from '../../core/noise/noise.ts';
import { Amount, ChainName, nullable, Time } from './values.ts';

export const Noise = Type.Array(
  Type.Object({
    reason: Type.Enum([...NOISE_REASONS]),
    chain: ChainName,
    address: Type.String({ description: 'The address of the case.' }),
    txid: Type.String(),
    time: Time,
    asset: Type.String(),
    from: Type.String(),
    to: Type.String(),
    amount: Amount,
    resembles: nullable(Type.String({ description: 'The address that the other side looks like.' })),
  }),
  { description: 'Transfers made to mislead, or for nothing: no path and no flag rests on them.' },
);
