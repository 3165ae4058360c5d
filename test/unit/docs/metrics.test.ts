/** docs/operations.md and the alarms name the metrics there are, by the labels they have, and no others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { createMetrics } from '../../../src/observe/metrics.ts';
import { ROOT } from '../../support/cli.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const section =
  read('docs/operations.md')
    .split(/^## /m)
    .find((part) => part.startsWith('What to watch\n')) ?? '';

/** A page on which every metric has a sample. */
async function fullPage(): Promise<string> {
  const state = [{ kind: 'settle', state: 'failed', count: 1 }];
  const counts = { jobs: state, oldestDueJobSeconds: 1, runs: state, deliveries: state };
  const metrics = createMetrics({ readCounts: async () => counts, clock: { now: () => 0 } });
  metrics.explorers.attempted({ provider: 'p', result: 'ok', seconds: 1 });
  metrics.explorers.retried('p');
  metrics.explorers.waited('p', 1);
  metrics.explorers.cacheHit('p');
  metrics.explorers.rotated('p');
  metrics.jobAttempted({ job: { kind: 'settle' }, outcome: 'failed', ms: 1 });
  metrics.requestAnswered({ route: '/', method: 'GET', status: 500, seconds: 1 });
  return (await metrics.page()).text;
}

test('the table names every metric of ours, with its labels', async () => {
  const page = await fullPage();
  const names = [...page.matchAll(/^# TYPE (coinhound_\w+)/gm)].map(([, name = '']) => name);
  const labelled = names.map((name) => {
    const sample = new RegExp(`^${name}(?:_count)?(?:\\{(.*)\\})? `, 'm').exec(page);
    const labels = [...(sample?.[1] ?? '').matchAll(/(\w+)="/g)].map(([, label]) => label);
    return labels.length === 0 ? name : `${name}{${labels.join(',')}}`;
  });
  const rows = [...section.matchAll(/^\| `(coinhound_[^`]+)`/gm)].map(([, cell]) => cell);
  expect(rows.sort()).toEqual(labelled.sort());
});

test('every alarm asks for samples that there are', async () => {
  const page = await fullPage();
  const { groups }: { groups: { rules: { alert: string; expr: string }[] }[] } = parse(
    read('deploy/prometheus-alerts.yaml'),
  );
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  for (const { alert, expr } of rules) {
    const asked = [...expr.matchAll(/\b((?:coinhound|nodejs|process)_\w+)(?:\{(\w+)=~?"([\w|-]+)")?/g)];
    expect(asked.length).toBeGreaterThan(0);
    for (const [, name = '', label] of asked) {
      const found = new RegExp(`^${name}[ {]`, 'm').test(page);
      const hasLabel = label === undefined || new RegExp(`^${name}\\{[^}]*\\b${label}="`, 'm').test(page);
      expect([alert, name, found, hasLabel]).toEqual([alert, name, true, true]);
    }
  }
});
