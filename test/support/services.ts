/**
 * A real PostgreSQL and a real Redis for the tests: those of DATABASE_URL and REDIS_URL when given, else programs of
 * this machine, else they are installed, else a container, else one line that says what to do. Never skipped.
 */
import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { programFolder, type Server } from './programs.ts';
import {
  accountOf,
  freePort,
  type OwnService,
  ownFolder,
  type Service,
  startContainer,
  startProgram,
} from './server-process.ts';

const POSTGRES: Server = {
  name: 'PostgreSQL',
  programs: ['initdb', 'postgres'],
  aptPackage: 'postgresql',
  brewFormula: 'postgresql@15',
};
const REDIS: Server = {
  name: 'Redis',
  programs: ['redis-server'],
  aptPackage: 'redis-server',
  brewFormula: 'redis',
};

/** A PostgreSQL server; the URL is of a user who may create databases. */
export async function startPostgres(): Promise<Service> {
  const given = process.env.DATABASE_URL;
  return given === undefined ? startOwnPostgres() : { url: given, stop: async () => {} };
}

/** The same, but never one that others use. */
export async function startOwnPostgres(): Promise<OwnService> {
  const port = await freePort();
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const answers = () => postgresAnswers(url);
  const programs = programFolder(POSTGRES);
  if (programs !== null) return runPostgres(programs, port, url, answers);
  const env = ['POSTGRES_HOST_AUTH_METHOD=trust'];
  const container = { image: 'postgres:15-alpine', env, port: 5432, hostPort: port, url, answers };
  return inContainer(POSTGRES, 'DATABASE_URL', container);
}

/** A Redis server without persistence. */
export async function startRedis(): Promise<Service> {
  const given = process.env.REDIS_URL;
  return given === undefined ? startOwnRedis() : { url: given, stop: async () => {} };
}

/** The same, but never one that others use. */
export async function startOwnRedis(ownPort?: number): Promise<OwnService> {
  const port = ownPort ?? (await freePort());
  const url = `redis://127.0.0.1:${port}`;
  const answers = () => redisAnswers(port);
  const programs = programFolder(REDIS);
  if (programs === null) {
    const container = { image: 'redis:7-alpine', env: [], port: 6379, hostPort: port, url, answers };
    return inContainer(REDIS, 'REDIS_URL', container);
  }
  const folder = ownFolder('redis', null);
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--dir', folder];
  return startProgram([join(programs, 'redis-server'), ...settings], { url, folder, account: null, answers });
}

/** initdb and postgres refuse to run as root, so root lends them another account. */
async function runPostgres(
  programs: string,
  port: number,
  url: string,
  answers: () => Promise<boolean>,
): Promise<OwnService> {
  const account = process.getuid?.() === 0 ? (accountOf('postgres') ?? accountOf('nobody')) : null;
  const folder = ownFolder('postgres', account);
  const data = join(folder, 'data');
  const initArgs = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  execFileSync(join(programs, 'initdb'), initArgs, { cwd: folder, stdio: 'ignore', ...account });
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'max_connections=200',
  ];
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  return startProgram([join(programs, 'postgres'), ...args], { url, folder, account, answers });
}

async function inContainer(
  { name, aptPackage }: Server,
  variable: string,
  container: Parameters<typeof startContainer>[1],
): Promise<OwnService> {
  for (const engine of ['docker', 'podman']) {
    try {
      return await startContainer(engine, container);
    } catch {
      // The next engine may be there; the error below tells what to do when none is.
    }
  }
  throw new Error(
    `the tests need ${name}: install ${aptPackage}, or set ${variable} to a server they may use`,
  );
}

async function postgresAnswers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query('select 1')).rowCount === 1;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Speaks the one word of Redis's protocol that needs no client. */
function redisAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString() === '+PONG\r\n');
    });
    socket.once('error', () => resolve(false));
  });
}
