/**
 * A process that traces a dataset into a database, made to be killed: `trace-process.ts PLACE DATASET REPLAY-URL`, where
 * PLACE is a data folder or a PostgreSQL URL. Prints a line for each job done, and the digests at the end.
 */
import { sweep } from '../../src/cases/sweep.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { createSqlStores } from '../../src/storage/sql-stores.ts';
import { traceStored } from './stored-trace.ts';

const [place = '', dataset = '', replayUrl = ''] = process.argv.slice(2);
const isUrl = place.startsWith('postgresql:');
const database = await openDatabase(isUrl ? { kind: 'url', url: place } : { kind: 'folder', folder: place });
await migrate(database);
const stores = createSqlStores(database);
await sweep(isUrl ? 'many' : 'one', { jobs: stores.jobs, clock: { now: () => Date.now() } });
const { run } = await traceStored({
  stores,
  dataset,
  replayUrl,
  leaseMs: 1500,
  onJob: ({ kind, round }) => process.stdout.write(`job ${kind} ${round}\n`),
});
process.stdout.write(`digests ${run.inputDigest} ${run.resultDigest}\n`);
await database.close();
