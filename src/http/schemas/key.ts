/**
 * API keys and the audit log as the API shows them.
 */

import Type from 'typebox';
import { ROLES } from '../../cases/access.ts';
import { closed, Id, nullable, Time } from './values.ts';

const Name = Type.String({ minLength: 1, maxLength: 100 });

/** What a key is made of. */
export const KeyBody = Type.Object({ owner: Name, name: Name, role: Type.Enum([...ROLES]) }, closed);

/** A key without its text. */
export const Key = Type.Object(
  { id: Id, ...KeyBody.properties, createdAt: Time, revokedAt: nullable(Time) },
  closed,
);

/** A key that was just made. */
export const CreatedKey = Type.Object(
  { ...Key.properties, key: Type.String({ description: 'Shown this once.' }) },
  closed,
);

/** An entry of the audit log. */
export const AuditEntry = Type.Object(
  {
    id: Type.Integer(),
    at: Time,
    keyId: nullable(Id),
    owner: Type.String(),
    action: Type.String(),
    target: Type.String(),
    requestId: Type.String(),
    detail: Type.Object({}),
  },
  closed,
);
