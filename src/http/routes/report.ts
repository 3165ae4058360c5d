/**
 * The report of a case in the formats that there are.
 */

import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { type CaseOverview, findCase, findResults } from '../../cases/catalog.ts';
import { reportCsv } from '../../cases/report/report-csv.ts';
import { principalOf } from '../access.ts';
import type { ApiServer } from '../api-server.ts';
import type { HttpDeps } from '../deps.ts';
import { Report } from '../schemas/results.ts';
import { CaseParams, closed, runQuery } from '../schemas/values.ts';

const FORMATS = ['json', 'csv', 'html', 'pdf'] as const;

/** Adds the route of the report. */
export function reportRoutes(app: ApiServer, deps: HttpDeps): void {
  const querystring = Type.Object(
    { ...runQuery, format: Type.Optional(Type.Enum([...FORMATS], { default: 'json' })) },
    closed,
  );
  const content = {
    'application/json': { schema: Report },
    'text/csv': { schema: Type.String() },
    'text/html': { schema: Type.String() },
    'application/pdf': { schema: Type.String({ contentMediaType: 'application/pdf' }) },
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
    if (format === 'json')
      return reply.type('application/json; charset=utf-8').send(await deps.results.reportText(id));
    named(reply, theCase, format);
    if (format === 'csv') return reply.type(CSV).send(reportCsv(await deps.results.report(id)));
    if (format === 'html') return reply.type('text/html; charset=utf-8').send(await deps.documents.html(id));
    const { buffer, byteOffset, byteLength } = await deps.documents.pdf(id);
    const pdf = Buffer.from(buffer, byteOffset, byteLength);
    return reply.type('application/pdf').send(pdf as unknown as string);
  });
}

const CSV = 'text/csv; charset=utf-8; header=present';

/** A file to be kept, not a page of this service. Its name is made of the id: the name of the case could be anything. */
function named(reply: FastifyReply, { id }: CaseOverview, format: string): void {
  reply.header('content-disposition', `attachment; filename="case-${id}.${format}"`);
}
