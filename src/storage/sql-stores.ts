/**
 * The stores of a trace that outlives its process: everything in one database.
 */

import type { Stores } from '../cases/ports.ts';
import { createCaseStore } from './case-store.ts';
import type { Database } from './database.ts';
import { createGraphStore } from './graph-store.ts';
import { createJobStore } from './job-store.ts';
import { createRunStore } from './run-store.ts';

/** The stores of a database, which must be migrated. */
export function createSqlStores(database: Database): Stores {
  return {
    cases: createCaseStore(database),
    runs: createRunStore(database),
    graphs: createGraphStore(database),
    jobs: createJobStore(database),
  };
}
