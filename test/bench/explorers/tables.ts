/** The results as tables in Markdown: for the terminal and for the page of documentation. */
import type { RateResult } from './rates.ts';
import type { RequestsResult } from './requests.ts';
import { TREE_GOALS, type TreeResult } from './tree-trace.ts';

export interface Results {
  readonly tree: readonly TreeResult[];
  readonly rates: readonly RateResult[];
  readonly requests: readonly RequestsResult[];
}

interface Column<R> {
  readonly title: string;
  readonly cell: (result: R) => string;
}

const thousands = (number: number) => Math.round(number).toLocaleString('en-US');
const seconds = (number: number) => number.toFixed(2);
const mark = (isMet: boolean) => (isMet ? 'yes' : 'no');

const TREE: Column<TreeResult>[] = [
  { title: 'latency', cell: ({ latencyMs }) => `${latencyMs} ms` },
  { title: 'at once', cell: ({ concurrency }) => String(concurrency) },
  { title: 'transfers', cell: ({ transfers }) => thousands(transfers) },
  { title: 'requests', cell: ({ requests }) => thousands(requests) },
  { title: 'seconds', cell: (result) => seconds(result.seconds) },
  { title: 'transfers a second', cell: ({ transfersPerSecond }) => thousands(transfersPerSecond) },
  { title: 'asked for', cell: ({ latencyMs }) => thousands(TREE_GOALS.get(latencyMs) ?? 0) },
  { title: 'start-up before, s', cell: ({ startSeconds }) => seconds(startSeconds) },
];

const RATES: Column<RateResult>[] = [
  { title: 'limit a second', cell: ({ rate }) => String(rate) },
  { title: 'processes', cell: ({ processes }) => String(processes) },
  { title: 'requests', cell: ({ requests }) => thousands(requests) },
  { title: 'seconds', cell: (result) => seconds(result.seconds) },
  { title: 'at the most', cell: ({ allowedSeconds }) => seconds(allowedSeconds) },
  { title: 'allowed calls used', cell: ({ used }) => `${(100 * used).toFixed(1)} %` },
  { title: 'busiest second', cell: ({ busiestSecond }) => String(busiestSecond) },
  { title: 'refused', cell: ({ refused }) => String(refused) },
  { title: 'transfers lost', cell: ({ transfersLost }) => String(transfersLost) },
  { title: 'kept', cell: (result) => mark(isKept(result)) },
];

const REQUESTS: Column<RequestsResult>[] = [
  { title: 'trace', cell: ({ name }) => name },
  { title: 'chain', cell: ({ chain }) => chain },
  { title: 'transactions', cell: ({ transactions }) => thousands(transactions) },
  { title: 'addresses', cell: ({ addresses }) => thousands(addresses) },
  { title: 'requests', cell: ({ requests }) => thousands(requests) },
  { title: 'a transaction', cell: ({ requests, transactions }) => (requests / transactions).toFixed(2) },
  { title: 'an address', cell: ({ requests, addresses }) => (requests / addresses).toFixed(2) },
  {
    title: 'a full page',
    cell: ({ requests, pages }) => (pages === null ? '' : (requests / pages).toFixed(2)),
  },
];

/** Whether a trace kept to its limit and used it. */
function isKept({ rate, seconds: took, allowedSeconds, busiestSecond, used, transfersLost }: RateResult) {
  return took <= allowedSeconds && busiestSecond <= rate && used >= 0.95 && transfersLost === 0;
}

/** All tables, each below its heading. */
export function allTables({ tree, rates, requests }: Results): string {
  const parts = [
    tree.length === 0 ? '' : `### The tree\n\n${table(TREE, tree)}`,
    rates.length === 0 ? '' : `### The rate\n\n${table(RATES, rates)}`,
    requests.length === 0 ? '' : `### Requests\n\n${table(REQUESTS, requests)}`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function table<R>(columns: readonly Column<R>[], results: readonly R[]): string {
  const head = `| ${columns.map(({ title }) => title).join(' | ')} |`;
  const rule = `| ${columns.map((_, n) => (n === 0 ? '---' : '--:')).join(' | ')} |`;
  const rows = results.map((result) => `| ${columns.map(({ cell }) => cell(result)).join(' | ')} |`);
  return `${[head, rule, ...rows].join('\n')}\n`;
}
