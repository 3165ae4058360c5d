/**
 * Who asks: explorers can tell Coinhound from a nameless script, and find out whom to write to.
 */

import { readFileSync } from 'node:fs';

const HOME = 'https://github.com/coinhound/coinhound';

/** The User-Agent header, with the version of the package. */
export function userAgent(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  const { version } = manifest as { version: string };
  return `coinhound/${version} (+${HOME})`;
}
