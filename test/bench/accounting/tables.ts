/** The results as tables in Markdown: for the terminal and for the page of documentation. */
import type { Result } from './result.ts';

interface Column {
  readonly title: string;
  readonly cell: (result: Result) => string;
}

const thousands = (number: number) => Math.round(number).toLocaleString('en-US');
const fixed = (digits: number) => (number: number) => number.toFixed(digits);
const seconds = (number: number) => (number < 0.1 ? number.toFixed(4) : number.toFixed(2));
const megabytes = (bytes: number) => thousands(bytes / 1e6);

/** Of a small graph it is what the engine happened to do meanwhile. */
const ledgerBytes = ({ movements, ledgerBytesPerMovement: bytes }: Result) =>
  movements < 1_000 ? '' : thousands(bytes);

const METHOD: Column[] = [
  { title: 'graph', cell: ({ name }) => name },
  { title: 'method', cell: ({ method }) => method },
  { title: 'movements', cell: ({ movements }) => thousands(movements) },
  { title: 'legs', cell: ({ legs }) => thousands(legs) },
  { title: 'seconds', cell: (result) => seconds(result.seconds) },
  { title: 'CPU seconds', cell: ({ cpuSeconds }) => seconds(cpuSeconds) },
  { title: 'movements a second', cell: ({ movementsPerSecond }) => thousands(movementsPerSecond) },
  { title: 'legs a second', cell: ({ legsPerSecond }) => thousands(legsPerSecond) },
  { title: 'bytes of its ledger a movement', cell: ledgerBytes },
  { title: 'growth / n log n', cell: ({ growth }) => (growth === undefined ? '' : fixed(2)(growth)) },
];

const WHOLE: Column[] = [
  { title: 'graph', cell: ({ name }) => name },
  { title: 'size', cell: ({ size }) => thousands(size) },
  { title: 'adding to the graph, s', cell: ({ addSeconds }) => seconds(addSeconds) },
  { title: 'tape, s', cell: ({ tapeSeconds }) => seconds(tapeSeconds) },
  { title: 'settling by all methods, s', cell: ({ settleSeconds }) => seconds(settleSeconds) },
  { title: 'peak memory, MB', cell: ({ peakBytes }) => megabytes(peakBytes) },
  { title: 'bytes a movement', cell: ({ bytesPerMovement }) => thousands(bytesPerMovement) },
];

const SEEDS: Column[] = [
  ...METHOD.slice(0, 2),
  { title: 'seconds', cell: (result) => seconds(result.seconds) },
  { title: 'times one seed', cell: ({ timesOneSeed }) => fixed(2)(timesOneSeed ?? 1) },
  { title: 'bytes of its ledger a movement', cell: ledgerBytes },
  { title: 'settling, times one seed', cell: ({ settleTimesOneSeed }) => fixed(2)(settleTimesOneSeed ?? 1) },
];

/** All tables, each under a heading. */
export function allTables(results: readonly Result[]): string {
  const plain = results.filter(({ timesOneSeed }) => timesOneSeed === undefined);
  const many = results.filter(({ timesOneSeed }) => timesOneSeed !== undefined);
  const firsts = plain.filter(({ name }, index) => plain[index - 1]?.name !== name);
  const parts = [
    ['Replay by each method', table(METHOD, plain)],
    ['The whole, with all methods', table(WHOLE, firsts)],
    ['500 seeds', table(SEEDS, many)],
  ];
  return parts.map(([heading, text]) => `### ${heading}\n\n${text}\n`).join('\n');
}

function table(columns: readonly Column[], results: readonly Result[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map((_, index) => (index === 0 ? '---' : '--:'))),
    ...results.map((result) => line(columns.map(({ cell }) => cell(result)))),
  ].join('\n');
}
