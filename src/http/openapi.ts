/**
 * The description of the API (OpenAPI 3.1), made from the schemas of the routes: what is served and what is described
 * cannot differ. The problems that any call can answer with are added to each route here.
 */

import swagger from '@fastify/swagger';
import type { RouteOptions } from 'fastify';
import type { ApiServer } from './api-server.ts';
import { Problem } from './problem.ts';

const TITLE = 'Coinhound';
const DESCRIPTION = 'Follows stolen coins to the mixer. How to use it: docs/api.md.';

/** Of the API, not of the program: it changes when calls do. */
const VERSION = '1.0.0';

/** Collects the routes that are added from here on. */
export async function describeApi(app: ApiServer): Promise<void> {
  app.addSchema(Problem);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: TITLE, description: DESCRIPTION, version: VERSION },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
    },
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, index) => String(schema.$id ?? `form-${index}`),
    },
  });
  app.addHook('onRoute', addProblems);
}

function addProblems(route: RouteOptions): void {
  const { schema, url } = route;
  if (schema === undefined) return;
  const isOpen = route.config?.access === 'open';
  const writes = route.method !== 'GET' && route.method !== 'HEAD';
  const statuses = [
    400,
    ...(isOpen ? [] : [401, 403, 429]),
    ...(url.includes(':') ? [404] : []),
    ...(writes || url.includes(':caseId') ? [409] : []),
    ...(writes ? [413, 415] : []),
    500,
    503,
  ];
  const content = { 'application/problem+json': { schema: { $ref: 'Problem#' } } };
  const problems = Object.fromEntries(
    statuses.map((status) => [status, { description: 'Problem', content }]),
  );
  const security = isOpen ? { security: [] } : {};
  route.schema = { ...schema, ...security, response: { ...problems, ...(schema.response as object) } };
}
