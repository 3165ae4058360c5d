/**
 * `coinhound verify`: checks an evidence bundle and says what does not match.
 */

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { App } from '../compose.ts';
import { InvalidInputError } from '../core/errors.ts';
import { EXIT } from './exit.ts';
import type { Output } from './output.ts';

type Verdict = Awaited<ReturnType<App['verify']>>;

interface VerifyFlags {
  readonly key?: string;
  readonly json: boolean;
}

const HELP = `
Nobody is asked anything: the run is repeated from the answers in the bundle. Without --key any
signature that fits will do, and who signed is not checked.

Examples:
  $ coinhound verify case-17.zip --key 'Qk1p…='
  $ coinhound keys signing                      # the public key of this installation

Exit codes: 0 good, 1 refused, 2 no bundle.`;

/** Adds the command. */
export function addVerify(
  program: Command,
  app: () => Promise<App>,
  output: Output,
  exit: (code: number) => void,
): void {
  program
    .command('verify')
    .description(
      'check an evidence bundle: signature, files, and whether the results follow (docs/bundle.md)',
    )
    .argument('<bundle>', 'the file')
    .option('--key <public>', 'the key that it must be signed with, as `coinhound keys signing` prints it')
    .option('--json', 'print what was found as JSON', false)
    .addHelpText('after', HELP)
    .action(async (path: string, { key, json }: VerifyFlags) => {
      const verdict = await (await app()).verify(readBytes(path), keyOf(key));
      output.write(json ? `${JSON.stringify(verdict)}\n` : rendered(verdict));
      exit(verdict.isGood ? EXIT.done : EXIT.failure);
    });
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new InvalidInputError(`${path} cannot be read`, { field: 'bundle', value: path }, cause);
  }
}

function keyOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const key = text.trim();
  if (/^[A-Za-z0-9+/]{43}=$/.test(key)) return key;
  throw new InvalidInputError(
    `--key "${text.slice(0, 100)}" is no public key; it has 44 characters, as \`coinhound keys signing\` prints it`,
    { field: 'key' },
  );
}

function rendered(verdict: Verdict): string {
  const { isGood, problems, run, signer, software, replayed, stated } = verdict;
  const whose = {
    true: ', as expected',
    false: ', which is not the expected one',
    null: '; whose it is was not checked',
  };
  const version = software.isSame ? '' : `; this is ${software.here}`;
  const lines = [
    isGood ? `good: the results of ${run.id} follow from the evidence` : `refused: ${run.id}`,
    ...problems.map(({ message }) => `  ${message}`),
    `signed with  ${signer.publicKey}${whose[`${signer.isExpected}`]}`,
    `made by      version ${software.bundle}${version}`,
    `input        ${run.inputDigest}`,
    `result       ${run.resultDigest}`,
    ...(replayed === null ? ['the evidence was not replayed'] : []),
    ...(stated === null || stated.unanswered === 0
      ? []
      : [`${stated.unanswered} look-ups were not answered when the run was made; the bundle alone says so`]),
    ...(stated === null || stated.prices === 0
      ? []
      : [`${stated.prices} prices stand without an answer of a price source; the bundle alone says so`]),
  ];
  return `${lines.join('\n')}\n`;
}
