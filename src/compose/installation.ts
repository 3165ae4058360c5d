/**
 * What the API tells of this installation.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownAssets } from '../cases/known-assets.ts';
import type { Config } from '../config.ts';
import type { Installation } from '../http/deps.ts';
import { ROOT } from './case-files.ts';
import { software } from './software.ts';

/** @throws InvalidInputError naming what is wrong in the package's table of tokens */
export function installationOf({ limits, links }: Config): Installation {
  const assets = knownAssets(readFileSync(join(ROOT, 'config/tokens.csv'), 'utf8'));
  return { software: software(), assets, links, caseLimits: limits };
}
