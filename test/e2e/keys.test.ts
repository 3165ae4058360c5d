/** `coinhound keys`: made, listed, revoked, on a data folder of its own. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { holderOf } from '../../src/cases/keys.ts';
import { createAuditLog } from '../../src/storage/audit-store.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createKeyStore } from '../../src/storage/key-store.ts';
import { coinhound } from '../support/cli.ts';
import { coinhoundHere } from '../support/cli-here.ts';
import { fillDataFolder } from '../support/pglite-template.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coinhound-keys-'));
  await fillDataFolder(join(folder, 'data'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const place = () => ({ COINHOUND_STORAGE_FOLDER: join(folder, 'data') });
const keys = (...args: string[]) => coinhoundHere(['keys', ...args], place());

describe('coinhound keys', () => {
  test('a key is made, shown once, works, and is revoked', async () => {
    const flags = ['--owner', 'team', '--name', 'first key', '--role', 'admin'];
    const created = await coinhound(['keys', 'create', ...flags], folder, place());
    expect([created.code, created.stderr]).toEqual([0, expect.stringContaining('shown this once')]);
    const key = created.stdout.trim();
    expect(key).toMatch(/^ch_[A-Za-z0-9_-]{43}$/);
    const listed = await keys('list', '--json');
    expect(listed.stdout).not.toContain(key);
    const [{ id, ...rest }] = JSON.parse(listed.stdout);
    expect(rest).toMatchObject({ owner: 'team', name: 'first key', role: 'admin', revokedAt: null });
    expect((await keys('revoke', id)).stdout).toBe(`revoked ${id} (first key of team)\n`);
    expect((await coinhound(['keys', 'list'], folder, place())).stdout).toContain('revoked');
    expect((await keys('revoke', 'nonsense')).code).toBe(1);
    // Nowhere in the data folder, not even in its log of changes.
    const files = readdirSync(join(folder, 'data'), { recursive: true, encoding: 'utf8' });
    const holding = files
      .map((name) => join(folder, 'data', name))
      .filter((path) => statSync(path).isFile() && readFileSync(path).includes(key));
    expect(files.length).toBeGreaterThan(100);
    expect(holding).toEqual([]);
    const database = await openDatabase({ kind: 'folder', folder: join(folder, 'data') });
    expect(await holderOf(key, createKeyStore(database))).toBeNull();
    const log = await createAuditLog(database).list(null, 10);
    expect(log.map(({ action, target, owner, keyId }) => [action, target, owner, keyId])).toEqual([
      ['key.revoke', id, 'operator', null],
      ['key.create', id, 'operator', null],
    ]);
    await database.close();
  });

  test.each([
    ['an unknown role', ['--owner', 'a', '--name', 'b', '--role', 'root'], 'viewer, investigator, admin'],
    ['no owner', ['--owner', '', '--name', 'b', '--role', 'viewer'], 'owner'],
    ['a name of two lines', ['--owner', 'a', '--name', 'b\nc', '--role', 'viewer'], 'name'],
    ['a missing option', ['--owner', 'a', '--role', 'viewer'], '--name'],
  ])('%s is refused', async (_, args, problem) => {
    const { code, stderr } = await keys('create', ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(problem)]);
  });
});
