/**
 * A trace that is killed at any point and started again ends with the digests of one that was left alone: one process
 * on a data folder, and several on PostgreSQL.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { createMemoryStores } from '../../../src/storage/memory-stores.ts';
import { buildProgram } from '../../support/built-program.ts';
import { ROOT } from '../../support/cli.ts';
import { traceStored } from '../../support/stored-trace.ts';
import { createTestDatabase } from '../../support/test-database.ts';

const DATASET = 'whirlpool-2024';
const folder = mkdtempSync(join(tmpdir(), 'coinhound-killed-'));
let replay: Replay;
let undisturbed: string;
let program: string;

beforeAll(async () => {
  program = await buildProgram('test/support/trace-process.ts');
  replay = await startReplay({ dir: join(ROOT, 'data', DATASET), latencyMs: 20 });
  const { run } = await traceStored({
    stores: createMemoryStores(),
    dataset: DATASET,
    replayUrl: replay.url,
  });
  undisturbed = `digests ${run.inputDigest} ${run.resultDigest}`;
});
afterAll(async () => {
  await replay.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  /** Jobs that it said were done. */
  readonly jobs: number;
  /** Its last line, when it came to its end. */
  readonly digests: string | null;
  readonly said: string;
}

function start(place: string): ChildProcess {
  const env = { PATH: process.env.PATH ?? '' };
  return spawn(process.execPath, ['--liftoff-only', program, place, DATASET, replay.url], { cwd: ROOT, env });
}

/** Runs a process until it ends, or kills it when it says that so many jobs are done. */
function runAndKill(place: string, killAfterJobs: number): Promise<Ended> {
  const child = start(place);
  let jobs = 0;
  let digests: string | null = null;
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  if (child.stdout === null) throw new Error('no output');
  createInterface(child.stdout).on('line', (line) => {
    if (line.startsWith('digests')) digests = line;
    else jobs += 1;
    if (jobs === killAfterJobs) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.once('close', () => resolve({ jobs, digests, said })));
}

/** Kills a process as soon as its data folder holds something. */
async function runUntilThereIs(name: string, place: string): Promise<void> {
  const child = start(place);
  const closed = new Promise((resolve) => child.once('close', resolve));
  while (!existsSync(join(place, name))) await sleep(5);
  child.kill('SIGKILL');
  await closed;
}

test('on a data folder', async () => {
  const place = join(folder, 'data');
  // While the folder is made, while it is migrated, and then in the first, a middle and the last round.
  await runUntilThereIs('pglite.unfinished/base', place);
  expect(readdirSync(place)).not.toContain('pglite');
  await runUntilThereIs('pglite', place);
  let done = 0;
  for (const killAfter of [1, 10, 20]) {
    const { jobs, digests, said } = await runAndKill(place, killAfter);
    expect({ digests, said }).toEqual({ digests: null, said: '' });
    done += jobs;
  }
  const last = await runAndKill(place, Number.POSITIVE_INFINITY);
  expect({ digests: last.digests, said: last.said }).toEqual({ digests: undisturbed, said: '' });
  // Nothing that was reported done was done again: 1 job per look-up and per settling.
  expect(done + last.jobs).toBeLessThanOrEqual(await jobsOfUndisturbed());
}, 240_000);

test('by three processes on PostgreSQL, of which others die all the time', async () => {
  const { url, drop } = await createTestDatabase('PostgreSQL');
  const place = url ?? '';
  let killed = 0;
  const worker = async (kills: readonly number[]): Promise<Ended> => {
    for (const killAfter of kills) if ((await runAndKill(place, killAfter)).digests === null) killed += 1;
    return runAndKill(place, Number.POSITIVE_INFINITY);
  };
  const ended = await Promise.all([worker([1, 3]), worker([2, 5]), worker([8])]);
  for (const { digests, said } of ended)
    expect({ digests, said }).toEqual({ digests: undisturbed, said: '' });
  expect(killed).toBeGreaterThanOrEqual(3);
  await drop();
}, 240_000);

async function jobsOfUndisturbed(): Promise<number> {
  let jobs = 0;
  const onJob = () => {
    jobs += 1;
  };
  await traceStored({ stores: createMemoryStores(), dataset: DATASET, replayUrl: replay.url, onJob });
  return jobs;
}
