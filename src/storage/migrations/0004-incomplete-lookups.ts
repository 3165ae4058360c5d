/**
 * 0004: look-ups that an explorer says it cannot answer in full yet. Meaning of the columns: docs/storage.md.
 */

import type { Migration } from './migration.ts';

export const incompleteLookups: Migration = {
  name: '0004-incomplete-lookups',
  statements: [
    `alter table expansions
      drop constraint expansions_status_check,
      add constraint expansions_status_check
        check (status in ('complete', 'too-active', 'failed', 'incomplete'))`,
  ],
};
