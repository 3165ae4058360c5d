/** `coinhound trace` as a process of its own, timed from outside. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { ReportJson } from '../../../src/cases/report/report-json.ts';
import { ROOT } from '../../support/cli.ts';

export interface TimedTrace {
  readonly report: ReportJson;
  readonly code: number | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** When the last byte of the report came. */
  readonly reportAt: number;
}

const now = () => performance.timeOrigin + performance.now();

/** @param args beside `--json` @param niceness how far behind others the process stands, 0 to 19 */
export async function timedTrace(args: readonly string[], niceness = 0): Promise<TimedTrace> {
  const startedAt = now();
  const command = [join(ROOT, 'dist/cli/main.js'), 'trace', '--json', ...args];
  const child = spawn(process.execPath, command, {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.pid !== undefined) setPriority(child.pid, niceness);
  const chunks: Buffer[] = [];
  let reportAt = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    reportAt = now();
  });
  await once(child, 'close');
  const report: ReportJson = JSON.parse(Buffer.concat(chunks).toString());
  return { report, code: child.exitCode, startedAt, reportAt };
}
