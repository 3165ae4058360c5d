/** Imported tags on both engines: imports, revisions, what runs see of them, and screening. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql as raw } from 'kysely';
import type { Principal } from '../../src/cases/access.ts';
import { screenAddress } from '../../src/cases/screen-address.ts';
import { importTags, type TagImport } from '../../src/cases/tags/import-tags.ts';
import { removeTags } from '../../src/cases/tags/remove-tags.ts';
import { layeredTags } from '../../src/cases/tags/tag-layers.ts';
import type { TagSet, TagSource } from '../../src/cases/tags/tag-source.ts';
import type { TagStore } from '../../src/cases/tags/tag-store.ts';
import { displayAddress } from '../../src/core/address.ts';
import type { Chain } from '../../src/core/chain.ts';
import { InvalidInputError, NotFoundError } from '../../src/core/errors.ts';
import { createActorStore } from '../../src/storage/actor-store.ts';
import { createAddressIndex } from '../../src/storage/address-index.ts';
import type { Database } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { asJsonb } from '../../src/storage/sql-values.ts';
import { readTagFiles } from '../../src/storage/tag-files.ts';
import { createTagStore } from '../../src/storage/tag-store.ts';
import { ROOT } from '../support/cli.ts';
import { createTestDatabase, ENGINES, type TestDatabase } from '../support/test-database.ts';

const AT = Date.UTC(2026, 10, 22);
const shipped = readTagFiles(join(ROOT, 'config/tags'));
const addressOf = (digit: string) => `0x${digit.repeat(40)}`;
const TEAM: Principal = { keyId: 'key', name: 'desk', owner: 'team', role: 'viewer' };

/** A list of CSV: addresses of one digit each, with a label. */
function list(labels: Readonly<Record<string, string>>, source = 'own'): TagImport {
  const rows = Object.entries(labels).map(
    ([digit, label]) => `ethereum,${addressOf(digit)},${label},Mixer,mixing_service,,forensic,,,s,MIT\n`,
  );
  const header = 'network,address,label,entity,concepts,role,confidence,valid_from,valid_to,source,licence\n';
  return { source, format: 'csv', text: header + rows.join('') };
}

describe.each(ENGINES)('imported tags: %s', (engine) => {
  let kept: TestDatabase;
  let database: Database;
  let tags: TagStore;
  let source: TagSource;
  const clock = { now: () => AT };
  beforeAll(async () => {
    kept = await createTestDatabase(engine);
    database = kept.database;
    await migrate(database);
  });
  afterAll(() => kept.drop());
  beforeEach(async () => {
    await raw`truncate tag_imports, tags, cases restart identity cascade`.execute(database.sql);
    tags = createTagStore(database);
    source = layeredTags(shipped, tags);
  });

  const add = (what: TagImport) => importTags(what, { tags, actors: createActorStore(database), clock });
  const labels = (set: TagSet, digit: string) =>
    set.lookup('ethereum', addressOf(digit)).map(({ label }) => label);

  describe('imports', () => {
    test('are counted', async () => {
      expect(await tags.revision()).toBe(0);
      const summary = await add(list({ 1: 'a', 2: 'b' }));
      expect(summary).toEqual({
        source: 'own',
        format: 'csv',
        revision: 1,
        added: 2,
        removed: 0,
        unchanged: 0,
        accepted: 2,
        refused: 0,
        refusals: [],
        kinds: [],
        notes: [],
      });
      expect(await tags.revision()).toBe(1);
      expect(await tags.origins()).toEqual([
        { source: 'own', format: 'csv', revision: 1, tags: 2, refused: 0, at: AT },
      ]);
    });

    test('of the same list change nothing', async () => {
      await add(list({ 1: 'a', 2: 'b' }));
      const again = await add(list({ 2: 'b', 1: 'a' }));
      expect(again).toMatchObject({ revision: 1, added: 0, removed: 0, unchanged: 2 });
      expect(await tags.revision()).toBe(1);
    });

    test('under the same name replace, and only what differs is written', async () => {
      await add(list({ 1: 'a', 2: 'b', 3: 'c' }));
      await add(list({ 3: 'other' }, 'others'));
      const second = await add(list({ 1: 'a', 2: 'new', 4: 'd' }));
      expect(second).toMatchObject({ revision: 3, added: 2, removed: 2, unchanged: 1 });
      const now = await source.at(3);
      expect([1, 2, 3, 4].map((digit) => labels(now, String(digit)))).toEqual([
        ['a'],
        ['new'],
        ['other'],
        ['d'],
      ]);
    });

    test('without a single good row are refused, and what was there stays', async () => {
      await add(list({ 1: 'a' }));
      const bad = list({ 2: '' });
      await expect(add(bad)).rejects.toThrow(InvalidInputError);
      await expect(add(bad)).rejects.toThrow(/no row can be used: line 2: label is ""/);
      await expect(add(list({}))).rejects.toThrow(/it has no row/);
      expect(await tags.revision()).toBe(1);
      expect(labels(await source.at(1), '1')).toEqual(['a']);
    });

    test('tell of the first hundred rows that were refused', async () => {
      const { text, ...rest } = list({ 1: 'a' });
      const summary = await add({ ...rest, text: text + 'tron,,,,,,,,,,\n'.repeat(150) });
      expect(summary).toMatchObject({ accepted: 1, refused: 150, refusals: { length: 100 } });
      expect(summary.refusals.at(-1)?.line).toBe(102);
    });

    test('are all or nothing', async () => {
      await add(list({ 1: 'a' }));
      await raw`alter table tags add constraint fails check (address <> ${raw.lit(addressOf('3'))})`.execute(
        database.sql,
      );
      try {
        await expect(add(list({ 2: 'b', 3: 'c' }))).rejects.toThrow();
      } finally {
        await raw`alter table tags drop constraint fails`.execute(database.sql);
      }
      expect(await tags.revision()).toBe(1);
      expect(labels(await source.at(1), '1')).toEqual(['a']);
      expect(labels(await source.at(1), '2')).toEqual([]);
    });

    test('at the same time take turns', async () => {
      const all = ['1', '2', '3', '4'].map((digit) => add(list({ [digit]: digit }, `list-${digit}`)));
      const revisions = (await Promise.all(all)).map(({ revision }) => revision);
      expect(revisions.sort()).toEqual([1, 2, 3, 4]);
      expect((await tags.at(4)).tags).toHaveLength(4);
    });

    test.each(['', 'a b', '../x', '-x', 'x'.repeat(101), "x'; drop table tags --"])(
      'under the name %j are refused',
      async (name) => {
        await expect(add({ ...list({ 1: 'a' }), source: name })).rejects.toThrow(/^source .* is no name/);
        await expect(removeTags(name, { tags, clock })).rejects.toThrow(InvalidInputError);
      },
    );

    test('of more tags than one statement takes', async () => {
      const rows = Array.from({ length: 2500 }, (_, n) => {
        const address = `0x${n.toString(16).padStart(40, '0')}`;
        return `ethereum,${address},l,e,user,,unknown,,,s,MIT\n`;
      });
      const { text, ...rest } = list({});
      await add({ ...rest, text: text + rows.join('') });
      expect((await tags.at(1)).tags).toHaveLength(2500);
      const half = await add({ ...rest, text: text + rows.slice(0, 1).join('') });
      expect(half).toMatchObject({ added: 0, removed: 2499, unchanged: 1 });
    });
  });

  describe('removal', () => {
    test('takes a list out of use', async () => {
      await add(list({ 1: 'a', 2: 'b' }));
      await add(list({ 1: 'c' }, 'others'));
      expect(await removeTags('own', { tags, clock })).toEqual({
        revision: 3,
        added: 0,
        removed: 2,
        unchanged: 0,
      });
      expect((await tags.origins()).map((origin) => origin.source)).toEqual(['others']);
      expect(labels(await source.at(3), '1')).toEqual(['c']);
      await expect(removeTags('own', { tags, clock })).rejects.toThrow(NotFoundError);
    });

    test('and another import of it give the tags again', async () => {
      await add(list({ 1: 'a' }));
      await removeTags('own', { tags, clock });
      expect(await add(list({ 1: 'a' }))).toMatchObject({ revision: 3, added: 1 });
    });
  });

  describe('what a run sees', () => {
    test('without imports is the shipped set, digest included', async () => {
      const set = await source.at(await source.revision());
      expect(set.digest).toBe(shipped.digest);
      await add(list({ 1: 'a' }));
      await removeTags('own', { tags, clock });
      expect((await source.at(2)).digest).toBe(shipped.digest);
    });

    test('is what stood at its revision, whatever came later', async () => {
      await add(list({ 1: 'first' }));
      const before = await source.at(1);
      await add(list({ 1: 'second' }));
      await removeTags('own', { tags, clock });
      const fresh = layeredTags(shipped, createTagStore(database));
      expect(labels(await fresh.at(1), '1')).toEqual(['first']);
      expect(labels(await fresh.at(2), '1')).toEqual(['second']);
      expect(labels(await fresh.at(3), '1')).toEqual([]);
      expect((await fresh.at(1)).digest).toBe(before.digest);
      const digests = [0, 1, 2, 3].map(async (revision) => (await fresh.at(revision)).digest);
      expect(new Set(await Promise.all(digests)).size).toBe(3);
    });

    test('has the same digest in whatever order the tags came', async () => {
      await add(list({ 1: 'a' }, 'x'));
      await add(list({ 2: 'b' }, 'y'));
      const { digest } = await source.at(2);
      await removeTags('x', { tags, clock });
      await add(list({ 1: 'a' }, 'z'));
      expect((await source.at(4)).digest).toBe(digest);
    });

    test('has shipped and imported tags of one address side by side', async () => {
      const known = shipped.tags.find(({ chain }) => chain === 'ethereum')?.address ?? '';
      const { text, ...rest } = list({});
      await add({ ...rest, text: `${text}ethereum,${known},mine,Me,exchange,,override,,,s,MIT\n` });
      const found = (await source.at(1)).lookup('ethereum', known).map(({ label }) => label);
      expect(found).toEqual([...shipped.lookup('ethereum', known).map(({ label }) => label), 'mine']);
    });

    test('is read once a revision', async () => {
      let reads = 0;
      const counted = layeredTags(shipped, {
        revision: () => tags.revision(),
        at: (revision) => {
          reads += 1;
          return reads === 1 ? Promise.reject(new Error('down')) : tags.at(revision);
        },
      });
      await expect(counted.at(0)).rejects.toThrow('down');
      const [one, other] = await Promise.all([counted.at(0), counted.at(0)]);
      expect([one === other, reads]).toEqual([true, 2]);
      for (const revision of [1, 2, 0, 3, 0]) await counted.at(revision);
      expect(reads).toBe(5);
    });
  });

  describe('cases', () => {
    interface RunOf {
      readonly owner?: string;
      readonly watched?: boolean;
      /** Runs of the case, the oldest first: state, pinned revision and the digits of the addresses reached. */
      readonly runs: readonly {
        state: 'done' | 'failed' | 'running';
        revision: number | null;
        reached: string;
      }[];
    }
    let cases = 0;
    const store = async ({ owner = 'team', watched = true, runs }: RunOf): Promise<string> => {
      cases += 1;
      const { id } = await database.sql
        .insertInto('cases')
        .values({
          owner,
          name: `case ${cases}`,
          body: asJsonb({}),
          body_digest: '',
          created_at: new Date(AT + cases * 1000),
          watch_seconds: watched ? 3600 : null,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      for (const [index, { state, revision, reached }] of runs.entries()) {
        const report = { flags: [...reached].map((digit) => flag(digit, index + 1)) };
        const { id: runId } = await database.sql
          .insertInto('runs')
          .values({
            case_id: id,
            number: index + 1,
            state,
            method: 'fifo',
            limits: asJsonb({
              maxHops: 1,
              maxLookups: 1,
              maxTransactionsPerAddress: 1,
              minShareMillionths: 0,
              maxDays: 3650,
            }),
            cause: 'opened',
            tags_revision: revision,
            report: state === 'done' ? asJsonb(report) : null,
            error: state === 'failed' ? 'x' : null,
            started_at: new Date(AT),
            finished_at: state === 'running' ? null : new Date(AT),
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        const rows = [...reached].flatMap((digit) =>
          ['ETH', addressOf('f')].map((asset) => ({
            run_id: runId,
            chain: 'ethereum' as Chain,
            address: addressOf(digit),
            asset,
            received: 10n ** 21n + BigInt(index + 1),
            hops: asset === 'ETH' ? 3 : 2,
          })),
        );
        if (rows.length > 0) await database.sql.insertInto('run_addresses').values(rows).execute();
      }
      return id;
    };
    const flag = (digit: string, number: number) => ({
      chain: 'ethereum',
      address: displayAddress('ethereum', addressOf(digit)),
      kind: 'mixer',
      hops: number,
    });
    const screen = (digit: string, principal: Principal = TEAM) =>
      screenAddress({ chain: 'ethereum', address: addressOf(digit) }, principal, {
        shipped,
        tags,
        addresses: createAddressIndex(database),
      });

    test('an address is screened by its tags and the last finished runs of the cases of the caller', async () => {
      await add(list({ a: 'imported' }, 'mine'));
      const id = await store({
        watched: false,
        runs: [
          { state: 'done', revision: 0, reached: 'ab' },
          { state: 'done', revision: 0, reached: 'ab' },
          { state: 'failed', revision: 0, reached: 'ab' },
        ],
      });
      await store({ owner: 'others', runs: [{ state: 'done', revision: 0, reached: 'a' }] });
      await store({ runs: [{ state: 'running', revision: 0, reached: 'a' }] });
      await store({
        runs: [
          { state: 'done', revision: 0, reached: 'a' },
          { state: 'done', revision: 0, reached: 'b' },
        ],
      });
      const found = await screen('a');
      expect(found).toEqual({
        chain: 'ethereum',
        address: displayAddress('ethereum', addressOf('a')),
        tags: [
          {
            label: 'imported',
            entity: 'Mixer',
            concepts: ['mixing_service'],
            role: '',
            confidence: 50,
            validFrom: null,
            validTo: null,
            source: 's',
            licence: 'MIT',
            isClusterDefiner: false,
            import: 'mine',
          },
        ],
        total: 1,
        appearances: [
          {
            case: { id, name: expect.any(String) },
            run: { id: expect.any(String), number: 2 },
            hops: 2,
            received: [
              { asset: addressOf('f'), amount: '1000000000000000000002' },
              { asset: 'ETH', amount: '1000000000000000000002' },
            ],
            flags: [flag('a', 2)],
          },
        ],
      });
      expect((await screen('a', { ...TEAM, role: 'admin' })).total).toBe(2);
      expect(await screen('c')).toMatchObject({ tags: [], total: 0, appearances: [] });
    });

    test('an address in many cases is shown with the newest hundred', async () => {
      for (let n = 0; n < 101; n += 1) await store({ runs: [{ state: 'done', revision: 0, reached: 'a' }] });
      const { total, appearances } = await screen('a');
      expect([total, appearances.length]).toEqual([101, 100]);
      expect(appearances[0]?.case.name).toBe(`case ${cases}`);
    });

    test('shipped tags come first, with their dates', async () => {
      const sanctioned = shipped.tags.find(
        (tag) => tag.concepts.includes('sanction') && tag.validTo !== null,
      );
      const found = await screenAddress({ chain: 'ethereum', address: sanctioned?.address ?? '' }, TEAM, {
        shipped,
        tags,
        addresses: createAddressIndex(database),
      });
      expect(found.tags).toContainEqual(
        expect.objectContaining({
          validFrom: '2022-08-08T00:00:00Z',
          validTo: '2025-03-21T00:00:00Z',
          import: null,
        }),
      );
    });

    test('what is no address is refused', async () => {
      await expect(
        screenAddress({ chain: 'bitcoin', address: "' or 1=1 --" }, TEAM, {
          shipped,
          tags,
          addresses: createAddressIndex(database),
        }),
      ).rejects.toThrow(InvalidInputError);
    });

    test('watched cases are found whose tags changed since their last run', async () => {
      const index = createAddressIndex(database);
      await add(list({ a: 'old', b: 'goes' }));
      const pinned = { state: 'done', revision: 1 } as const;
      const newlyTagged = await store({ runs: [{ ...pinned, reached: 'c' }] });
      const untagged = await store({ runs: [{ ...pinned, reached: 'b' }] });
      await store({ runs: [{ ...pinned, reached: 'a' }] });
      await store({ runs: [{ state: 'done', revision: 2, reached: 'bc' }] });
      await store({ watched: false, runs: [{ ...pinned, reached: 'c' }] });
      await store({ runs: [{ state: 'running', revision: 1, reached: 'c' }] });
      await store({
        runs: [
          { ...pinned, reached: 'c' },
          { ...pinned, reached: '' },
        ],
      });
      expect(await index.casesWithNewTags()).toEqual([]);
      await add(list({ a: 'old', c: 'comes' }));
      expect(await index.casesWithNewTags()).toEqual([newlyTagged, untagged].sort());
    });
  });

  test('a real TagPack and a real list', async () => {
    const read = (path: string) => readFileSync(join(ROOT, 'data/sources/labels', path), 'utf8');
    const pack = read('graphsense-tagpacks/packs/blender_io.yaml');
    expect(await add({ source: 'blender', format: 'tagpack', text: pack })).toMatchObject({
      added: 45,
      refused: 0,
    });
    const ofac = read('ofac-sdn/ofac_digital_currency_addresses_named.csv');
    expect(await add({ source: 'sdn', format: 'ofac', text: ofac })).toMatchObject({
      added: 601,
      refused: 160,
    });
    expect(await add({ source: 'sdn', format: 'ofac', text: ofac })).toMatchObject({
      revision: 2,
      unchanged: 601,
    });
    expect((await tags.at(2)).tags).toHaveLength(646);
  });
});
