/**
 * `npm run pictures`: the pictures of README and docs, from what `coinhound demo` really prints and what the pages really show.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takePagePictures } from './pages.ts';
import { terminalPicture } from './terminal-picture.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const text = execFileSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'demo'], {
  cwd: mkdtempSync(join(tmpdir(), 'coinhound-picture-')),
  env: { ...process.env, FORCE_COLOR: '1' },
  encoding: 'utf8',
});

/** Of every case the part up to its flags; the time a run takes would change the picture each time. */
const cases = text
  .split(/\n(?=[^\n]*(?:crypto-com-2022|ronin-2022|whirlpool-2024))/)
  .map(
    (part) =>
      part.split(
        /\n\n[^\n]*(?:Mixers on record|Clusters|Patterns|exposure of|Assumptions|Notes on the data)/,
      )[0] ?? '',
  );
const lines = ['$ npm run demo', '', ...cases.join('\n\n').trimEnd().split('\n')];
writeFileSync(join(ROOT, 'docs/images/demo.svg'), terminalPicture(lines));
await takePagePictures(join(ROOT, 'docs/images'));
