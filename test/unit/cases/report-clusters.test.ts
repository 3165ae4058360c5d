/** Clusters and patterns as users read them: in the JSON, in the table, on the terminal. */
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { reportCsv } from '../../../src/cases/report/report-csv.ts';
import type { ReportJson } from '../../../src/cases/report/report-json.ts';
import { reportJson } from '../../../src/cases/report/report-json.ts';
import { clusterLines, patternLines } from '../../../src/cli/render-clusters.ts';
import { at, story } from '../../support/bitcoin-story.ts';
import { madeUpTag } from '../../support/made-up-tag.ts';
import { NO_LIMITS, walkOffline } from '../../support/offline-walk.ts';
import { id } from '../../support/transactions.ts';

const tagAt = (name: string, entity: string, concept: string) =>
  madeUpTag(at(name), entity, [concept], { chain: 'bitcoin' });

/** A's coin is consolidated with four of others, of whom B is tagged; F pays six, of whom G is an exchange. */
const LINES = ['1: X > A 100', '2: A, B, C, D, E > F 500', '3: F > G 100, H 80, I 80, J 80, K 80, L 80'];
const TAGS = [
  { ...tagAt('B', 'Lazarus', 'user'), isClusterDefiner: true as const },
  tagAt('G', 'Huobi', 'exchange'),
];

function reported(lines = LINES, tags = TAGS): ReportJson {
  const seeds = [{ kind: 'outpoint', chain: 'bitcoin', txid: id('1'), vout: 0 } as const];
  const { report } = walkOffline({ seeds, transactions: story(lines), tags });
  const theCase = { name: 'x', method: 'fifo', assets: 'all', seeds, limits: NO_LIMITS } as const;
  const watch = { watchSeconds: null, webhook: null, emails: [] };
  return reportJson({
    case: { ...theCase, ...watch },
    report,
    traffic: { requests: 0, cacheHits: 0 },
    seconds: 1,
  });
}

describe('JSON', () => {
  test('a cluster with its evidence, and the tag that it extends', () => {
    expect(reported().clusters).toEqual([
      {
        chain: 'bitcoin',
        entity: 'Lazarus',
        size: 5,
        tooLarge: false,
        members: [at('A')],
        evidence: [{ transaction: id('2'), addresses: [at('A'), at('B')] }],
        extended: [
          {
            address: at('A'),
            label: 'Lazarus: tag',
            entity: 'Lazarus',
            concepts: ['user'],
            confidence: 10,
            source: `spent together with ${at('B')}, tagged "Lazarus: tag" (test), in ${id('2')}`,
            from: at('B'),
            transactions: [id('2')],
          },
        ],
        conflicts: [],
      },
    ]);
  });

  test('a refused merge', () => {
    const tags = [tagAt('B', 'Lazarus', 'user'), tagAt('D', 'Huobi', 'user')];
    expect(reported(LINES, tags).clusters[0]?.conflicts).toEqual([
      { transaction: id('2'), addresses: [at('A'), at('D')], entities: [['Lazarus'], ['Huobi']] },
    ]);
  });

  test('patterns, with satoshi as text, and which of them a flag has on its way', () => {
    const { patterns, flags } = reported();
    expect(patterns.map(({ name, numbers }) => [name, numbers])).toEqual([
      ['consolidation', { inputs: 5, scripts: 5, outputs: 1, value: '500' }],
      ['batch payout', { payees: 6, inputs: 1, paid: '500' }],
    ]);
    expect(flags.map(({ kind, address, patterns: numbers }) => [kind, address, numbers])).toEqual([
      ['cash-out', at('F'), [0, 1]],
    ]);
  });
});

describe('table', () => {
  const rows = (section: string) =>
    (parse(reportCsv(reported()), { columns: true }) as Record<string, string>[]).filter(
      (row) => row.section === section,
    );

  test('a row for each member of a cluster', () => {
    expect(rows('cluster')).toMatchObject([
      {
        entity: 'Lazarus',
        confidence: '10',
        chain: 'bitcoin',
        address: at('A'),
        count: '5',
        evidence: id('2'),
      },
    ]);
  });

  test('a row for each pattern', () => {
    expect(rows('pattern')).toMatchObject([
      { kind: 'consolidation', address: at('A'), count: '1', evidence: id('2'), confidence: '60' },
      { kind: 'batch-payout', reason: 'possible: batch payout, payees 6, inputs 1, paid 500' },
    ]);
  });

  test('reports of earlier versions have none', () => {
    const { clusters: _clusters, patterns: _patterns, ...earlier } = reported();
    expect(reportCsv(earlier as ReportJson)).not.toMatch(/^(cluster|pattern),/m);
  });
});

describe('terminal', () => {
  test('how many, and who that may be', () => {
    expect(clusterLines(reported())).toEqual([
      '1 address reached in 1 cluster; the first has 1 of them and 5 in all',
      'Lazarus: 1 address by co-spending',
    ]);
    expect(patternLines(reported())).toEqual(['consolidation, possible: 1', 'batch payout, possible: 1']);
  });

  test('refused merges', () => {
    const tags = [tagAt('B', 'Lazarus', 'user'), tagAt('D', 'Huobi', 'user')];
    expect(clusterLines(reported(LINES, tags)).at(-1)).toBe('1 merge refused: tags name different owners');
  });

  test('the surest first, and whom a sweep goes to', () => {
    const [one] = reported().patterns;
    const pattern = (name: string, certainty: 'likely' | 'suspected', entity: string | null = null) =>
      ({ ...one, name, certainty, entity }) as ReportJson['patterns'][number];
    const patterns = [pattern('a', 'suspected'), pattern('b', 'likely', 'Huobi'), pattern('a', 'suspected')];
    expect(patternLines({ clusters: [], patterns })).toEqual(['b into Huobi, likely: 1', 'a, suspected: 2']);
  });

  test('nothing to tell', () => {
    expect([
      clusterLines({ clusters: [], patterns: [] }),
      patternLines({ clusters: [], patterns: [] }),
    ]).toEqual([[], []]);
  });
});
