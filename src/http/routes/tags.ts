/**
 * What is known of an address, and the tags that were imported.
 */

import Type, { type Static } from 'typebox';
import type { Screening } from '../../cases/screen-address.ts';
import { type ImportSummary, TAG_FORMATS } from '../../cases/tags/import-tags.ts';
import type { TagChange, TagOrigin } from '../../cases/tags/tag-store.ts';
import { principalOf } from '../access.ts';
import type { ApiServer } from '../api-server.ts';
import { audited } from '../audited.ts';
import { readText } from '../bodies.ts';
import type { HttpDeps, HttpSettings } from '../deps.ts';
import { Change, ScreeningForm, Summary, TagSource } from '../schemas/tag-change.ts';
import { tagJson } from '../schemas/tags.ts';
import { ChainName, closed, isoTime } from '../schemas/values.ts';

/** In which lists come. */
const TEXTS = ['text/csv', 'text/plain', 'application/yaml', 'application/xml'];

/** Names are checked by the use case, which says what they look like. */
const SourceName = Type.String({ maxLength: 200 });

/** Adds the routes of screening and tags. */
export function tagRoutes(app: ApiServer, deps: HttpDeps, settings: HttpSettings): void {
  screeningRoute(app, deps);
  listRoute(app, deps);
  removeRoute(app, deps);
  void app.register(async (scope: ApiServer) => {
    scope.removeAllContentTypeParsers();
    readText(scope, TEXTS, settings.csvBytes);
    importRoute(scope, deps);
  });
}

function screeningRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = {
    summary: 'What is known of an address: tags, and the cases in which stolen value reached it',
    tags: ['addresses'],
    params: Type.Object({ chain: ChainName, address: Type.String({ minLength: 1, maxLength: 200 }) }),
    response: { 200: ScreeningForm },
  };
  const options = { config: { access: 'viewer' }, schema } as const;
  app.get('/v1/addresses/:chain/:address', options, async (request) =>
    screeningJson(await deps.screenAddress(request.params, principalOf(request))),
  );
}

function listRoute(app: ApiServer, deps: HttpDeps): void {
  const response = { 200: Type.Object({ items: Type.Array(TagSource) }, closed) };
  const schema = { summary: 'Sources of imported tags', tags: ['tags'], response };
  app.get('/v1/tags', { config: { access: 'viewer' }, schema }, async () => ({
    items: (await deps.tags.origins()).map(sourceJson),
  }));
}

function importRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = {
    summary: 'Import the tags of a source, in place of those it had',
    tags: ['tags'],
    consumes: TEXTS,
    querystring: Type.Object(
      {
        source: SourceName,
        format: Type.Enum([...TAG_FORMATS]),
        licence: Type.Optional(
          Type.String({ maxLength: 100, description: 'Of a TagPack, which cannot say it.' }),
        ),
      },
      closed,
    ),
    body: Type.String({ description: 'See docs/tags.md.' }),
    response: { 200: Summary },
  };
  app.post('/v1/tags/import', { config: { access: 'admin' }, schema }, async (request) => {
    const { source, format, licence } = request.query;
    const more = licence === undefined ? {} : { licence };
    const summary = await audited(request, deps, 'tags.import', async ({ importTags }) => {
      const result = await importTags({ source, format, text: request.body, ...more });
      const { revision, accepted, refused } = result;
      return { result, target: source, detail: { format, revision, accepted, refused } };
    });
    return summaryJson(summary);
  });
}

function removeRoute(app: ApiServer, deps: HttpDeps): void {
  const schema = {
    summary: 'Remove the tags of a source',
    tags: ['tags'],
    params: Type.Object({ source: SourceName }),
    response: { 200: Change },
  };
  app.delete('/v1/tags/:source', { config: { access: 'admin' }, schema }, async (request) => {
    const { source } = request.params;
    const removal = await audited(request, deps, 'tags.remove', async ({ removeTags }) => {
      const result = await removeTags(source);
      return { result, target: source, detail: { ...result } };
    });
    return changeJson(removal);
  });
}

function screeningJson({ tags, appearances, ...rest }: Screening): Static<typeof ScreeningForm> {
  return {
    ...rest,
    tags: tags.map(tagJson),
    appearances: appearances.map((appearance) => ({
      ...appearance,
      received: appearance.received.map((received) => ({ ...received })),
      flags: [...appearance.flags],
    })),
  };
}

function sourceJson({ at, ...source }: TagOrigin): Static<typeof TagSource> {
  return { ...source, importedAt: isoTime(at) };
}

function changeJson({ revision, added, removed, unchanged }: TagChange): Static<typeof Change> {
  return { revision, added, removed, unchanged };
}

function summaryJson(summary: ImportSummary): Static<typeof Summary> {
  const { source, format, accepted, refused, refusals, kinds, notes } = summary;
  const shown = refusals.map(({ line, field, reason }) => ({ line, field, reason }));
  return {
    ...changeJson(summary),
    source,
    format,
    accepted,
    refused,
    refusals: shown,
    kinds: [...kinds],
    notes: [...notes],
  };
}
