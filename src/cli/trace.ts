/**
 * `coinhound trace`: traces seeds of the command line, of a case file or of a preset against live explorers, or
 * against any base URL given.
 */

import type { ReportJson } from '../cases/report/report-json.ts';
import { parseExplorers } from '../compose/given-explorers.ts';
import type { PriceOptions } from '../compose/prices.ts';
import type { App } from '../compose.ts';
import { InvalidInputError } from '../core/errors.ts';
import { isRecord } from '../core/record.ts';
import type { Output } from './output.ts';
import { createProgress } from './progress.ts';
import { renderCase } from './render.ts';
import { seedOfText } from './seed-text.ts';
import { requireWritable, type TraceFiles, writeTraceFiles } from './trace-files.ts';

export interface TraceFlags extends TraceFiles {
  readonly json?: true;
  readonly quiet?: true;
  readonly case?: string;
  readonly preset?: string;
  readonly name?: string;
  readonly method?: string;
  readonly since?: string;
  readonly until?: string;
  readonly asset?: string;
  readonly assets?: string;
  readonly explorer: readonly string[];
  readonly rate?: string;
  readonly concurrency?: string;
  readonly maxHops?: string;
  readonly archive?: string;
  readonly offline?: true;
  readonly verify?: string;
  /** False for --no-prices. */
  readonly prices?: boolean;
  readonly priceFile?: string;
  readonly poolEvents?: readonly string[];
  readonly freezes?: true;
}

/** Runs one trace and prints it. */
export async function runTrace(
  app: App,
  seeds: readonly string[],
  flags: TraceFlags,
  output: Output,
): Promise<ReportJson> {
  const body = caseBody(app, seeds, flags);
  const explorers = parseExplorers(flags.explorer);
  const rate = flags.rate === undefined ? undefined : numberIn('--rate', flags.rate, /^\d+(\.\d+)?$/);
  const concurrency =
    flags.concurrency === undefined
      ? undefined
      : numberIn('--concurrency', flags.concurrency, /^[1-9]\d{0,2}$/);
  const prices = priceOptions(flags);
  requireWritable(flags);
  const progress = createProgress('trace', flags.quiet ? null : output.errorStream);
  const traced = await app
    .traceInFull(body, {
      explorers,
      ...(rate === undefined ? {} : { requestsPerSecond: rate }),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(flags.archive === undefined ? {} : { archive: flags.archive }),
      isOffline: flags.offline ?? false,
      ...(flags.verify === undefined
        ? {}
        : { verification: { maxTransactions: numberIn('--verify', flags.verify, /^\d{1,6}$/) } }),
      ...prices,
      ...(flags.freezes === undefined ? {} : { freezes: true }),
      ...(flags.poolEvents === undefined ? {} : { poolEvents: flags.poolEvents }),
      isBundled: flags.bundle !== undefined,
      onProgress: progress.update,
    })
    .finally(progress.stop);
  await writeTraceFiles(app, flags, traced);
  const { report } = traced;
  if (flags.json) output.write(`${JSON.stringify(report)}\n`);
  else if (!flags.quiet) output.write(renderCase(report, output.colors, [], 'with --json'));
  return report;
}

function priceOptions({ prices, priceFile }: TraceFlags): PriceOptions {
  if (prices === false && priceFile !== undefined) {
    throw new InvalidInputError('--price-file and --no-prices contradict each other; leave one of them out', {
      field: 'price-file',
      value: priceFile,
    });
  }
  return {
    ...(prices === undefined ? {} : { prices }),
    ...(priceFile === undefined ? {} : { priceFile }),
  };
}

/** The body comes from exactly one place; options of the command line stand above what a file says. */
function caseBody(app: App, seeds: readonly string[], flags: TraceFlags): unknown {
  const given = [seeds.length > 0, flags.case !== undefined, flags.preset !== undefined].filter(
    Boolean,
  ).length;
  if (given !== 1) {
    throw new InvalidInputError('give seeds, or --case FILE, or --preset NAME: exactly one of them', {
      field: 'seed',
    });
  }
  const overrides = {
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(flags.method === undefined ? {} : { method: flags.method }),
    ...(flags.assets === undefined ? {} : { assets: flags.assets }),
  };
  const limits =
    flags.maxHops === undefined ? {} : { maxHops: numberIn('--max-hops', flags.maxHops, /^\d{1,4}$/) };
  if (seeds.length > 0) {
    const window = {
      ...(flags.since === undefined ? {} : { since: flags.since }),
      ...(flags.until === undefined ? {} : { until: flags.until }),
      ...(flags.asset === undefined ? {} : { asset: flags.asset }),
    };
    return { name: 'trace', ...overrides, limits, seeds: seeds.map((seed) => seedOfText(seed, window)) };
  }
  for (const [option, value] of Object.entries({
    since: flags.since,
    until: flags.until,
    asset: flags.asset,
  })) {
    if (value !== undefined) {
      throw new InvalidInputError(
        `--${option} is for seeds of the command line; write it into the case instead`,
        {
          field: option,
          value,
        },
      );
    }
  }
  const body = flags.case === undefined ? app.preset(flags.preset ?? '') : app.caseFile(flags.case);
  if (!isRecord(body)) return body;
  const own = isRecord(body.limits) ? body.limits : {};
  if ('limits' in body && !isRecord(body.limits)) return { ...body, ...overrides };
  return { ...body, ...overrides, limits: { ...own, ...limits } };
}

/** A number of the command line. @throws InvalidInputError */
export function numberIn(field: string, text: string, form: RegExp): number {
  if (!form.test(text)) {
    throw new InvalidInputError(`${field} "${text.slice(0, 100)}" is not a number in its range; see --help`, {
      field,
      value: text.slice(0, 100),
    });
  }
  return Number(text);
}
