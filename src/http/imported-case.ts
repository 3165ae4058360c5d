/**
 * A case whose seeds come as a table: what of it is said in the query.
 */

import Type, { type Static } from 'typebox';
import { CaseBody } from '../cases/case-body.ts';
import type { ImportedSeed } from '../cases/import-seeds.ts';
import { METHOD_NAMES } from '../core/taint/method.ts';
import { closed } from './schemas/values.ts';

export const ImportQuery = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    description: Type.Optional(Type.String({ maxLength: 20_000 })),
    method: Type.Optional(Type.Enum([...METHOD_NAMES])),
    watchSeconds: Type.Optional(CaseBody.properties.watch.properties.everySeconds),
  },
  closed,
);

/** The body of the case, as one that is opened without a table has it. */
export function importedCase(
  { watchSeconds, ...rest }: Static<typeof ImportQuery>,
  seeds: readonly ImportedSeed[],
): object {
  const watch = watchSeconds === undefined ? {} : { watch: { everySeconds: watchSeconds } };
  return { ...rest, ...watch, seeds };
}
