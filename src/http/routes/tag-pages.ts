/**
 * What the tags say: of an address, of many addresses, of an entity.
 */

import Type from 'typebox';
import { MAX_LOOKUPS } from '../../cases/tags/show-tags.ts';
import type { ApiServer } from '../api-server.ts';
import type { HttpDeps } from '../deps.ts';
import {
  AddressTagsForm,
  addressTagsJson,
  EntityForm,
  entityJson,
  TagListForm,
  tagListJson,
} from '../schemas/tags.ts';
import { closed } from '../schemas/values.ts';

const Address = Type.String({ minLength: 1, maxLength: 200 });

/** Adds the routes. */
export function tagPageRoutes(app: ApiServer, { tagPages }: Pick<HttpDeps, 'tagPages'>): void {
  addressRoute(app, tagPages);
  lookupRoute(app, tagPages);
  actorRoute(app, tagPages);
}

function addressRoute(app: ApiServer, tagPages: HttpDeps['tagPages']): void {
  const schema = {
    summary: 'All tags of an address, which of them decides, and why',
    tags: ['tags'],
    params: Type.Object({ address: Address }),
    response: { 200: AddressTagsForm },
  };
  app.get('/v1/tags/:address', { config: { access: 'viewer' }, schema }, async (request) =>
    addressTagsJson(await tagPages.ofAddress(request.params.address)),
  );
}

function lookupRoute(app: ApiServer, tagPages: HttpDeps['tagPages']): void {
  const schema = {
    summary: 'The tags of many addresses in one call',
    tags: ['tags'],
    body: Type.Object({ addresses: Type.Array(Address, { maxItems: MAX_LOOKUPS }) }, closed),
    response: { 200: TagListForm },
  };
  app.post('/v1/tags/lookup', { config: { access: 'viewer' }, schema }, async (request) =>
    tagListJson(await tagPages.ofAddresses(request.body.addresses)),
  );
}

function actorRoute(app: ApiServer, tagPages: HttpDeps['tagPages']): void {
  const schema = {
    summary: 'An actor by id, label or alias, and how many addresses are tagged with it',
    tags: ['tags'],
    // No name has control characters, and databases refuse some of them.
    params: Type.Object({
      id: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]+$' }),
    }),
    response: { 200: EntityForm },
  };
  app.get('/v1/actors/:id', { config: { access: 'viewer' }, schema }, async (request) =>
    entityJson(await tagPages.ofEntity(request.params.id)),
  );
}
