/**
 * The metrics of a process in Prometheus' form, in a registry of its own: nothing is global.
 */

import { collectDefaultMetrics, Registry } from 'prom-client';
import { createStoredMetrics, type StoredDeps } from './stored-metrics.ts';
import { createWorkMetrics, type WorkMetrics } from './work-metrics.ts';

export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

export interface Metrics extends WorkMetrics {
  /** What a scraper is answered. */
  page(): Promise<MetricsPage>;
}

/**
 * Builds the metrics of a process.
 * @param stored where the counts of the database come from; null for a process that leaves them to another one
 */
export function createMetrics(stored: StoredDeps | null): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const work = createWorkMetrics(registry);
  const refresh = stored === null ? async () => {} : createStoredMetrics(registry, stored);
  return {
    ...work,
    async page() {
      await refresh();
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
