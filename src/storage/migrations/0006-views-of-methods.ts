/**
 * 0006: what a run found under each of its methods. Meaning of the column: docs/storage.md.
 */

import type { Migration } from './migration.ts';

export const viewsOfMethods: Migration = {
  name: '0006-views-of-methods',
  statements: ['alter table runs add column views json'],
};
