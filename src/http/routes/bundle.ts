/**
 * The evidence bundle of a case.
 */

import Type from 'typebox';
import { findCase, findResults } from '../../cases/catalog.ts';
import { principalOf } from '../access.ts';
import type { ApiServer } from '../api-server.ts';
import type { HttpDeps } from '../deps.ts';
import { CaseParams, closed, runQuery } from '../schemas/values.ts';

/** Adds the route of the bundle. */
export function bundleRoutes(app: ApiServer, deps: HttpDeps): void {
  const content = { 'application/zip': { schema: Type.String({ contentMediaType: 'application/zip' }) } };
  const schema = {
    summary: 'The signed evidence of a run, for `coinhound verify`',
    tags: ['results'],
    params: CaseParams,
    querystring: Type.Object(runQuery, closed),
    response: { 200: { description: 'The bundle.', content } },
  };
  const options = { config: { access: 'viewer' }, schema } as const;
  app.get('/v1/cases/:caseId/bundle', options, async (request, reply) => {
    const { run = null } = request.query;
    const theCase = await findCase(request.params.caseId, principalOf(request), deps.catalog);
    const { id, number } = await findResults(theCase, run, deps.catalog);
    const { buffer, byteOffset, byteLength } = await deps.documents.bundle(id);
    const bundle = Buffer.from(buffer, byteOffset, byteLength);
    return reply
      .type('application/zip')
      .header('content-disposition', `attachment; filename="case-${theCase.id}-run-${number}.zip"`)
      .send(bundle as unknown as string);
  });
}
