/**
 * One movement on a way from a seed, as the API shows it.
 */

import Type from 'typebox';
import { syntheticId } from './synthetic-id.ts';
import { Amount, Time } from './values.ts';

export const Step = Type.Object({
  txid: Type.String(),
  syntheticId,
  time: Time,
  from: Type.String(),
  to: Type.String(),
  asset: Type.String(),
  amount: Amount,
});
