/**
 * The mixer profiles that come with the package.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMixerProfiles } from '../cases/mixer-profiles.ts';
import type { MixerProfile } from '../core/flags/mixer-profile.ts';
import { ROOT } from './case-files.ts';

/** @throws InvalidInputError naming the field that is wrong */
export function readShippedProfiles(): MixerProfile[] {
  return readMixerProfiles(readFileSync(join(ROOT, 'config/mixers/profiles.json'), 'utf8'));
}
