/**
 * Runs the command line from the sources in this process, which takes a tenth of the time that a process of its own does: for
 * what words and files lead to. What a process does (exit codes, streams, signals) is tested with `cli.ts`.
 */
import { Writable } from 'node:stream';
import pico from 'picocolors';
import { runCommandLine } from '../../src/cli/run.ts';
import type { CliResult } from './cli.ts';

/** Relative paths are those of the test run. */
export async function coinhoundHere(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<CliResult> {
  let [stdout, stderr] = ['', ''];
  const errorStream = new Writable({
    write(chunk, _, done) {
      stderr += String(chunk);
      done();
    },
  });
  const write = (text: string) => {
    stdout += text;
  };
  const colors = pico.createColors(false);
  const output = { write, errorStream: errorStream as NodeJS.WriteStream, colors };
  const code = await runCommandLine(args, 'test', env, output);
  return { code, stdout, stderr };
}
