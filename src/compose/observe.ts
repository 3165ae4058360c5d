/**
 * The log and the metrics of a process, and the observers that bring them into the explorers' pipeline and the queue.
 */

import type { Config } from '../config.ts';
import type { Environment } from '../config-environment.ts';
import { CoinhoundError } from '../core/errors.ts';
import type { ExplorerObserver, SentAttempt } from '../explorers/transport/observer.ts';
import type { Log } from '../observe/log.ts';
import { createLogger } from '../observe/logger.ts';
import { createMetrics, type Metrics } from '../observe/metrics.ts';
import type { StoredDeps } from '../observe/stored-metrics.ts';

/** An attempt at a job that is over, as far as it is logged and counted. */
interface JobAttempt {
  readonly job: {
    readonly id: number;
    readonly kind: string;
    readonly runId: string;
    readonly round?: number;
  };
  readonly outcome: string;
  readonly ms: number;
  readonly error: unknown;
}

export interface Observers {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly explorers: ExplorerObserver;
  readonly onAttempt: (attempt: JobAttempt) => void;
}

/**
 * Opens log and metrics.
 * @param process on every line, e.g. `api` or `worker`
 * @param stored where metrics get the counts of the database; null for a process that leaves them to another
 */
export function openObservers(
  config: Config,
  env: Environment,
  process: string,
  stored: StoredDeps | null,
): Observers {
  const log = createLogger({ level: config.log.level, secrets: secretsOf(config, env), facts: { process } });
  const metrics = createMetrics(stored);
  return {
    log,
    metrics,
    explorers: {
      ...metrics.explorers,
      attempted(attempt) {
        metrics.explorers.attempted(attempt);
        logAttempt(log, attempt);
      },
      warned: (provider, problem) => log.warn('explorer answers, but warns', { provider, problem }),
    },
    onAttempt(attempt) {
      metrics.jobAttempted(attempt);
      logJob(log, attempt);
    },
  };
}

/**
 * The secrets that this process was given: passwords of its URLs, and what the configuration says is in a variable
 * (keys ending in `Variable`).
 */
export function secretsOf(config: Config, env: Environment): string[] {
  const passwords = [env.DATABASE_URL, env.REDIS_URL].flatMap((url) =>
    url !== undefined && URL.canParse(url) ? [new URL(url).password] : [],
  );
  const named = variablesIn(config).map((name) => env[name]);
  return [...passwords.flatMap(decoded), ...named].filter(
    (secret) => secret !== undefined && secret !== '',
  ) as string[];
}

/** As it stands in the URL, and as it is meant. */
function decoded(password: string): string[] {
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

function variablesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key.endsWith('Variable') && typeof inner === 'string' ? [inner] : variablesIn(inner),
  );
}

/** What is ordinary is told at `debug` only; a rate limit means that the configured rate is too high. */
function logAttempt(log: Log, { provider, result, seconds, error }: SentAttempt): void {
  const facts = {
    provider,
    result,
    ms: Math.round(seconds * 1000),
    ...(error === undefined ? {} : { error }),
  };
  if (result === 'rate-limited' || result === 'failed') log.warn('explorer refused a request', facts);
  else if (result === 'unavailable' || result === 'bad-data' || result === 'incomplete')
    log.info('explorer gave no usable answer', facts);
  else log.debug('explorer answered', facts);
}

function logJob(log: Log, { job, outcome, ms, error }: JobAttempt): void {
  const ids = {
    job: job.id,
    kind: job.kind,
    run: job.runId,
    ...(job.round === undefined ? {} : { hop: job.round }),
  };
  const facts = { ...ids, outcome, ms: Math.round(ms) };
  if (error === null || error === undefined) log.debug('job done', facts);
  else if (outcome === 'retry') log.warn('job is to be tried again', { ...facts, error });
  else log.error(isBug(error) ? 'job failed on a bug' : 'job failed', { ...facts, error });
}

function isBug(error: unknown): boolean {
  return !(error instanceof CoinhoundError) || error.code === 'INVARIANT';
}
