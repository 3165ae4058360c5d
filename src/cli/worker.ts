/**
 * `coinhound worker`: works on the jobs of the service until it is told to stop. The files in `workers/` do the same.
 */

import type { App } from '../compose.ts';
import { InvalidInputError } from '../core/errors.ts';
import { EXIT } from './exit.ts';
import { untilTold } from './until-told.ts';

/** Works until SIGINT or SIGTERM; a second one ends the process at once. */
export async function runWorker(app: App, words: readonly string[]): Promise<void> {
  // Before anything is begun: what comes meanwhile must not be missed.
  const told = untilTold();
  const workers = await app.work(rolesOf(app, words));
  await told;
  await workers.stop();
  // What was put back is somewhere in a request still, which must not keep the process.
  process.exit(EXIT.done);
}

/** All roles when none is named. */
function rolesOf({ roles }: App, words: readonly string[]): App['roles'] {
  const unknown = words.find((word) => !roles.some((role) => role === word));
  if (unknown !== undefined) {
    throw new InvalidInputError(`worker "${unknown}" is unknown; there are ${roles.join(', ')}`, {
      field: 'worker',
      value: unknown,
    });
  }
  return words.length === 0 ? roles : roles.filter((role) => words.includes(role));
}
