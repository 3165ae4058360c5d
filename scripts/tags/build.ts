/**
 * Builds the shipped tags from their committed sources: `npx tsx scripts/tags/build.ts`. Prints what was left out.
 */

import { join } from 'node:path';
import { writeAllTags } from './all.ts';

const root = join(import.meta.dirname, '..', '..');
for (const { name, rows, refused } of writeAllTags(
  join(root, 'data/sources/labels'),
  join(root, 'config/tags'),
)) {
  process.stdout.write(`config/tags/${name}.csv: ${rows} tags, ${refused.length} left out\n`);
  for (const reason of refused) process.stdout.write(`  ${reason}\n`);
}
