/**
 * The table of mixer contracts that comes with the package.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMixerCsv } from '../cases/mixer-csv.ts';
import type { MixerContracts } from '../core/ethereum-mixers/contracts.ts';
import { ROOT } from './case-files.ts';

/** @throws InvalidInputError when the table of the package is broken */
export function shippedMixers(): MixerContracts {
  return readMixerCsv(readFileSync(join(ROOT, 'config/mixers/ethereum.csv'), 'utf8'));
}
