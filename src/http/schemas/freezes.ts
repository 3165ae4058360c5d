/**
 * Whether flagged addresses are frozen by the issuers of USDT and USDC.
 */

import Type from 'typebox';
import { nullable, Time } from './values.ts';

export const Freezes = Type.Array(
  Type.Object({
    address: Type.String(),
    token: Type.String(),
    contract: Type.String(),
    frozen: nullable(Type.Boolean({ description: 'Null when nobody could say.' })),
    block: Type.Object({ height: Type.Integer(), time: Time }),
    provider: nullable(Type.String()),
    problem: nullable(Type.String()),
  }),
  { description: 'Read at the pinned block when freezes.read is set; in no digest.' },
);
