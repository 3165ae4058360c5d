/**
 * One command line from its words to its exit code: an error becomes a line on the error stream.
 */

import { type Command, CommanderError } from 'commander';
import { EXIT, exitCodeOf, messageOf } from './exit.ts';
import type { Output } from './output.ts';
import { createProgram } from './program.ts';

/**
 * Runs it.
 * @param words those after `coinhound`
 * @returns the exit code
 */
export async function runCommandLine(
  words: readonly string[],
  version: string,
  env: Readonly<Record<string, string | undefined>>,
  output: Output,
): Promise<number> {
  let code: number = EXIT.done;
  const program = createProgram(version, env, output, (chosen) => {
    code = chosen;
  });
  for (const command of withSubcommands(program)) command.exitOverride();
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
    output.errorStream.write(`coinhound: ${messageOf(error)}\n`);
    return exitCodeOf(error);
  }
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
