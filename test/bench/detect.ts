/**
 * `npm run bench:detect`: precision and recall of the detectors on labelled real transactions, their hits in real blocks,
 * and what they cost. `--json` prints one line for programs, `--write FILE` puts the tables between the marks of a page.
 */
import { parseArgs } from 'node:util';
import { cost } from './detect/measure.ts';
import { writePage } from './detect/page.ts';
import { measureAll } from './detect/report.ts';
import { allTables } from './detect/tables.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean' }, write: { type: 'string' } } });

const { report, blocks } = measureAll(process.cwd());
const microseconds = cost(blocks.map(({ tx }) => tx));
const tables = allTables(report);
if (values.write !== undefined) writePage(values.write, tables);
/** Maps as objects. */
const plain = (_: string, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value);
process.stdout.write(
  values.json === true
    ? `${JSON.stringify({ ...report, microseconds }, plain)}\n`
    : `${tables}\nThe whole table of detectors: ${microseconds.toFixed(1)} microseconds a transaction of these blocks.\n`,
);
