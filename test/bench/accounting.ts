/**
 * `npm run bench`: throughput and memory of the accounting, method by method, on the shipped data sets and on generated
 * graphs of 10^4 to 10^6. `--quick` leaves out the largest, `--json` prints one line for programs, `--write FILE` puts the
 * tables between the marks of a page and the plot beside it. Nothing is timed against a limit; but it fails when the
 * outcomes do not add up.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { withGrowth } from './accounting/growth.ts';
import { writePage } from './accounting/page.ts';
import type { Result } from './accounting/result.ts';
import { allTables } from './accounting/tables.ts';

const RECORDED = ['crypto-com-2022', 'ronin-2022', 'whirlpool-2024'];
const SIZES = ['10000', '100000', '1000000'];

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, write: { type: 'string' } },
});

/** Started as this process was, whether compiled or not. */
const RUN = fileURLToPath(import.meta.url).replace(/(\.[jt]s)$/, '/run$1');

function resultsOf(kind: string, what: string): Result[] {
  process.stderr.write(`${kind} ${what}\n`);
  const args = [...process.execArgv, '--expose-gc', RUN, kind, what];
  const output = execFileSync(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

const sizes = values.quick === true ? SIZES.slice(0, -1) : SIZES;
const results = withGrowth([
  ...RECORDED.flatMap((name) => resultsOf('recorded', name)),
  ...['bitcoin', 'ethereum'].flatMap((chain) => sizes.flatMap((size) => resultsOf(chain, size))),
]);
if (values.write !== undefined) writePage(values.write, results);
process.stdout.write(values.json === true ? `${JSON.stringify({ results })}\n` : allTables(results));
