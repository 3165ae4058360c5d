/**
 * What comes with the package about mixers, beside tags: every run is told it, wherever it is made.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMixerCsv } from '../cases/tags/mixer-csv.ts';
import { readMixerProfiles } from '../cases/tags/mixer-profiles.ts';
import type { MixerContracts } from '../core/ethereum-mixers/contracts.ts';
import type { MixerProfile } from '../core/flags/mixer-profile.ts';
import { ROOT } from './case-files.ts';

export interface ShippedMixers {
  readonly mixers: MixerContracts;
  readonly profiles: readonly MixerProfile[];
}

/** @throws InvalidInputError naming what is wrong in a file of the package */
export function readShippedMixers(): ShippedMixers {
  const read = (name: string) => readFileSync(join(ROOT, 'config/mixers', name), 'utf8');
  return {
    mixers: readMixerCsv(read('ethereum.csv')),
    profiles: readMixerProfiles(read('profiles.json')),
  };
}
