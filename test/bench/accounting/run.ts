/**
 * Measures one graph in a process of its own, so that its memory is its own: `run.ts bitcoin|ethereum SIZE` or
 * `run.ts recorded NAME`. Prints the results as one line of JSON.
 */
import { measureGenerated } from './generated.ts';
import { measure, peakMemory } from './measure.ts';
import { walkRecorded } from './recorded.ts';

/** Transactions that let the compiler see what is hot before anything is timed. */
const WARM_UP = 3_000;

const baseline = peakMemory();
const [kind = '', what = ''] = process.argv.slice(2);
for (const chain of ['bitcoin', 'ethereum'] as const) {
  if (kind === chain || kind === 'recorded') measureGenerated(chain, WARM_UP, baseline);
}
const results =
  kind === 'bitcoin' || kind === 'ethereum'
    ? measureGenerated(kind, Number(what), baseline)
    : measure(await walkRecorded(process.cwd(), what), baseline).results;
process.stdout.write(`${JSON.stringify(results)}\n`);
