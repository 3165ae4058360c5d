/**
 * Where the commands write: the document on standard output, progress and errors on the error stream.
 */

import pico from 'picocolors';

export interface Output {
  write(text: string): void;
  readonly errorStream: NodeJS.WriteStream;
  readonly colors: ReturnType<typeof pico.createColors>;
}

/** The process's own streams. Colours on a terminal only, unless FORCE_COLOR asks for them; never with NO_COLOR. */
export function processOutput(env: Readonly<Record<string, string | undefined>>): Output {
  const colored = !env.NO_COLOR && (Boolean(env.FORCE_COLOR) || process.stdout.isTTY === true);
  return {
    write: (text) => process.stdout.write(text),
    errorStream: process.stderr,
    colors: pico.createColors(colored),
  };
}
