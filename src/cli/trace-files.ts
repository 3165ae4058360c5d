/**
 * Files that a trace writes beside what it prints.
 */

import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Traced } from '../compose/trace.ts';
import type { App } from '../compose.ts';
import { InvalidInputError } from '../core/errors.ts';

/** Names of the options, and of the files that they name. */
export interface TraceFiles {
  readonly bundle?: string;
  readonly graphml?: string;
  readonly html?: string;
  readonly pdf?: string;
}

type Kind = keyof TraceFiles;

const KINDS: readonly Kind[] = ['bundle', 'graphml', 'html', 'pdf'];

/** Before anything is traced: a file that cannot be written would lose the work. @throws InvalidInputError */
export function requireWritable(files: TraceFiles): void {
  for (const kind of KINDS) {
    const path = files[kind];
    if (path === undefined) continue;
    try {
      accessSync(dirname(path), constants.W_OK);
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
        throw new Error('it is a folder');
    } catch (cause) {
      throw cannotWrite(kind, path, cause);
    }
  }
}

/** Writes the files that are asked for. @throws InvalidInputError */
export async function writeTraceFiles(app: App, files: TraceFiles, traced: Traced): Promise<void> {
  for (const kind of KINDS) {
    const path = files[kind];
    const content =
      path === undefined ? null : kind === 'bundle' ? traced.bundle : await app.written(traced, kind);
    if (path === undefined || content === null) continue;
    try {
      writeFileSync(path, content);
    } catch (cause) {
      throw cannotWrite(kind, path, cause);
    }
  }
}

function cannotWrite(kind: Kind, path: string, cause: unknown): InvalidInputError {
  return new InvalidInputError(
    `--${kind} "${path}" cannot be written; choose another`,
    { field: kind, value: path },
    cause,
  );
}
