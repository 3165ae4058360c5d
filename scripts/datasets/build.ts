/**
 * Builds the shipped datasets from their committed sources: `npx tsx scripts/datasets/build.ts`.
 */

import { join } from 'node:path';
import { writeAllDatasets } from './all.ts';

const data = join(import.meta.dirname, '..', '..', 'data');
for (const { manifest, ethereum, bitcoin, cases } of writeAllDatasets(join(data, 'sources'), data)) {
  const transactions = (ethereum?.length ?? 0) + (bitcoin?.length ?? 0);
  const seeds = cases.reduce((sum, { seeds }) => sum + seeds.length, 0);
  process.stdout.write(`data/${manifest.name}: ${transactions} transactions, ${seeds} seeds\n`);
}
