/**
 * Who asks: what a key is, for those who hold it.
 */

import Type from 'typebox';
import { ROLES } from '../../cases/access.ts';
import { principalOf } from '../access.ts';
import type { ApiServer } from '../api-server.ts';
import { closed, Id } from '../schemas/values.ts';

const Me = Type.Object(
  {
    owner: Type.String({ description: 'Whose cases the key opens and sees.' }),
    name: Type.String({ description: 'Of the key.' }),
    role: Type.Enum([...ROLES]),
    keyId: Id,
  },
  closed,
);

/** Adds the route. */
export function meRoute(app: ApiServer): void {
  const schema = { summary: 'The key that asks', tags: ['keys'], response: { 200: Me } };
  app.get('/v1/me', { config: { access: 'viewer' }, schema }, async (request) => {
    const { owner, name, role, keyId } = principalOf(request);
    return { owner, name, role, keyId };
  });
}
