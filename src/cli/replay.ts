/**
 * `coinhound replay`: serves a dataset as a local explorer until it is interrupted.
 */

import { parseFaults } from '../compose/case-files.ts';
import type { App } from '../compose.ts';
import type { Output } from './output.ts';
import { numberIn } from './trace.ts';

export interface ReplayFlags {
  readonly port: string;
  readonly host: string;
  readonly latency: string;
  readonly limit?: string;
  readonly shortPages?: true;
  readonly rows?: string;
  readonly faultRate?: string;
  readonly faults?: string;
  readonly faultSeed: string;
  readonly reorgDepth?: string;
  readonly reorgAfter: string;
  readonly reorgDrop?: true;
}

/** Serves until SIGINT or SIGTERM. */
export async function runReplay(app: App, dir: string, flags: ReplayFlags, output: Output): Promise<void> {
  const replay = await app.replay({
    dir,
    port: numberIn('--port', flags.port, /^\d{1,5}$/),
    host: flags.host,
    latencyMs: numberIn('--latency', flags.latency, /^\d{1,7}$/),
    ...(flags.limit === undefined
      ? {}
      : { requestsPerSecond: numberIn('--limit', flags.limit, /^[1-9]\d{0,5}$/) }),
    shortPages: flags.shortPages ?? false,
    ...(flags.reorgDepth === undefined
      ? {}
      : {
          reorganisation: {
            depth: numberIn('--reorg-depth', flags.reorgDepth, /^[1-9]\d{0,5}$/),
            afterRequests: numberIn('--reorg-after', flags.reorgAfter, /^\d{1,9}$/),
            transactions: flags.reorgDrop === true ? 'dropped' : 'kept',
          },
        }),
    ...(flags.rows === undefined ? {} : { rowsPerCall: numberIn('--rows', flags.rows, /^[1-9]\d{0,4}$/) }),
    ...(flags.faultRate === undefined
      ? {}
      : {
          faults: parseFaults({
            rate: numberIn('--fault-rate', flags.faultRate, /^(0(\.\d+)?|1(\.0+)?)$/),
            seed: flags.faultSeed,
            ...(flags.faults === undefined ? {} : { kinds: flags.faults.split(',') }),
          }),
        }),
  });
  const explorers = replay.explorers.map(({ api, baseUrl }) => `  --explorer ${api}=${baseUrl}\n`);
  const prices = replay.prices.map(
    ({ name, baseUrl }) => `  COINHOUND_PRICES_${name.toUpperCase()}_BASE_URL=${baseUrl}\n`,
  );
  const served = [...explorers, ...prices];
  output.write(`replaying ${dir} at ${replay.url}\n${served.join('')}`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  output.write(`${replay.requests()} requests, at the most ${replay.busiestSecond()} in a second\n`);
  await replay.close();
}
