/**
 * Metrics of what this process does: requests to explorers, jobs, answers over HTTP. Its observers fit the hooks of the
 * request pipeline, the queue and the API, which know nothing of them.
 */

import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { createLabel } from './label.ts';

/** From a cached answer to Etherscan's own time-out and beyond (seconds). */
const SECONDS = [0.005, 0.02, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Waits for a rate may be long when many share it (seconds). */
const WAIT_SECONDS = [0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];

/** Bounds of the labels: the configuration knows two explorers, the queue three kinds of jobs, the API some 40 routes. */
const MOST_PROVIDERS = 10;
const MOST_RESULTS = 10;
const MOST_KINDS = 10;
const MOST_ROUTES = 100;

interface AnsweredRequest {
  /** The pattern of the route, such as `/v1/cases/:id`, never the path itself. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

/** Told of each thing as it happens. */
export interface WorkMetrics {
  readonly explorers: {
    attempted(attempt: { provider: string; result: string; seconds: number }): void;
    retried(provider: string): void;
    waited(provider: string, seconds: number): void;
    cacheHit(provider: string): void;
    rotated(from: string): void;
  };
  /** An attempt at a job is over. */
  jobAttempted(attempt: { job: { kind: string }; outcome: string; ms: number }): void;
  requestAnswered(request: AnsweredRequest): void;
  /** Listeners of server-sent events came or went. */
  listenersChanged(by: number): void;
}

/** Adds the metrics to a registry. */
export function createWorkMetrics(registry: Registry): WorkMetrics {
  return {
    explorers: explorerMetrics(registry),
    jobAttempted: jobMetrics(registry),
    requestAnswered: requestMetrics(registry),
    listenersChanged: listenerMetrics(registry),
  };
}

function explorerMetrics(registry: Registry): WorkMetrics['explorers'] {
  const registers = [registry];
  const [providerOf, resultOf] = [createLabel(MOST_PROVIDERS), createLabel(MOST_RESULTS)];
  const byProvider = { labelNames: ['provider'] as const, registers };
  const requests = new Counter({
    name: 'coinhound_requests_total',
    help: 'Attempts at requests to explorers, by what became of them',
    labelNames: ['provider', 'result'] as const,
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'coinhound_request_seconds',
    help: 'Time of an attempt at a request, from sending to the checked body',
    buckets: SECONDS,
    ...byProvider,
  });
  const waitSeconds = new Histogram({
    name: 'coinhound_limiter_wait_seconds',
    help: 'Time that an attempt waited for its turn under the rate of the explorer',
    buckets: WAIT_SECONDS,
    ...byProvider,
  });
  const hits = new Counter({
    name: 'coinhound_cache_hits_total',
    help: 'Requests to explorers that the cache answered',
    ...byProvider,
  });
  const retries = new Counter({
    name: 'coinhound_retries_total',
    help: 'Attempts at requests that followed a failed one',
    ...byProvider,
  });
  const rotations = new Counter({
    name: 'coinhound_rotations_total',
    help: 'Look-ups that an explorer did not answer properly, so that another one was asked',
    ...byProvider,
  });
  return {
    attempted({ provider, result, seconds }) {
      requests.inc({ provider: providerOf(provider), result: resultOf(result) });
      requestSeconds.observe({ provider: providerOf(provider) }, seconds);
    },
    retried: (provider) => retries.inc({ provider: providerOf(provider) }),
    waited: (provider, seconds) => waitSeconds.observe({ provider: providerOf(provider) }, seconds),
    cacheHit: (provider) => hits.inc({ provider: providerOf(provider) }),
    rotated: (from) => rotations.inc({ provider: providerOf(from) }),
  };
}

function jobMetrics(registry: Registry): WorkMetrics['jobAttempted'] {
  const [kindOf, outcomeOf] = [createLabel(MOST_KINDS), createLabel(MOST_RESULTS)];
  const seconds = new Histogram({
    name: 'coinhound_job_seconds',
    help: 'Time of an attempt at a job, by what became of the job',
    labelNames: ['kind', 'outcome'] as const,
    buckets: [...SECONDS, 300, 900],
    registers: [registry],
  });
  return ({ job, outcome, ms }) =>
    seconds.observe({ kind: kindOf(job.kind), outcome: outcomeOf(outcome) }, ms / 1000);
}

function requestMetrics(registry: Registry): WorkMetrics['requestAnswered'] {
  const [routeOf, methodOf] = [createLabel(MOST_ROUTES), createLabel(MOST_KINDS)];
  const seconds = new Histogram({
    name: 'coinhound_http_seconds',
    help: 'Time to answer a request of the API, by route and status class',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS,
    registers: [registry],
  });
  return (request) => {
    // The class, not the code: codes times routes times buckets would be thousands of series.
    const status = `${Math.floor(request.status / 100)}xx`;
    const known = /^[1-5]xx$/.test(status) ? status : 'other';
    const labels = { method: methodOf(request.method), route: routeOf(request.route), status: known };
    seconds.observe(labels, request.seconds);
  };
}

function listenerMetrics(registry: Registry): WorkMetrics['listenersChanged'] {
  const listeners = new Gauge({
    name: 'coinhound_event_listeners',
    help: 'Open streams of server-sent events',
    registers: [registry],
  });
  return (by) => listeners.inc(by);
}
