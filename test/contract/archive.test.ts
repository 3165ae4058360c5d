/** The contract of archives: in memory, in a folder, in both databases. */
import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type {
  Archive,
  EvidenceArchive,
  Exchange,
  Validity,
  Wanted,
} from '../../src/core/evidence/archive.ts';
import { createArchiveStore } from '../../src/storage/archive-store.ts';
import { openFolderArchive } from '../../src/storage/folder-archive.ts';
import { createMemoryArchive } from '../../src/storage/memory-archive.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { createWholeArchive } from '../../src/storage/whole-archive.ts';
import { createTestDatabase, ENGINES, type EngineName, type TestDatabase } from '../support/test-database.ts';

interface Opened {
  readonly archive: Archive;
  /** The same archive as another process would find it later; null for one that ends with its process. */
  reopen(): Promise<Archive | null>;
  drop(): Promise<void>;
}

const OPEN: Readonly<Record<string, () => Promise<Opened>>> = {
  whole: async () => {
    const archive = createWholeArchive();
    return { archive, reopen: async () => null, drop: async () => {} };
  },
  memory: async () => ({
    archive: createMemoryArchive(),
    reopen: async () => null,
    drop: async () => {},
  }),
  folder: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'archive-'));
    let open = await openFolderArchive(folder, ABOUT);
    return {
      archive: open,
      async reopen() {
        await open.close();
        open = await openFolderArchive(folder, ABOUT);
        return open;
      },
      async drop() {
        await open.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
  ...Object.fromEntries(
    ENGINES.map((engine) => [
      engine,
      async () => {
        const { database } = await databaseOf(engine);
        await sql`truncate exchanges, bodies`.execute(database.sql);
        const archive = createArchiveStore(database);
        return { archive, reopen: async () => createArchiveStore(database), drop: async () => {} };
      },
    ]),
  ),
};

/** One database of each engine for all tests. */
const databases = new Map<EngineName, Promise<TestDatabase>>();
async function databaseOf(engine: EngineName): Promise<TestDatabase> {
  const known = databases.get(engine) ?? createTestDatabase(engine);
  databases.set(engine, known);
  await migrate((await known).database);
  return known;
}
afterAll(async () => {
  for (const known of databases.values()) await (await known).drop();
});

const ABOUT = { explorers: [{ name: 'test', api: 'esplora' }] };

let n = 0;
/** An exchange that differs from all others. */
function exchange(what: {
  readonly key: string;
  readonly text: string;
  readonly validity?: Validity;
  readonly tip?: string;
  readonly at?: number;
  readonly span?: Exchange['span'];
  readonly source?: string;
}): Exchange {
  const {
    key,
    text,
    validity = 'settled',
    tip = null,
    at = 1_700_000_000_000,
    span = null,
    source = null,
  } = what;
  n += 1;
  return {
    id: `exchange-${n}`,
    question: { provider: 'test', url: `http://explorer/${key}`, path: `/${key}`, posted: null },
    key,
    answer: { status: 200, text, at },
    sha256: createHash('sha256').update(text).digest('hex'),
    validity,
    tip,
    span,
    source,
  };
}
const wanted = (key: string, more: Partial<Wanted> = {}): Wanted => ({
  key,
  tip: null,
  place: null,
  isOffline: false,
  ...more,
});

describe.each(Object.keys(OPEN))('%s', (name) => {
  let opened: Opened;
  const open = async () => {
    opened = await (OPEN[name] as () => Promise<Opened>)();
    return opened.archive;
  };
  /** As it is now, and as another process finds it. */
  const both = async (archive: Archive) => [archive, await opened.reopen()].filter((one) => one !== null);
  afterEach(() => opened.drop());

  test('gives back what was kept, whatever characters it has, and nothing else', async () => {
    const archive = await open();
    const text = `{"a":"ä😀\\u0000\\n${'x'.repeat(100_000)}"}\n`;
    await archive.keep(exchange({ key: 'a', text, at: 1_700_000_000_123 }));
    await archive.keep(exchange({ key: 'b', text }));
    for (const one of await both(archive)) {
      expect(await one.recall(wanted('a'))).toEqual({
        id: `exchange-${n - 1}`,
        status: 200,
        at: 1_700_000_000_123,
        text,
        through: null,
        source: null,
      });
      expect(await one.recall(wanted('c'))).toBeNull();
    }
  });

  test('hands over what it keeps, whole and by id, and leaves out what it does not have', async () => {
    if (name === 'memory') return;
    const archive = await open();
    const [plain, part] = [
      exchange({ key: 'a', text: 'ä😀' }),
      exchange({
        key: 'b',
        text: 'rows',
        validity: 'tip',
        tip: 'T1',
        source: 'together',
        span: { list: 'of b', from: 5, through: 9 },
      }),
    ];
    await archive.keep(part);
    await archive.keep(plain);
    for (const one of await both(archive)) {
      const found = await (one as EvidenceArchive).exchanges([part.id, 'unknown', plain.id, part.id]);
      expect(found).toEqual([plain, part].sort((a, b) => (a.id < b.id ? -1 : 1)));
    }
  });

  test('an answer stands for a new one as long as it is said to', async () => {
    const archive = await open();
    await archive.keep(exchange({ key: 'settled', text: 's', tip: 'T1' }));
    await archive.keep(exchange({ key: 'tip', text: 't', validity: 'tip', tip: 'T1' }));
    await archive.keep(exchange({ key: 'once', text: 'o', validity: 'once', tip: 'T1' }));
    for (const one of await both(archive)) {
      const found = async (key: string, tip: string | null) =>
        (await one.recall(wanted(key, { tip })))?.text ?? null;
      expect(await Promise.all([null, 'T1', 'T2'].map((tip) => found('settled', tip)))).toEqual([
        's',
        's',
        's',
      ]);
      expect(await Promise.all([null, 'T1', 'T2'].map((tip) => found('tip', tip)))).toEqual([
        null,
        't',
        null,
      ]);
      expect(await Promise.all([null, 'T1', 'T2'].map((tip) => found('once', tip)))).toEqual([
        null,
        null,
        null,
      ]);
      if (name === 'memory') continue;
      const offline = async (key: string) => (await one.recall(wanted(key, { isOffline: true })))?.text;
      expect(await Promise.all(['settled', 'tip', 'once', 'none'].map(offline))).toEqual([
        's',
        't',
        'o',
        undefined,
      ]);
    }
  });

  test('a part says which answer it was taken from', async () => {
    const archive = await open();
    await archive.keep(exchange({ key: 'a', text: '[1]', source: 'exchange of both' }));
    for (const one of await both(archive)) {
      expect(await one.recall(wanted('a'))).toMatchObject({ text: '[1]', source: 'exchange of both' });
    }
  });

  test('the newest one, in whatever order they were kept', async () => {
    const archive = await open();
    for (const [text, at] of [
      ['2', 20],
      ['3', 30],
      ['1', 10],
    ] as const) {
      await archive.keep(exchange({ key: 'a', text, at }));
    }
    await archive.keep(exchange({ key: 'a', text: 'tip', validity: 'tip', tip: 'T', at: 25 }));
    for (const one of await both(archive)) {
      expect((await one.recall(wanted('a', { tip: 'T' })))?.text).toBe('3');
    }
  });

  test('of a part of a list the one that goes furthest; but first an answer to the very question', async () => {
    const archive = await open();
    const place = { list: 'list', from: 10 };
    const keep = (key: string, through: number, from = 10) =>
      archive.keep(exchange({ key, text: key, validity: 'once', span: { list: 'list', from, through } }));
    await keep('to 20', 20);
    await keep('to 30', 30);
    await keep('to 25', 25);
    await keep('from 11', 99, 11);
    await keep('nothing settled', 9);
    for (const one of await both(archive)) {
      expect(await one.recall(wanted('new', { place }))).toMatchObject({ text: 'to 30', through: 30 });
      expect(await one.recall(wanted('new', { place: { ...place, list: 'other' } }))).toBeNull();
      expect(await one.recall(wanted('to 20'))).toBeNull();
    }
    const again = (await opened.reopen()) ?? archive;
    await again.keep(exchange({ key: 'new', text: 'exact' }));
    expect(await again.recall(wanted('new', { place }))).toMatchObject({ text: 'exact', through: null });
  });

  test('keeping an exchange again changes nothing, at the same time or later', async () => {
    const archive = await open();
    const one = exchange({ key: 'a', text: 'first' });
    await Promise.all([archive.keep(one), archive.keep(one), archive.keep(one)]);
    await archive.keep({ ...one, answer: { ...one.answer, text: 'second' } });
    for (const each of await both(archive)) expect((await each.recall(wanted('a')))?.text).toBe('first');
  });

  test('many at once', async () => {
    const archive = await open();
    const all = Array.from({ length: 50 }, (_, index) =>
      exchange({ key: `key ${index}`, text: `body ${index % 5}` }),
    );
    await Promise.all(all.map((one) => archive.keep(one)));
    for (const one of await both(archive)) {
      const texts = await Promise.all(all.map(async ({ key }) => (await one.recall(wanted(key)))?.text));
      expect(texts).toEqual(all.map(({ answer }) => answer.text));
    }
  });
});

describe('an archive folder', () => {
  let folder = '';
  const make = () => {
    folder = mkdtempSync(join(tmpdir(), 'archive-'));
    return openFolderArchive(folder, ABOUT);
  };
  afterEach(() => rmSync(folder, { recursive: true }));

  test('holds a body once, under its SHA-256, and a line for each exchange', async () => {
    const archive = await make();
    const [one, two] = [exchange({ key: 'a', text: 'same' }), exchange({ key: 'b', text: 'same' })];
    await archive.keep(one);
    await archive.keep(two);
    await archive.close();
    expect(readdirSync(join(folder, 'bodies', one.sha256.slice(0, 2)))).toEqual([`${one.sha256}.gz`]);
    const lines = readFileSync(join(folder, 'exchanges.ndjson'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { id: one.id, url: 'http://explorer/a', path: '/a', sha256: one.sha256, status: 200 },
      { id: two.id, url: 'http://explorer/b' },
    ]);
  });

  test('gives nothing back that is not written yet', async () => {
    const archive = await make();
    const one = exchange({ key: 'a', text: 'a' });
    const keeping = archive.keep(one);
    expect(await archive.recall(wanted('a'))).toBeNull();
    await keeping;
    expect((await archive.recall(wanted('a')))?.text).toBe('a');
    await archive.close();
  });

  test('a line that was not written whole is cut off, and the next one is whole', async () => {
    const archive = await make();
    await archive.keep(exchange({ key: 'a', text: 'a' }));
    await archive.close();
    appendFileSync(join(folder, 'exchanges.ndjson'), '{"id":"half');
    const again = await openFolderArchive(folder, ABOUT);
    await again.keep(exchange({ key: 'b', text: 'b' }));
    await again.close();
    const last = await openFolderArchive(folder, ABOUT);
    expect((await last.recall(wanted('a')))?.text).toBe('a');
    expect((await last.recall(wanted('b')))?.text).toBe('b');
    await last.close();
  });

  test('a body that was changed is not given back', async () => {
    const archive = await make();
    const one = exchange({ key: 'a', text: '{"value":1}' });
    await archive.keep(one);
    const path = join(folder, 'bodies', one.sha256.slice(0, 2), `${one.sha256}.gz`);
    writeFileSync(path, gzipSync('{"value":2}'));
    const problem = { code: 'STORAGE', message: expect.stringContaining('was changed') };
    await expect(archive.recall(wanted('a'))).rejects.toMatchObject(problem);
    await expect(archive.exchanges([one.id])).rejects.toMatchObject(problem);
    await archive.close();
  });

  test('a line that is no exchange is refused with its number', async () => {
    const archive = await make();
    await archive.keep(exchange({ key: 'a', text: 'a' }));
    await archive.close();
    appendFileSync(join(folder, 'exchanges.ndjson'), '{"id":1}\n');
    await expect(openFolderArchive(folder, ABOUT)).rejects.toMatchObject({
      code: 'STORAGE',
      message: expect.stringContaining('line 2'),
    });
  });

  test('belongs to one process at a time', async () => {
    const archive = await make();
    await expect(openFolderArchive(folder, ABOUT)).rejects.toMatchObject({ code: 'STORAGE' });
    await archive.close();
    await (await openFolderArchive(folder, ABOUT)).close();
  });
});
