/**
 * Alerts and their deliveries as the API shows them.
 */

import Type from 'typebox';
import { closed, Id, nullable, Time } from './values.ts';

/** What a run found new. */
export const Alert = Type.Object(
  {
    id: Id,
    runId: Id,
    at: Time,
    changes: Type.Array(Type.Object({ kind: Type.String() }), { description: 'See docs/alerts.md.' }),
  },
  closed,
);

const Attempt = Type.Object(
  {
    number: Type.Integer({ minimum: 1 }),
    at: Time,
    milliseconds: Type.Integer({ minimum: 0 }),
    status: nullable(Type.Integer({ description: 'Of the answer; null without one.' })),
    error: nullable(Type.String()),
  },
  closed,
);

/** An alert on its way to one recipient. */
export const Delivery = Type.Object(
  {
    id: Id,
    channel: Type.Enum(['webhook', 'email']),
    target: Type.String(),
    state: Type.Enum(['queued', 'delivered', 'failed']),
    createdAt: Time,
    finishedAt: nullable(Time),
    attempts: Type.Array(Attempt),
  },
  closed,
);
