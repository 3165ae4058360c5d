/**
 * Builds the shipped table of mixer contracts from its committed sources: `npm run mixers`.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mixerContractsCsv } from './contracts.ts';

const root = join(import.meta.dirname, '..', '..');
const text = mixerContractsCsv(join(root, 'data/sources/labels'));
mkdirSync(join(root, 'config/mixers'), { recursive: true });
writeFileSync(join(root, 'config/mixers/ethereum.csv'), text);
process.stdout.write(`config/mixers/ethereum.csv: ${text.split('\n').length - 2} contracts\n`);
