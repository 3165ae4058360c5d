/**
 * Finds the programs of a server on this machine, and installs them when they are missing.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A server, and the names under which package managers know it. */
export interface Server {
  readonly name: string;
  /** All of them must stand in one folder. */
  readonly programs: readonly string[];
  readonly aptPackage: string;
  readonly brewFormula: string;
}

/** Where Debian and Homebrew put server programs that are not on the PATH; `*` is a version. */
const USUAL_FOLDERS = ['/usr/lib/postgresql/*/bin', '/opt/homebrew/opt/*/bin', '/usr/local/opt/*/bin'];

/** Package managers print a lot and may wait for their lock. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** The folder with the programs of a server, after installing them when need be; null when that is impossible here. */
export function programFolder(server: Server): string | null {
  return findFolder(server.programs) ?? (install(server) ? findFolder(server.programs) : null);
}

function findFolder(programs: readonly string[]): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...USUAL_FOLDERS.flatMap(expand)];
  return folders.find((folder) => programs.every((program) => isExecutable(join(folder, program)))) ?? null;
}

/** Folders of a pattern with one `*`, the highest version first. */
function expand(pattern: string): string[] {
  const [before = '', after = ''] = pattern.split('*');
  try {
    const names = readdirSync(before);
    return names
      .sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))
      .map((name) => before + name + after);
  } catch {
    return [];
  }
}

function install({ name, aptPackage, brewFormula }: Server): boolean {
  process.stderr.write(`${name} is not on this machine; installing it for the tests\n`);
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const apt = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  const aptInstall = [...apt, 'install', '-y', '--no-install-recommends', aptPackage];
  if (findFolder(['apt-get']) !== null)
    return run(aptInstall) || (run([...apt, 'update']) && run(aptInstall));
  return findFolder(['brew']) !== null && run(['brew', 'install', brewFormula]);
}

function run([command = '', ...args]: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: INSTALL_TIMEOUT_MS });
    return true;
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
