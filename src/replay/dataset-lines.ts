/**
 * Opening the data files of a dataset. Files are streamed, so a large recording is never held as text.
 */

import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { InvalidInputError } from '../core/errors.ts';
import { systemCode } from './system-code.ts';

/**
 * The content of the file at `path`; null when there is no such file, since data files are optional.
 * @throws InvalidInputError when it is there but cannot be read as a file.
 */
export async function openIfPresent(path: string): Promise<Readable | null> {
  try {
    const handle = await open(path);
    if ((await handle.stat()).isFile()) return handle.createReadStream();
    await handle.close();
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return null;
    throw unreadable(path, cause);
  }
  throw unreadable(path);
}

function unreadable(path: string, cause?: unknown): InvalidInputError {
  const context = { field: 'file', value: path };
  return new InvalidInputError(
    `"${path}" cannot be read; make it a file that this user may read`,
    context,
    cause,
  );
}
