/** The counts as tables in Markdown: for the terminal and for the page of documentation. */
import type { RuleCount } from './change-votes.ts';
import { CORRECTIONS } from './corrections.ts';
import type { Label } from './labelled.ts';
import type { Accuracy, BlockCount, Confusion, ListCount } from './measure.ts';

export interface Report {
  readonly accuracies: readonly Accuracy[];
  readonly corrections: ReadonlyMap<string, number>;
  readonly confusion: Confusion;
  readonly lists: readonly ListCount[];
  readonly blocks: readonly BlockCount[];
  readonly change: readonly RuleCount[];
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const LABELS: readonly Label[] = [
  'Whirlpool',
  'Whirlpool Tx0',
  'Wasabi 1',
  'Wasabi 2',
  'JoinMarket',
  'unjudged',
  'none',
];

/** All tables, each under a heading. */
export function allTables(report: Report): string {
  const parts: [string, string][] = [
    ['By detector, labels put right', accuracyTable(report.accuracies)],
    ['What was put right in the labels', correctionTable(report.corrections)],
    ['What is said first of each label', confusionTable(report.confusion)],
    ['By list, labels as they were', listTable(report.lists)],
    ['Blocks', blockTable(report.blocks)],
    ['Hits in the blocks', report.blocks.map(hitList).join('\n\n')],
    ['Votes for change', changeTable(report.change)],
  ];
  return parts.map(([heading, text]) => `### ${heading}\n\n${text}\n`).join('\n');
}

function accuracyTable(all: readonly Accuracy[]): string {
  return table(
    ['detector', 'says', 'labelled', 'found', 'recall', 'wrong', 'precision', 'on unjudged'],
    all.map(({ detector, certainty, labelled, found, recall, wrong, precision, unjudged }) => [
      detector,
      certainty,
      labelled,
      found,
      percent(recall),
      wrong,
      percent(precision),
      unjudged,
    ]),
  );
}

function correctionTable(counts: ReadonlyMap<string, number>): string {
  return table(
    ['what', 'transactions', 'is', 'because they'],
    CORRECTIONS.map(({ name, to, reason }) => [name, counts.get(name) ?? 0, to, reason]),
  );
}

function confusionTable(rows: Confusion): string {
  const said = [...new Set([...rows.values()].flatMap((row) => [...row.keys()]))].sort();
  return table(
    ['label', ...said],
    LABELS.map((label) => [label, ...said.map((name) => rows.get(label)?.get(name) ?? '')]),
  );
}

function listTable(lists: readonly ListCount[]): string {
  return table(
    ['list', 'its label', 'transactions', 'found, likely', 'left out of co-spending'],
    lists.map(({ list, label, transactions, likely, excluded }) => {
      const isMix = label !== 'none' && label !== 'unjudged';
      return [list, label, transactions, isMix ? likely : '', excluded];
    }),
  );
}

function blockTable(blocks: readonly BlockCount[]): string {
  const names = [...new Set(blocks.flatMap(({ hits }) => [...hits.keys()]))].sort();
  const cell = ([whole, other]: readonly [number, number]) => `${whole} / ${other}`;
  return table(
    ['', ...blocks.map(({ height }) => String(height))],
    [
      ['transactions', ...blocks.map(({ transactions }) => transactions)],
      ['whole / not', ...blocks.map(({ whole, transactions }) => cell([whole, transactions - whole]))],
      ...names.map((name) => [name, ...blocks.map(({ hits }) => cell(hits.get(name) ?? [0, 0]))]),
    ],
  );
}

function hitList({ height, list }: BlockCount): string {
  return [`Block ${height}:`, '', ...list.map((line) => `- ${line}`)].join('\n');
}

function changeTable(rules: readonly RuleCount[]): string {
  return table(
    ['rule', 'payments', 'right', 'wrong', 'votes', 'right of those'],
    rules.map(({ rule, payments, right, wrong }) => [
      rule,
      payments,
      right,
      wrong,
      percent((right + wrong) / payments),
      percent(right / (right + wrong)),
    ]),
  );
}

function table(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map((_, n) => (n === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}
