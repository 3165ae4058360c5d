/**
 * Which software this is.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './case-files.ts';

/** As the package says. */
export function software(): { readonly name: string; readonly version: string } {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return { name, version };
}
