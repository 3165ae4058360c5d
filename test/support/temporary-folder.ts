/**
 * Where a test run keeps its temporary files: in memory, where the machine has room there. Tests make and remove databases of
 * a thousand files each, which on some disks takes longer than what they test.
 */
import { accessSync, chmodSync, constants, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

/** Linux has this in memory. */
const MEMORY = '/dev/shm';
/** Containers may have 64 MB of it (bytes). */
const ENOUGH = 4 * 2 ** 30;
const NAME = /^coinhound-tests-(\d+)$/;

/**
 * Makes the folder and lets all processes from now on use it.
 * @returns removes it; null when files stay where they always are, or where TMPDIR says
 */
export function takeTemporaryFolder(): (() => void) | null {
  if (process.env.TMPDIR !== undefined || !hasRoom()) return null;
  removeAbandoned();
  const folder = join(MEMORY, `coinhound-tests-${process.pid}`);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  remove();
  mkdirSync(folder);
  // Servers run under accounts of their own.
  chmodSync(folder, 0o711);
  process.once('exit', remove);
  process.env.TMPDIR = folder;
  return remove;
}

function hasRoom(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH;
  } catch {
    return false;
  }
}

/** A run that was killed could not tidy up. */
function removeAbandoned(): void {
  for (const name of readdirSync(MEMORY)) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(join(MEMORY, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
