/**
 * `coinhound serve`: the API, and without Redis all the work of the service beside it, until it is told to stop.
 */

import type { App } from '../compose.ts';
import { InvalidInputError } from '../core/errors.ts';
import type { Output } from './output.ts';
import { untilTold } from './until-told.ts';

export interface ServeFlags {
  readonly host?: string;
  readonly port?: string;
}

/** Serves until SIGINT or SIGTERM; a second one ends the process at once. */
export async function runServe(app: App, flags: ServeFlags, output: Output): Promise<void> {
  // Before anything is begun: what comes meanwhile must not be missed.
  const told = untilTold();
  const { host } = flags;
  const port = portOf(flags.port);
  const service = await app.serve({
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
  });
  const { url, place, isEmbedded, firstKey } = service;
  output.write(
    `serving ${url}\n  database  ${place}\n  work      ${isEmbedded ? 'in this process' : 'by workers'}\n`,
  );
  if (firstKey !== null) {
    output.write(`\nFirst start: this key of an admin is shown once.\n  ${firstKey}\n`);
  }
  await told;
  await service.stop();
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidInputError(`--port "${text.slice(0, 100)}" is not a port; give a number from 0 to 65535`, {
    field: '--port',
  });
}
