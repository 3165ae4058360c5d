/**
 * Metrics of what is stored: jobs, runs and deliveries by state, as SQL has them when a scraper asks.
 */

import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../cases/ports.ts';
import type { ReadServiceCounts, ServiceCounts } from '../cases/service-counts.ts';
import { withinTime } from './within-time.ts';

/** Several scrapers, or an impatient one, cost the database one reading in this time (milliseconds). */
const KEPT_MS = 5_000;

/** A scrape must end although the database does not answer (milliseconds). */
const TIMEOUT_MS = 3_000;

export interface StoredDeps {
  readonly readCounts: ReadServiceCounts;
  readonly clock: Clock;
}

/**
 * Adds the metrics to a registry.
 * @returns brings them up to date, at most every five seconds; without an answer they are taken away, since old
 *   numbers would look like new ones
 */
export function createStoredMetrics(
  registry: Registry,
  { readCounts, clock }: StoredDeps,
): () => Promise<void> {
  const show = gaugesOf(registry);
  let latest: { readonly at: number; readonly shown: Promise<void> } | null = null;
  const read = async (at: number) => {
    show(await withinTime(readCounts(at), TIMEOUT_MS).catch(() => null));
  };
  return () => {
    const at = clock.now();
    if (latest === null || at - latest.at >= KEPT_MS) latest = { at, shown: read(at) };
    return latest.shown;
  };
}

/** Shows counts, or that there are none. */
function gaugesOf(registry: Registry): (counts: ServiceCounts | null) => void {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge({ name, help, labelNames, registers });
  const up = gauge('coinhound_database_up', 'Whether the numbers below could be read (1) or not (0)', []);
  const jobs = gauge('coinhound_jobs', 'Jobs that are queued, running or failed', ['kind', 'state']);
  const oldest = gauge(
    'coinhound_oldest_due_job_seconds',
    'How long the oldest job has waited that could be done',
    [],
  );
  const runs = gauge('coinhound_runs', 'Runs by state', ['state']);
  const deliveries = gauge('coinhound_deliveries', 'Deliveries of alerts by state', ['state']);
  return (counts) => {
    for (const one of [jobs, oldest, runs, deliveries]) one.reset();
    if (counts === null) oldest.remove();
    up.set(counts === null ? 0 : 1);
    if (counts === null) return;
    oldest.set(counts.oldestDueJobSeconds);
    for (const { kind, state, count } of counts.jobs) jobs.set({ kind, state }, count);
    for (const { state, count } of counts.runs) runs.set({ state }, count);
    for (const { state, count } of counts.deliveries) deliveries.set({ state }, count);
  };
}
