/** Metrics: what is counted, how long it takes, how few series there are, and what a scrape says while the database is away. */
import { describe, expect, test } from '@jest/globals';
import type { ServiceCounts } from '../../../src/cases/service-counts.ts';
import type { ExplorerObserver } from '../../../src/explorers/transport/observer.ts';
import { createMetrics, type Metrics } from '../../../src/observe/metrics.ts';
import { failureOf, quickTransport, withServer } from '../explorers/local-server.ts';

/** The samples of our own metrics, by name and labels as printed. */
async function samplesOf(metrics: Metrics): Promise<Map<string, number>> {
  const { text } = await metrics.page();
  const lines = text.split('\n').filter((line) => line.startsWith('coinhound_'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

const COUNTS: ServiceCounts = {
  jobs: [
    { kind: 'expand', state: 'queued', count: 7 },
    { kind: 'settle', state: 'running', count: 1 },
  ],
  oldestDueJobSeconds: 12.5,
  runs: [{ state: 'running', count: 2 }],
  deliveries: [{ state: 'failed', count: 3 }],
};

describe('what this process does', () => {
  test('requests of a real pipeline', () =>
    withServer(
      (request, reply) => (request.url === '/busy' ? reply.code(429).send('no') : {}),
      async ({ url }) => {
        const metrics = createMetrics(null);
        const observer: ExplorerObserver = { ...metrics.explorers, warned: () => {} };
        const transport = quickTransport(url, { observer, requestsPerSecond: 500 });
        await transport.get('/a', {});
        await failureOf(() => transport.get('/busy', {}, { attempts: 3 }));
        observer.cacheHit('test');
        const samples = await samplesOf(metrics);
        expect(samples.get('coinhound_requests_total{provider="test",result="ok"}')).toBe(1);
        expect(samples.get('coinhound_requests_total{provider="test",result="rate-limited"}')).toBe(3);
        expect(samples.get('coinhound_retries_total{provider="test"}')).toBe(2);
        expect(samples.get('coinhound_request_seconds_count{provider="test"}')).toBe(4);
        expect(samples.get('coinhound_limiter_wait_seconds_count{provider="test"}')).toBe(4);
        expect(samples.get('coinhound_cache_hits_total{provider="test"}')).toBe(1);
      },
    ));

  test('jobs, answers and listeners', async () => {
    const metrics = createMetrics(null);
    metrics.jobAttempted({ job: { kind: 'settle' }, outcome: 'done', ms: 1500 });
    metrics.requestAnswered({ route: '/v1/cases/:id', method: 'GET', status: 404, seconds: 0.03 });
    metrics.requestAnswered({ route: '/v1/cases/:id', method: 'GET', status: 999, seconds: 0.03 });
    metrics.listenersChanged(1);
    metrics.listenersChanged(1);
    metrics.listenersChanged(-1);
    const samples = await samplesOf(metrics);
    expect(samples.get('coinhound_job_seconds_sum{kind="settle",outcome="done"}')).toBe(1.5);
    expect(samples.get('coinhound_job_seconds_bucket{le="1",kind="settle",outcome="done"}')).toBe(0);
    expect(samples.get('coinhound_job_seconds_bucket{le="2.5",kind="settle",outcome="done"}')).toBe(1);
    expect(samples.get('coinhound_http_seconds_count{method="GET",route="/v1/cases/:id",status="4xx"}')).toBe(
      1,
    );
    expect(
      samples.get('coinhound_http_seconds_count{method="GET",route="/v1/cases/:id",status="other"}'),
    ).toBe(1);
    expect(samples.get('coinhound_event_listeners')).toBe(1);
  });

  test('the process itself, and two processes in one share nothing', async () => {
    const [one, two] = [createMetrics(null), createMetrics(null)];
    one.listenersChanged(5);
    expect((await two.page()).text).toContain('coinhound_event_listeners 0');
    expect((await one.page()).text).toMatch(/process_resident_memory_bytes \d+/);
    expect((await one.page()).contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  });
});

test('ids in labels do not make series without end', async () => {
  const metrics = createMetrics(null);
  for (let n = 0; n < 2000; n += 1) {
    const id = `id-${n}`;
    metrics.explorers.attempted({ provider: id, result: id, seconds: 1 });
    metrics.explorers.waited(id, 1);
    metrics.explorers.retried(id);
    metrics.explorers.cacheHit(id);
    metrics.jobAttempted({ job: { kind: id }, outcome: id, ms: 1 });
    metrics.requestAnswered({ route: `/v1/cases/${id}`, method: id, status: n, seconds: 1 });
  }
  const names = [...(await samplesOf(metrics)).keys()];
  expect(names.filter((name) => name.includes('"other"')).length).toBeGreaterThan(5);
  const valuesOf = (label: string) =>
    new Set(
      names.flatMap((name) => [...name.matchAll(new RegExp(`\\b${label}="([^"]*)"`, 'g'))].map(([, v]) => v)),
    );
  for (const label of ['provider', 'result', 'kind', 'outcome', 'method']) {
    expect([label, valuesOf(label).size]).toEqual([label, 11]);
  }
  expect(valuesOf('route').size).toBe(101);
  expect(valuesOf('status').size).toBe(6);
});

describe('what is stored', () => {
  test('is read when it is scraped, at most every five seconds', async () => {
    let [time, readings] = [0, 0];
    const readCounts = async () => {
      readings += 1;
      return COUNTS;
    };
    const metrics = createMetrics({ readCounts, clock: { now: () => time } });
    const samples = await samplesOf(metrics);
    expect(samples.get('coinhound_jobs{kind="expand",state="queued"}')).toBe(7);
    expect(samples.get('coinhound_jobs{kind="settle",state="running"}')).toBe(1);
    expect(samples.get('coinhound_oldest_due_job_seconds')).toBe(12.5);
    expect(samples.get('coinhound_runs{state="running"}')).toBe(2);
    expect(samples.get('coinhound_deliveries{state="failed"}')).toBe(3);
    expect(samples.get('coinhound_database_up')).toBe(1);
    time = 4_999;
    await Promise.all([metrics.page(), metrics.page()]);
    expect(readings).toBe(1);
    time = 5_000;
    await Promise.all([metrics.page(), metrics.page()]);
    expect(readings).toBe(2);
  });

  test('what is gone is shown no more', async () => {
    let [time, counts] = [0, COUNTS];
    const metrics = createMetrics({ readCounts: async () => counts, clock: { now: () => time } });
    await metrics.page();
    [time, counts] = [10_000, { ...COUNTS, jobs: [] }];
    expect(
      [...(await samplesOf(metrics)).keys()].filter((name) => name.startsWith('coinhound_jobs')),
    ).toEqual([]);
  });

  test.each<[string, () => Promise<ServiceCounts>]>([
    ['refuses', () => Promise.reject(new Error('down'))],
    ['does not answer', () => new Promise(() => {})],
  ])('a database that %s takes its numbers away, and nothing else', async (_, failing) => {
    let [time, readCounts]: [number, () => Promise<ServiceCounts>] = [0, async () => COUNTS];
    const metrics = createMetrics({ readCounts: () => readCounts(), clock: { now: () => time } });
    await metrics.page();
    [time, readCounts] = [10_000, failing];
    const started = performance.now();
    const samples = await samplesOf(metrics);
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(samples.get('coinhound_database_up')).toBe(0);
    expect(
      [...samples.keys()].filter((name) => /^coinhound_(jobs|oldest|runs|deliveries)/.test(name)),
    ).toEqual([]);
    expect(samples.get('coinhound_event_listeners')).toBe(0);
  });
});
