/**
 * A transaction as the API shows it. Keys may be added, so the forms are open.
 */

import Type from 'typebox';
import { syntheticId } from './synthetic-id.ts';
import { Amount, nullable, Time } from './values.ts';

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
