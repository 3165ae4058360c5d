/**
 * Checks of a case that is not opened yet: the answer is what opening it would say, and nothing is stored.
 */

import Type from 'typebox';
import { CaseBody } from '../../cases/case-body.ts';
import { importSeeds } from '../../cases/import-seeds.ts';
import type { ApiServer } from '../api-server.ts';
import type { HttpDeps } from '../deps.ts';
import { ImportQuery, importedCase } from '../imported-case.ts';
import { closed } from '../schemas/values.ts';
import { checkAllButBody } from '../validation.ts';

/** Nobody looks through more before a case is opened. */
const PREVIEWED = 50;

const checked = {
  ok: Type.Literal(true),
  seeds: Type.Integer({ minimum: 1, description: 'How many seeds the case would have.' }),
};
const Checked = Type.Object(checked, closed);
const CheckedTable = Type.Object(
  {
    ...checked,
    preview: Type.Array(Type.Object({ kind: Type.String(), chain: Type.String() }), {
      description: `The first ${PREVIEWED} seeds, as they would be sent to open a case.`,
    }),
  },
  closed,
);

/** While a table is looked at, the case may have no name yet. */
const TableQuery = Type.Object(
  { ...ImportQuery.properties, name: Type.Optional(ImportQuery.properties.name) },
  closed,
);

/** Adds the check of a body. */
export function checkRoute(app: ApiServer, deps: Pick<HttpDeps, 'checkCase'>): void {
  const schema = {
    summary: 'Check the body of a case without opening it',
    tags: ['cases'],
    body: CaseBody,
    response: { 200: Checked },
  };
  app.route({
    method: 'POST',
    url: '/v1/cases/check',
    config: { access: 'investigator' },
    schema,
    validatorCompiler: checkAllButBody,
    handler: async (request) => ({ ok: true as const, seeds: deps.checkCase(request.body).seeds.length }),
  });
}

/** Adds the check of a table. @param scope reads tables */
export function importCheckRoute(scope: ApiServer, deps: Pick<HttpDeps, 'checkCase'>): void {
  const schema = {
    summary: 'Check a table of seeds without opening a case',
    tags: ['cases'],
    consumes: ['text/csv'],
    querystring: TableQuery,
    body: Type.String({ description: 'As for POST /v1/cases/import.' }),
    response: { 200: CheckedTable },
  };
  scope.route({
    method: 'POST',
    url: '/v1/cases/import/check',
    config: { access: 'investigator' },
    schema,
    handler: async (request) => {
      const seeds = importSeeds(request.body);
      const { name = 'unnamed', ...rest } = request.query;
      deps.checkCase(importedCase({ name, ...rest }, seeds));
      const preview = seeds.slice(0, PREVIEWED) as unknown as { kind: string; chain: string }[];
      return { ok: true as const, seeds: seeds.length, preview };
    },
  });
}
