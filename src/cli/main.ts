#!/usr/bin/env node
/**
 * Entry of the `coinhound` command: builds the program, runs it, turns errors into a line and an exit code.
 */

import { readFileSync } from 'node:fs';
import { type Command, CommanderError } from 'commander';
import { EXIT, exitCodeOf, messageOf } from './exit.ts';
import { processOutput } from './output.ts';
import { createProgram } from './program.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const output = processOutput(process.env);
// The reader of a pipe may leave early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
const program = createProgram(version, process.env, output, (code) => {
  process.exitCode = code;
});
for (const command of withSubcommands(program)) command.exitOverride();

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  } else {
    output.errorStream.write(`coinhound: ${messageOf(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
