/** Readiness on a clock of its own, and over HTTP. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { type Check, createReadiness } from '../../../src/observe/health.ts';
import { createLogger } from '../../../src/observe/logger.ts';
import { createMetrics } from '../../../src/observe/metrics.ts';
import { startProbeServer } from '../../../src/observe/probe-server.ts';

function probe(checks: readonly Check[]) {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', secrets: [], to: { write: (line) => void lines.push(line) } });
  const clock = { time: 0, now: () => clock.time };
  return { readiness: createReadiness(checks, { clock, log }), clock, lines };
}

const fine = async () => {};

describe('readiness', () => {
  test('needs every part', async () => {
    expect(await probe([]).readiness()).toEqual({ ready: true, parts: {} });
    const both = [
      { part: 'database', run: fine },
      { part: 'redis', run: fine },
    ];
    expect(await probe(both).readiness()).toEqual({ ready: true, parts: { database: 'up', redis: 'up' } });
  });

  test('names the part that is down, and says nothing else of it', async () => {
    const run = () => Promise.reject(new Error('password of postgresql://user:p4ss@10.0.0.3 refused'));
    const { readiness, lines } = probe([
      { part: 'database', run },
      { part: 'redis', run: fine },
    ]);
    expect(await readiness()).toEqual({ ready: false, parts: { database: 'down', redis: 'up' } });
    expect(lines.join()).toContain('10.0.0.3 refused');
    expect(lines.join()).not.toContain('p4ss');
  });

  test('a check that throws at once is a check that fails', async () => {
    const run = () => {
      throw new Error('at once');
    };
    expect((await probe([{ part: 'redis', run }]).readiness()).parts).toEqual({ redis: 'down' });
  });

  test('is kept for a second, and asked once by many', async () => {
    let runs = 0;
    const run = async () => {
      runs += 1;
    };
    const { readiness, clock } = probe([{ part: 'database', run }]);
    await Promise.all([readiness(), readiness(), readiness()]);
    clock.time = 999;
    await readiness();
    expect(runs).toBe(1);
    clock.time = 1000;
    await readiness();
    expect(runs).toBe(2);
  });

  test('a part that hangs is told in time, and never asked twice at once', async () => {
    let [open, most] = [0, 0];
    let release = () => {};
    const run = () => {
      open += 1;
      most = Math.max(most, open);
      return new Promise<void>((resolve) => {
        release = () => {
          open -= 1;
          resolve();
        };
      });
    };
    const { readiness, clock } = probe([
      { part: 'redis', run },
      { part: 'database', run: fine },
    ]);
    const started = performance.now();
    expect(await readiness()).toEqual({ ready: false, parts: { redis: 'no-answer', database: 'up' } });
    expect(performance.now() - started).toBeLessThan(3000);
    clock.time = 5000;
    const again = readiness();
    await sleep(10);
    release();
    expect((await again).ready).toBe(true);
    expect(most).toBe(1);
  });

  test('each change is logged once', async () => {
    let works = true;
    const run = async () => {
      if (!works) throw new Error('gone');
    };
    const { readiness, clock, lines } = probe([{ part: 'redis', run }]);
    for (const now of [true, false, false, true, true]) {
      works = now;
      clock.time += 2000;
      await readiness();
    }
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(['redis does not work', 'redis is back']);
  });
});

test('the probe server', async () => {
  let works = true;
  const run = async () => {
    if (!works) throw new Error('gone');
  };
  const { readiness, clock } = probe([{ part: 'redis', run }]);
  const server = await startProbeServer(
    { host: '127.0.0.1', port: 0 },
    { readiness, metrics: createMetrics(null) },
  );
  const get = async (path: string, method = 'GET') => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    return [answer.status, await answer.text()] as const;
  };
  try {
    expect(await get('/healthz')).toEqual([200, '{"alive":true}\n']);
    expect(await get('/readyz?x=1')).toEqual([200, '{"ready":true,"parts":{"redis":"up"}}\n']);
    [works, clock.time] = [false, 2000];
    expect(await get('/readyz')).toEqual([503, '{"ready":false,"parts":{"redis":"down"}}\n']);
    expect((await get('/healthz'))[0]).toBe(200);
    expect((await get('/metrics'))[1]).toContain('process_cpu_seconds_total');
    expect((await get('/'))[0]).toBe(404);
    expect((await get('/healthz', 'POST'))[0]).toBe(405);
    const { port } = server;
    await expect(
      startProbeServer({ host: '127.0.0.1', port }, { readiness, metrics: createMetrics(null) }),
    ).rejects.toThrow('EADDRINUSE');
  } finally {
    await server.close();
  }
});
