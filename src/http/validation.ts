/**
 * Checks requests against the schemas of their routes, with the same words as everywhere else in Coinhound: the field,
 * the value, and what is expected.
 */

import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { schemaProblem } from '../cases/schema-problem.ts';

const REMEDY = 'see docs/api.md';

/** Where a value stands, as problems name it: `query.limit`. */
const PLACES: Readonly<Record<string, string>> = {
  querystring: 'query',
  params: 'path',
  headers: 'header',
};

/** Path and query are text, so numbers in them are converted; a body has types of its own. */
export const checkRequest: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const form = Compile(schema);
  return (value: unknown) => {
    const checked = httpPart === 'querystring' ? Value.Convert(schema, value) : value;
    if (form.Check(checked)) return { value: checked };
    return { error: schemaProblem(form.Errors(checked), checked, PLACES[httpPart ?? ''] ?? '', REMEDY) };
  };
};

/** For a body that its use case checks itself: the schema of the route is then for readers. */
export const checkAllButBody: FastifySchemaCompiler<TSchema> = (part) =>
  part.httpPart === 'body' ? (value: unknown) => ({ value }) : checkRequest(part);
