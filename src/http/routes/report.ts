/**
 * The report of a case in the formats that there are.
 */

import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { type CaseOverview, findCase, findResults } from '../../cases/catalog.ts';
import { reportCsv } from '../../cases/report-csv.ts';
import { principalOf } from '../access.ts';
import type { ApiServer } from '../api-server.ts';
import type { HttpDeps } from '../deps.ts';
import { Report } from '../schemas/results.ts';
import { CaseParams, closed, runQuery } from '../schemas/values.ts';

const FORMATS = ['json', 'csv'] as const;

/** Adds the route of the report. */
export function reportRoutes(app: ApiServer, deps: HttpDeps): void {
  const querystring = Type.Object(
    { ...runQuery, format: Type.Optional(Type.Enum([...FORMATS], { default: 'json' })) },
    closed,
  );
  const content = {
    'application/json': { schema: Report },
    'text/csv': { schema: Type.String() },
  };
  const schema = {
    summary: 'The report',
    tags: ['results'],
    params: CaseParams,
    querystring,
    response: { 200: { description: 'The report in the format asked for.', content } },
  };
  const options = { config: { access: 'viewer' }, schema } as const;
  app.get('/v1/cases/:caseId/report', options, async (request, reply) => {
    const { run = null, format = 'json' } = request.query;
    const theCase = await findCase(request.params.caseId, principalOf(request), deps.catalog);
    const { id } = await findResults(theCase, run, deps.catalog);
    if (format === 'csv') return sendCsv(reply, theCase, reportCsv(await deps.results.report(id)));
    return reply.type('application/json; charset=utf-8').send(await deps.results.reportText(id));
  });
}

/** The name of the file is made of the id: the name of the case could be anything. */
function sendCsv(reply: FastifyReply, { id }: CaseOverview, csv: string) {
  return reply
    .type('text/csv; charset=utf-8; header=present')
    .header('content-disposition', `attachment; filename="case-${id}.csv"`)
    .send(csv);
}
