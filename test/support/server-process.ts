/**
 * Servers for tests: started on a free port of 127.0.0.1 with a folder of their own, waited for, and stopped.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server that runs. */
export interface Service {
  readonly url: string;
  stop(): Promise<void>;
}

/** A server that belongs to one test, which may treat it badly. */
export interface OwnService extends Service {
  /** Stops it and lets it be away for a while, then starts it again: same port, same data. */
  restart(awayMs: number): Promise<void>;
}

/** Longer than this to answer is a failure (milliseconds). */
const START_TIMEOUT_MS = 60_000;

/** An account that servers may run as which refuse root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account of a name, from the machine's own list; null when there is none. */
export function accountOf(name: string): Account | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((row) => row.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}

/** A temporary folder that belongs to the account. */
export function ownFolder(name: string, account: Account | null): string {
  const folder = mkdtempSync(join(tmpdir(), `coinhound-${name}-`));
  if (account !== null) chownSync(folder, account.uid, account.gid);
  return folder;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/**
 * Starts a program and waits until it answers.
 * @param folder its own; holds `server.log`, and goes when the server stops
 */
export async function startProgram(
  command: readonly string[],
  options: { url: string; folder: string; account: Account | null; answers: () => Promise<boolean> },
): Promise<OwnService> {
  const { url, folder, account, answers } = options;
  const [program = '', ...args] = command;
  const begin = () => {
    const log = openSync(join(folder, 'server.log'), 'a');
    const started = spawn(program, args, { cwd: folder, stdio: ['ignore', log, log], ...account });
    closeSync(log);
    return started;
  };
  let child = begin();
  // A test run that ends early must not leave a server behind.
  const kill = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', kill);
  const stop = async () => {
    process.removeListener('exit', kill);
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const ready = async () => {
    if (await answersInTime(answers, () => child.exitCode !== null)) return;
    const said = readFileSync(join(folder, 'server.log'), 'utf8').trim().split('\n').slice(-3).join(' | ');
    await stop();
    throw new Error(`${program} did not start: ${said}`);
  };
  await ready();
  const restart = async (awayMs: number) => {
    await end(child);
    await sleep(awayMs);
    child = begin();
    await ready();
  };
  return { url, stop, restart };
}

/** Starts an image with `docker` or `podman`. */
export async function startContainer(
  engine: string,
  options: {
    image: string;
    env: readonly string[];
    port: number;
    hostPort: number;
    url: string;
    answers: () => Promise<boolean>;
  },
): Promise<OwnService> {
  const { image, env, port, hostPort, url, answers } = options;
  const publish = `127.0.0.1:${hostPort}:${port}`;
  const args = ['run', '-d', '-p', publish, ...env.flatMap((one) => ['-e', one]), image];
  const id = execFileSync(engine, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const stop = async () => {
    execFileSync(engine, ['rm', '-f', '-v', id], { stdio: 'ignore' });
  };
  const ready = async () => {
    if (await answersInTime(answers, () => false)) return;
    await stop();
    throw new Error(`${image} did not start in ${engine}`);
  };
  await ready();
  const restart = async (awayMs: number) => {
    execFileSync(engine, ['kill', id], { stdio: 'ignore' });
    await sleep(awayMs);
    execFileSync(engine, ['start', id], { stdio: 'ignore' });
    await ready();
  };
  return { url, stop, restart };
}

async function answersInTime(answers: () => Promise<boolean>, isOver: () => boolean): Promise<boolean> {
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until && !isOver()) {
    if (await answers().catch(() => false)) return true;
    await sleep(50);
  }
  return false;
}

/** SIGINT is PostgreSQL's fast shutdown and Redis's usual one. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
}
