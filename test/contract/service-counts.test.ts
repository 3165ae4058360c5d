/** Counts over the whole database, on both engines. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { migrate } from '../../src/storage/migrate.ts';
import { createServiceCounts } from '../../src/storage/service-counts.ts';
import { createTestDatabase, ENGINES, type TestDatabase } from '../support/test-database.ts';

const NOW = Date.parse('2026-01-02T03:04:05Z');

describe.each(ENGINES)('on %s', (engine) => {
  let at: TestDatabase;
  beforeAll(async () => {
    at = await createTestDatabase(engine);
    await migrate(at.database);
  });
  afterAll(() => at.drop());

  test('an empty database has nothing to do', async () => {
    expect(await createServiceCounts(at.database)(NOW)).toEqual({
      jobs: [],
      oldestDueJobSeconds: 0,
      runs: [],
      deliveries: [],
    });
  });

  test('jobs by kind and state, the oldest that could be done, runs and deliveries by state', async () => {
    const run = (state: string, number: number) => sql`
      insert into runs (case_id, number, state, method, limits, started_at, finished_at, report, error)
      select id, ${number}, ${state}, 'fifo', '{}', now(),
        case when ${state} = 'running' then null else now() end,
        case when ${state} = 'done' then '{}'::json end, case when ${state} = 'failed' then 'x' end from cases`;
    const statements = [
      sql`insert into cases (name, body, body_digest, created_at) values ('x', '{}', 'd', now())`,
      run('running', 3),
      run('done', 2),
      run('done', 1),
      run('failed', 4),
      sql`insert into jobs (kind, key, run_id, payload, state, priority, run_at, lease_until)
        select kind, 'k' || n, runs.id, '{}', jobs.state, 1, run_at::timestamptz,
          case when jobs.state = 'running' then now() end
        from runs, (values
          (1, 'settle', 'queued', '2026-01-01T00:00:00Z'),
          (2, 'expand', 'queued', '2026-01-02T03:03:35Z'),
          (3, 'expand', 'queued', '2026-01-02T03:04:04Z'),
          (4, 'expand', 'running', '2026-01-01T00:00:00Z'),
          (5, 'notify', 'failed', '2026-01-01T00:00:00Z'),
          (6, 'expand', 'done', '2026-01-01T00:00:00Z'),
          (7, 'notify', 'queued', '2027-01-01T00:00:00Z')
        ) as jobs (n, kind, state, run_at) where runs.state = 'running'`,
      sql`update jobs set parent_id = (select id from jobs where key = 'k1') where key in ('k2', 'k4')`,
      sql`insert into alerts (case_id, run_id, changes, at) select case_id, id, '[]', now() from runs where number = 1`,
      sql`insert into deliveries (alert_id, channel, target, state, created_at)
        select alerts.id, 'webhook', 'x', state, now()
        from alerts, unnest(array['queued', 'delivered', 'delivered']) as state`,
    ];
    for (const statement of statements) await statement.execute(at.database.sql);
    // The settle job is the oldest, but it waits for its look-ups; the last one is not due.
    expect(await createServiceCounts(at.database)(NOW)).toEqual({
      jobs: [
        { kind: 'expand', state: 'queued', count: 2 },
        { kind: 'expand', state: 'running', count: 1 },
        { kind: 'notify', state: 'failed', count: 1 },
        { kind: 'notify', state: 'queued', count: 1 },
        { kind: 'settle', state: 'queued', count: 1 },
      ],
      oldestDueJobSeconds: 30,
      runs: [
        { state: 'done', count: 2 },
        { state: 'failed', count: 1 },
        { state: 'running', count: 1 },
      ],
      deliveries: [
        { state: 'delivered', count: 2 },
        { state: 'queued', count: 1 },
      ],
    });
  });
});
