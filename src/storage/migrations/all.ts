/**
 * All migrations, oldest first. A new one is a new file with the next number, added at the end of this list.
 */

import { casesRunsGraph } from './0001-cases-runs-graph.ts';
import { service } from './0002-service.ts';
import { evidence } from './0003-evidence.ts';
import { incompleteLookups } from './0004-incomplete-lookups.ts';
import { tagsAtScale } from './0005-tags-at-scale.ts';
import { viewsOfMethods } from './0006-views-of-methods.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [
  casesRunsGraph,
  service,
  evidence,
  incompleteLookups,
  tagsAtScale,
  viewsOfMethods,
];
