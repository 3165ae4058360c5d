/**
 * The run that a request for results asks about.
 */

import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { type CaseOverview, findCase, findResults } from '../cases/catalog.ts';
import { InvalidInputError } from '../core/errors.ts';
import { principalOf } from './access.ts';
import type { HttpDeps } from './deps.ts';
import type { CaseParams } from './schemas/values.ts';

/** The case of a request, when it exists for the caller. @throws NotFoundError otherwise */
export function caseOf(request: FastifyRequest, deps: HttpDeps): Promise<CaseOverview> {
  const { caseId } = request.params as Static<typeof CaseParams>;
  return findCase(caseId, principalOf(request), deps.catalog);
}

/**
 * The run whose results are asked for: that of the cursor, the one named, or the newest finished one.
 * @throws InvalidInputError when cursor and name are of different runs
 */
export async function askedRun(
  request: FastifyRequest,
  named: string | undefined,
  cursorRun: string | null,
  deps: HttpDeps,
): Promise<string> {
  if (named !== undefined && cursorRun !== null && named !== cursorRun) {
    throw new InvalidInputError('cursor is of another run than run; send one of them', {
      field: 'query.cursor',
    });
  }
  const { id } = await findResults(await caseOf(request, deps), named ?? cursorRun, deps.catalog);
  return id;
}
