/** What is refused when a case is opened; that it is stored whole is in the contract of the stores. */
import { expect, test } from '@jest/globals';
import { openCase } from '../../../src/cases/open-case.ts';
import { ConflictError, InvalidInputError } from '../../../src/core/errors.ts';
import { createMemoryStores } from '../../../src/storage/memory-stores.ts';
import { NO_LIMITS } from '../../support/offline-walk.ts';

const SEED = { kind: 'transaction', chain: 'bitcoin', txid: 'a'.repeat(64) };
const opener = (idempotencyKey: string | null) => ({ owner: 'team', idempotencyKey });
const BODY = { name: 'theft', seeds: [SEED] };

const alerts = { checkWebhook: () => {}, checkEmails: () => {}, newSecret: () => 'made' };

function deps() {
  const { cases, runs, jobs } = createMemoryStores();
  return { alerts, cases, runs, jobs, clock: { now: () => 1234 }, defaults: { ...NO_LIMITS, maxHops: 7 } };
}

test('limits of the body stand above those of the configuration, and are kept with the run', async () => {
  const { runs, ...rest } = deps();
  const { runId } = await openCase({ ...BODY, limits: { maxLookups: 9 } }, opener(null), rest);
  expect(await runs.read(runId)).toMatchObject({
    limits: { ...NO_LIMITS, maxHops: 7, maxLookups: 9 },
    startedAt: 1234,
  });
});

test.each([
  ['no seeds', { name: 'x', seeds: [] }, 'seeds'],
  ['an unknown field', { ...BODY, colour: 'red' }, 'colour'],
  ['U+0000 in the name', { ...BODY, name: 'a\0b' }, 'name "a\\u0000b"'],
  ['half a surrogate pair', { ...BODY, seeds: [{ ...SEED, victim: 'x\ud800' }] }, 'victim "x\\ud800"'],
])('%s is refused, and nothing is stored', async (_, body, message) => {
  const { jobs, ...rest } = deps();
  await expect(openCase(body, opener(null), rest)).rejects.toThrow(InvalidInputError);
  await expect(openCase(body, opener(null), rest)).rejects.toThrow(message);
  expect(await jobs.unfinished(['settle'])).toBe(0);
});

test('other scripts and emoji are text', async () => {
  await openCase({ ...BODY, name: 'вор 💰 盗' }, opener(null), deps());
});

test.each(['', 'a b', 'a\n', 'ü', 'x'.repeat(256)])('the idempotency key %p is refused', async (key) => {
  await expect(openCase(BODY, opener(key), deps())).rejects.toThrow(InvalidInputError);
});

test('a key names one body, whatever the order of its fields', async () => {
  const own = deps();
  const first = await openCase(BODY, opener('k-1'), own);
  expect(await openCase({ seeds: BODY.seeds, name: BODY.name }, opener('k-1'), own)).toEqual(first);
  await expect(openCase({ ...BODY, name: 'other' }, opener('k-1'), own)).rejects.toThrow(ConflictError);
});
