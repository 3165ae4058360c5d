/**
 * One process at a time in a data folder. PGlite itself lets two processes write one folder, which destroys it.
 *
 * The lock is a listening socket in the folder: it answers as long as its process lives, and a process that was
 * killed leaves a socket that nobody answers, so nothing has to be guessed from process ids or times. Every process
 * first puts up its own socket and then calls at all others; of two that start at once at least one sees the other.
 */

import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { StorageError } from '../core/errors.ts';

const SOCKET = /^in-use-[0-9a-f]{8}\.sock$/;

/**
 * Takes the folder, making it when it is missing.
 * @returns gives it back
 * @throws StorageError when another process has it, or when it cannot be written
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const own = `in-use-${randomUUID().slice(0, 8)}.sock`;
  try {
    mkdirSync(folder, { recursive: true });
    return await throughShortPath(folder, async (short) => {
      const server = await listen(join(short, own));
      const unlock = () => {
        server.close();
        rmSync(join(folder, own), { force: true });
      };
      if (await isTaken(folder, short, own)) {
        unlock();
        throw new StorageError(
          `the data folder ${folder} is in use by another process; stop that one, or give this one its own folder`,
          { folder },
        );
      }
      return unlock;
    });
  } catch (cause) {
    if (cause instanceof StorageError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StorageError(`the data folder ${folder} cannot be locked: ${reason}`, { folder }, cause);
  }
}

/** A socket's path has at most 103 bytes (sockaddr_un of macOS; Linux 107), a folder's may be longer. */
async function throughShortPath<T>(folder: string, work: (short: string) => Promise<T>): Promise<T> {
  const detour = mkdtempSync(join(tmpdir(), 'ch-'));
  try {
    const short = join(detour, 'f');
    symlinkSync(resolve(folder), short);
    return await work(short);
  } finally {
    rmSync(detour, { recursive: true, force: true });
  }
}

async function isTaken(folder: string, short: string, own: string): Promise<boolean> {
  for (const name of readdirSync(folder).filter((entry) => SOCKET.test(entry) && entry !== own)) {
    if (await answers(join(short, name))) return true;
    rmSync(join(folder, name), { force: true });
  }
  return false;
}

function listen(path: string): Promise<Server> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', fail);
    server.listen(path, () => done(server));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    const say = (answer: boolean) => {
      socket.destroy();
      done(answer);
    };
    socket.once('connect', () => say(true));
    // Only these two mean that nobody is there; a full queue of callers (EAGAIN) or a foreign owner (EACCES) do not.
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      say(code !== 'ECONNREFUSED' && code !== 'ENOENT'),
    );
  });
}
