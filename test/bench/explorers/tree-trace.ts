/** How fast the tree is traced, from the first request, as the explorer saw it, to the last byte of the report. */
import { join } from 'node:path';
import { withServed } from './served.ts';
import { timedTrace } from './trace-process.ts';
import { TREE } from './tree.ts';

export interface TreeResult {
  readonly latencyMs: number;
  readonly concurrency: number;
  readonly transfers: number;
  readonly requests: number;
  readonly seconds: number;
  readonly transfersPerSecond: number;
  /** From the start of the process to its first request. */
  readonly startSeconds: number;
}

/** What the issue asks for, transfers a second by latency. */
export const TREE_GOALS: ReadonlyMap<number, number> = new Map([
  [0, 13_000],
  [200, 1000],
]);

const CONCURRENCY = 16;

/** @param dir folder of the tree @throws Error when the trace did not find exactly the tree */
export async function measureTree(dir: string, latencyMs: number): Promise<TreeResult> {
  return withServed({ dir, latencyMs }, async ({ url, seen }) => {
    const options = ['--explorer', url, '--concurrency', String(CONCURRENCY)];
    const { report, code, startedAt, reportAt } = await timedTrace([
      '--case',
      join(dir, 'case.json'),
      ...options,
    ]);
    const { transactions, addresses } = report.stats;
    const { firstAt, requests } = await seen();
    if (code !== 0 || transactions !== TREE.transfers || addresses !== TREE.addresses) {
      throw new Error(`found ${transactions} transfers and ${addresses} addresses, exit code ${code}`);
    }
    const seconds = (reportAt - firstAt) / 1000;
    return {
      latencyMs,
      concurrency: CONCURRENCY,
      transfers: transactions,
      requests,
      seconds,
      transfersPerSecond: transactions / seconds,
      startSeconds: (firstAt - startedAt) / 1000,
    };
  });
}
