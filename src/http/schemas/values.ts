/**
 * Parts that many requests and answers share.
 */

import Type, { type Static, type TSchema } from 'typebox';
import { CHAINS } from '../../core/chain.ts';
import { METHOD_NAMES } from '../../core/taint/method.ts';

export const closed = { additionalProperties: false } as const;

/** A value or null. */
export const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const Id = Type.String({ format: 'uuid' });

/** Ids and times inside cursors: exactly what the database takes, because a cursor may be forged. */
export const CursorId = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
export const CursorTime = Type.Integer({ minimum: 0, maximum: Date.UTC(9999, 11, 31) });
export const Time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' });
export const Amount = Type.String({
  pattern: '^[0-9]+$',
  description: 'A whole number of the smallest unit (satoshi, wei, token unit).',
});
export const ChainName = Type.Enum([...CHAINS]);
export const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' });
export const Amounts = Type.Object(
  Object.fromEntries(METHOD_NAMES.map((name) => [name, Type.Optional(Amount)])),
  {
    description: 'The amount under each method of the run that means something on the chain.',
  },
);
export const Range = Type.Object({ min: Amount, max: Amount });

/** A page of a list. */
export const page = <Item extends TSchema>(item: Item) =>
  Type.Object(
    {
      items: Type.Array(item),
      next: Type.Union([Type.String(), Type.Null()], {
        description: 'The cursor of the next page; null when this is the last one.',
      }),
    },
    closed,
  );

/** Which page of a list. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 1000, description: 'The next of the page before.' })),
};
export const PageQuery = Type.Object(pageQuery, closed);

/** Which run's results; the newest finished one when nothing is said. */
export const runQuery = {
  run: Type.Optional(Type.String({ maxLength: 100, description: 'Id of an older run.' })),
};

/** Under which method; the main one when nothing is said. */
export const methodQuery = {
  method: Type.Optional(
    Type.Enum([...METHOD_NAMES], { description: 'One of the methods of the run; the main one by default.' }),
  ),
};

/** What is no id names nothing, so ids are not checked any further: the answer is 404. */
const PathId = Type.String({ maxLength: 200 });
export const CaseParams = Type.Object({ caseId: PathId });
export const TransactionParams = Type.Object({ caseId: PathId, txid: PathId });
export const AddressParams = Type.Object({ caseId: PathId, chain: PathId, address: PathId });
export const KeyParams = Type.Object({ keyId: PathId });
export const AlertParams = Type.Object({ caseId: PathId, alertId: PathId });
export const DeliveryParams = Type.Object({ caseId: PathId, alertId: PathId, deliveryId: PathId });

export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      pattern: '^[\\x21-\\x7e]{1,255}$',
      description: 'Your name for the request, such as a UUID: sent again with it, nothing is done twice.',
    }),
  ),
});

/** ISO 8601 of milliseconds since 1970. */
export function isoTime(milliseconds: number): Static<typeof Time> {
  return new Date(milliseconds).toISOString();
}
