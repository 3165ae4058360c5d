/**
 * `npm run pictures`: the picture of the README, from what `coinhound demo` really prints.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { terminalPicture } from './terminal-picture.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const text = execFileSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'demo'], {
  cwd: mkdtempSync(join(tmpdir(), 'coinhound-picture-')),
  env: { ...process.env, FORCE_COLOR: '1' },
  encoding: 'utf8',
});

/** Of every case the part up to its assumptions; the time a run takes would change the picture each time. */
const cases = text
  .split(/\n(?=[^\n]*(?:crypto-com-2022|ronin-2022|whirlpool-2024))/)
  .map((part) => part.split(/\n\n[^\n]*(?:Assumptions|Notes on the data)/)[0] ?? '');
const lines = ['$ npm run demo', '', ...cases.join('\n\n').trimEnd().split('\n')];
writeFileSync(join(ROOT, 'docs/images/demo.svg'), terminalPicture(lines));
