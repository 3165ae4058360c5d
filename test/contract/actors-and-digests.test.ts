/** Actors, look-ups of many addresses, entities and the digests of tags, on both engines. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql as raw } from 'kysely';
import { importPacks } from '../../src/cases/tags/import-packs.ts';
import { importTags, type TagFormat } from '../../src/cases/tags/import-tags.ts';
import { removeTags } from '../../src/cases/tags/remove-tags.ts';
import { entityPage, showTags, tagsOfAddresses } from '../../src/cases/tags/show-tags.ts';
import type { TagStore } from '../../src/cases/tags/tag-store.ts';
import { displayAddress } from '../../src/core/address.ts';
import { InvalidInputError, NotFoundError } from '../../src/core/errors.ts';
import { digestOf } from '../../src/core/report/digest.ts';
import type { Tag } from '../../src/core/tags/tag.ts';
import { createActorStore } from '../../src/storage/actor-store.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { MIGRATIONS } from '../../src/storage/migrations/all.ts';
import { readTagFiles } from '../../src/storage/tag-files.ts';
import { createTagStore } from '../../src/storage/tag-store.ts';
import { ROOT } from '../support/cli.ts';
import { madeUpTag } from '../support/made-up-tag.ts';
import { createTestDatabase, ENGINES, type TestDatabase } from '../support/test-database.ts';

const shipped = readTagFiles(join(ROOT, 'config/tags'));
const clock = { now: () => Date.UTC(2026, 10, 22) };
const addressOf = (n: number) => `0x${n.toString(16).padStart(40, '0')}`;
const pack = (...tags: string[]) => `title: t\ncreator: c\nsource: s\ncurrency: ETH\ntags:\n${tags.join('')}`;
const tag = (n: number, more: string) => `- {address: '${addressOf(n)}', ${more}}\n`;
const actors = (...list: string[]) =>
  `title: t\ncreator: c\nactors:\n${list.map((one) => `- {${one}}\n`).join('')}`;
const BITX = 'id: bitx, uri: bitx.example, label: BitX, categories: [exchange], aliases: [Bit Exchange]';

/** Written by an earlier version: no digest; every kind of character and field that a tag may have. */
const OLD: readonly Tag[] = [
  madeUpTag(addressOf(1), 'Entity "quoted" \\ back/slash', ['mixing_service', 'sanction'], {
    validFrom: 1_660_000_000,
  }),
  madeUpTag(addressOf(2), 'Zoë, 你好 🦊 \u2028', [], { validTo: 5, isClusterDefiner: true, role: 'pool' }),
];

describe.each(ENGINES)('actors and tags: %s', (engine) => {
  let kept: TestDatabase;
  let tags: TagStore;
  beforeAll(async () => {
    kept = await createTestDatabase(engine);
    tags = createTagStore(kept.database);
    await migrate(kept.database, MIGRATIONS.slice(0, 4));
    await raw`
      insert into tag_imports (action, source, format, digest, accepted, refused, at)
      values ('import', 'old', 'csv', '', 2, 0, now())`.execute(kept.database.sql);
    for (const body of OLD) {
      await raw`
        insert into tags (added, source, chain, address, body)
        values (1, 'old', ${body.chain}, ${body.address}, ${JSON.stringify(body)}::jsonb)`.execute(
        kept.database.sql,
      );
    }
    await migrate(kept.database);
  });
  afterAll(() => kept.drop());

  const deps = () => ({ tags, actors: createActorStore(kept.database), clock, shipped });
  const add = (source: string, format: TagFormat, text: string) =>
    importTags({ source, format, text }, deps());

  test('tags of an earlier version get the digest that they would have now', async () => {
    const rows = await kept.database.sql
      .selectFrom('tags')
      .select(['body', 'digest'])
      .orderBy('id')
      .execute();
    expect(rows).toEqual(OLD.map((body) => ({ body, digest: digestOf(body) })));
    await removeTags('old', deps());
  });

  test('an ActorPack is imported, replaced, listed and removed', async () => {
    const second = 'id: other, uri: o, label: Other, categories: [market]';
    expect(await add('pack', 'actorpack', actors(BITX, second))).toMatchObject({
      accepted: 2,
      added: 2,
      removed: 0,
    });
    const again = await add('pack', 'actorpack', actors(BITX, second));
    expect(again).toMatchObject({ added: 0, removed: 0, unchanged: 2 });
    const changed = await add('pack', 'actorpack', actors(BITX, second.replace('market', 'shop')));
    expect(changed).toMatchObject({ revision: again.revision + 1, added: 1, removed: 1, unchanged: 1 });
    expect(await tags.origins()).toMatchObject([{ source: 'pack', format: 'actorpack', tags: 2 }]);
    const found = await deps().actors.named(['other', 'bit exchange']);
    expect(found.map(({ actor, import: origin }) => [actor.id, actor.categories, origin])).toEqual([
      ['bitx', ['exchange'], 'pack'],
      ['other', ['shop'], 'pack'],
    ]);
    expect(await deps().actors.named([])).toEqual([]);
    await expect(add('pack', 'actorpack', actors('id: x'))).rejects.toThrow(/no row can be used: line 4/);
    expect(await removeTags('pack', deps())).toMatchObject({ removed: 2 });
    expect(await deps().actors.named(['other'])).toEqual([]);
    expect(await tags.origins()).toEqual([]);
  });

  test('a list takes the place of actors under its name, and the other way round', async () => {
    await add('both', 'actorpack', actors(BITX));
    const list = await add('both', 'tagpack', pack(tag(3, 'label: l')));
    expect(list).toMatchObject({ added: 1, removed: 1 });
    expect(await deps().actors.named(['bitx'])).toEqual([]);
    expect(await add('both', 'actorpack', actors(BITX))).toMatchObject({ added: 1, removed: 1 });
    expect((await tags.at(list.revision)).tags).toHaveLength(1);
    expect(await tags.of('ethereum', addressOf(3))).toEqual([]);
    await removeTags('both', deps());
  });

  test('the page of an entity has its actors and counts its addresses, by any name', async () => {
    await add('actors', 'actorpack', actors(BITX));
    await add(
      'a',
      'tagpack',
      pack(
        tag(4, 'label: l, actor: bitx, concepts: [exchange, hot_wallet]'),
        tag(5, 'label: BITX, concepts: [exchange]'),
        tag(6, 'label: no'),
      ),
    );
    await add('b', 'tagpack', pack(tag(4, 'label: m, actor: Bit Exchange, concepts: [exchange]')));
    for (const name of ['bitx', ' BitX ', 'bit exchange']) {
      expect(await entityPage(name, deps())).toMatchObject({
        entity: 'BitX',
        actors: [{ actor: { id: 'bitx' }, import: 'actors' }],
        addresses: 2,
        byConcept: { exchange: 2, hot_wallet: 1 },
      });
    }
    await expect(entityPage('nobody', deps())).rejects.toThrow(NotFoundError);
  });

  test('an entity that only the shipped tags name has a page, and imported ones add to it once', async () => {
    const tornado = shipped.tags.filter(({ entity }) => entity === 'Tornado Cash');
    const addresses = new Set(tornado.map(({ address }) => address));
    expect(await showTags('tornado cash', deps())).toMatchObject({ actors: [], addresses: addresses.size });
    const text = pack(
      `- {address: '${tornado[0]?.address}', label: Tornado Cash, concepts: [shop]}\n`,
      tag(7, 'label: Tornado Cash'),
    );
    await add('more', 'tagpack', text);
    const page = await showTags('tornado cash', deps());
    expect(page).toMatchObject({ addresses: addresses.size + 1, byConcept: { shop: 1, mixing_service: 35 } });
  });

  test('many addresses are looked up at once, shipped tags and imported ones', async () => {
    const known = shipped.tags.find(({ chain }) => chain === 'ethereum')?.address ?? '';
    await add(
      'many',
      'tagpack',
      pack(
        ...Array.from({ length: 1500 }, (_, n) => tag(n + 1000, `label: l${n}`)),
        `- {address: '${known}', label: mine}\n`,
      ),
    );
    const asked = [
      ...Array.from({ length: 500 }, (_, n) => addressOf(n + 1000)),
      addressOf(999_999),
      known,
      known,
    ];
    const found = await tagsOfAddresses(asked, deps());
    expect(found.slice(0, 500).map(({ tags: list }) => list[0]?.label)).toEqual(
      Array.from({ length: 500 }, (_, n) => `l${n}`),
    );
    expect(found).toHaveLength(501);
    expect(found.at(-1)?.address).toBe(displayAddress('ethereum', known));
    expect(found.at(-1)?.tags.map(({ import: origin }) => origin)).toEqual([
      ...shipped.lookup('ethereum', known).map(() => null),
      'many',
    ]);
    expect(await tagsOfAddresses([], deps())).toEqual([]);
    await expect(tagsOfAddresses(['x'], deps())).rejects.toThrow(InvalidInputError);
    await expect(tagsOfAddresses(Array(1001).fill(known), deps())).rejects.toThrow(/at most 1000/);
  });

  test('an address is shown with the tag that decides', async () => {
    await add(
      'shown',
      'tagpack',
      pack(
        tag(8, 'label: sure, concepts: [exchange], confidence: ownership, is_cluster_definer: true'),
        tag(8, 'label: mix, concepts: [mixing_service], confidence: web_crawl'),
      ),
    );
    expect(await showTags(addressOf(8), deps())).toMatchObject({
      chain: 'ethereum',
      end: 'mixer',
      isSanctioned: false,
      tags: [
        {
          label: 'sure',
          decides: false,
          reason: 'exchange comes after mixer',
          isClusterDefiner: true,
          import: 'shown',
        },
        { label: 'mix', decides: true, reason: 'decides: mixer', isClusterDefiner: false },
      ],
    });
    expect(await showTags(addressOf(404_404), deps())).toMatchObject({ end: null, tags: [] });
  });

  test('packs are imported each for itself', async () => {
    const opened = (source: string, text: string) => ({
      path: `${source}.yaml`,
      source,
      open: () => ({ source, format: 'tagpack' as const, text }),
    });
    const unreadable = {
      ...opened('gone', ''),
      open: () => {
        throw new InvalidInputError('tag file gone.yaml is away');
      },
    };
    const packs = [
      opened('one', pack(tag(9, 'label: l'))),
      opened('none', pack(tag(9, 'label: l, network: BSC'))),
      opened('bad', 'tags: ['),
      unreadable,
      opened('two', pack(tag(9, 'label: l'))),
    ];
    expect(await importPacks(packs, deps())).toMatchObject([
      { source: 'one', outcome: 'imported', summary: { accepted: 1 } },
      { source: 'none', outcome: 'empty', kinds: [{ kind: 'network BSC', rows: 1 }] },
      { source: 'bad', outcome: 'failed', problem: expect.stringMatching(/not valid YAML/) },
      { source: 'gone', outcome: 'failed', problem: 'tag file gone.yaml is away' },
      { source: 'two', outcome: 'imported' },
    ]);
    expect((await tags.of('ethereum', addressOf(9))).map(({ import: origin }) => origin)).toEqual([
      'one',
      'two',
    ]);
    await expect(importPacks([opened('same', ''), opened('same', '')], deps())).rejects.toThrow(
      /both be imported as same/,
    );
  });

  test('a list that breaks off in the middle changes nothing', async () => {
    const before = await tags.revision();
    async function* broken() {
      yield pack(...Array.from({ length: 5000 }, (_, n) => tag(n, `label: l${n}`)));
      throw new InvalidInputError('the file is not UTF-8');
    }
    await expect(importTags({ source: 'broken', format: 'tagpack', text: broken }, deps())).rejects.toThrow(
      /not UTF-8/,
    );
    expect(await tags.revision()).toBe(before);
    expect((await tags.origins()).map(({ source }) => source)).not.toContain('broken');
  });
});
