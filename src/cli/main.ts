#!/usr/bin/env node
/**
 * Entry of the `coinhound` command: runs it on the streams and with the environment of the process.
 */

import { readFileSync } from 'node:fs';
import { processOutput } from './output.ts';
import { runCommandLine } from './run.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
// The reader of a pipe may leave early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await runCommandLine(
  process.argv.slice(2),
  version,
  process.env,
  processOutput(process.env),
);
