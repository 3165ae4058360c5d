/** What every store may rely on, on PGlite and on PostgreSQL alike. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { Client } from 'pg';
import { ConflictError, InvariantError, StorageError } from '../../src/core/errors.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { asJsonb } from '../../src/storage/sql-values.ts';
import { createTestDatabase, ENGINES, type TestDatabase } from '../support/test-database.ts';

const MAX_UINT256 = 2n ** 256n - 1n;

describe.each(ENGINES)('database on %s', (engine) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase(engine);
    await sql`create table things (
      id bigint primary key, amount numeric(78,0), at timestamptz, body jsonb, verbatim json, ok boolean,
      parent bigint references things, small integer check (small > 0))`.execute(db.database.sql);
  });
  afterAll(() => db.drop());

  const one = async <T>(query: ReturnType<typeof sql<{ v: T }>>) =>
    (await query.execute(db.database.sql)).rows[0]?.v;
  const insert = (id: number, on = db.database.sql) =>
    sql`insert into things (id) values (${id})`.execute(on);
  const ids = async () =>
    (await sql<{ id: number }>`select id from things order by id`.execute(db.database.sql)).rows.map(
      ({ id }) => id,
    );
  const clear = () => sql`truncate things`.execute(db.database.sql);

  describe('values', () => {
    test('numeric(78,0) is bigint, whatever its size', async () => {
      await fc.assert(
        fc.asyncProperty(fc.bigInt({ min: -MAX_UINT256, max: MAX_UINT256 }), async (amount) => {
          expect(await one(sql`select cast(${amount} as numeric(78,0)) as v`)).toBe(amount);
        }),
        { numRuns: 50, examples: [[0n], [MAX_UINT256], [-MAX_UINT256], [2n ** 53n + 1n]] },
      );
    });

    test('a column keeps an amount and sums it exactly', async () => {
      await clear();
      await sql`insert into things (id, amount) values (1, ${MAX_UINT256 - 1n}), (2, ${1n})`.execute(
        db.database.sql,
      );
      expect(await one(sql`select sum(amount) as v from things`)).toBe(MAX_UINT256);
    });

    test('a fraction is no amount', async () => {
      await expect(one(sql`select 0.5::numeric as v`)).rejects.toThrow(InvariantError);
    });

    test.each([0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])(
      'int8 %p is a number',
      async (value) => {
        expect(await one(sql`select cast(${value} as bigint) as v`)).toBe(value);
      },
    );

    test('int8 beyond 2^53 is refused, not rounded', async () => {
      await expect(one(sql`select 9007199254740993::bigint as v`)).rejects.toThrow(InvariantError);
    });

    test('a count is a number', async () => {
      expect(await one(sql`select count(*) as v from things where false`)).toBe(0);
    });

    test.each([
      ['2022-01-17T12:46:00.123Z', '2022-01-17T12:46:00.123Z'],
      ['1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z'],
      ['2022-07-01T00:00:00+05:30', '2022-06-30T18:30:00.000Z'],
      ['2022-03-27T02:30:00+01:00', '2022-03-27T01:30:00.000Z'],
    ])('timestamptz %s is the instant %s', async (written, instant) => {
      expect(await one(sql`select cast(${written} as timestamptz) as v`)).toEqual(new Date(instant));
      expect(await one(sql`select cast(${new Date(written)} as timestamptz) as v`)).toEqual(
        new Date(instant),
      );
    });

    test('the session speaks UTC', async () => {
      expect(await one(sql`select cast(${new Date(0)} as timestamptz)::text as v`)).toBe(
        '1970-01-01 00:00:00+00',
      );
    });

    test.each([
      { value: { a: ['1', null, true], b: { c: 'ü "quoted" \\ \n' } } },
      { value: [] },
      { value: [{ a: 1 }, 'x'] },
      { value: 'text' },
      { value: 7 },
      { value: null },
    ])('jsonb keeps $value', async ({ value }) => {
      expect(await one(sql`select ${asJsonb(value)} as v`)).toEqual(value);
    });

    test('json keeps the order of keys', async () => {
      const text = JSON.stringify({ zebra: 1, ant: 2, middle: { z: 1, a: 2 } });
      expect(JSON.stringify(await one(sql`select cast(${text} as json) as v`))).toBe(text);
    });

    test('booleans and nothing', async () => {
      expect(await one(sql`select cast(${true} as boolean) as v`)).toBe(true);
      expect(await one(sql`select cast(${null} as boolean) as v`)).toBeNull();
    });

    test.each([{ value: { a: 1 } }, { value: [1] }])(
      '$value is refused without asJsonb',
      async ({ value }) => {
        await expect(sql`select cast(${value} as jsonb)`.execute(db.database.sql)).rejects.toThrow(
          InvariantError,
        );
      },
    );

    test('changed rows are counted', async () => {
      await clear();
      await insert(1);
      await insert(2);
      const changed = await sql`update things set ok = true where id > 1`.execute(db.database.sql);
      expect(changed.numAffectedRows).toBe(1n);
    });
  });

  describe('transactions', () => {
    test('keep all of what they did', async () => {
      await clear();
      const result = await db.database.transaction(async (tx) => {
        await insert(1, tx);
        await insert(2, tx);
        return 'kept';
      });
      expect(result).toBe('kept');
      expect(await ids()).toEqual([1, 2]);
    });

    test('or nothing, and give the error on', async () => {
      await clear();
      const work = db.database.transaction(async (tx) => {
        await insert(1, tx);
        throw new ConflictError('changed my mind');
      });
      await expect(work).rejects.toThrow('changed my mind');
      expect(await ids()).toEqual([]);
    });

    test('a failed statement undoes them, and the connection serves on', async () => {
      await clear();
      const work = db.database.transaction(async (tx) => {
        await insert(1, tx);
        await insert(1, tx);
      });
      await expect(work).rejects.toThrow(ConflictError);
      await insert(3);
      expect(await ids()).toEqual([3]);
    });

    test('many at once are each whole', async () => {
      await clear();
      await insert(0);
      await sql`update things set amount = 0`.execute(db.database.sql);
      const add = () =>
        db.database.transaction(async (tx) => {
          const row = await sql<{
            amount: bigint;
          }>`select amount from things where id = 0 for update`.execute(tx);
          await sql`update things set amount = ${(row.rows[0]?.amount ?? 0n) + 1n} where id = 0`.execute(tx);
        });
      await Promise.all(Array.from({ length: 25 }, add));
      expect(await one(sql`select amount as v from things where id = 0`)).toBe(25n);
    });

    test('refuse the outer handle inside instead of waiting for ever', async () => {
      await clear();
      const work = db.database.transaction(async () => {
        await insert(1);
      });
      await expect(work).rejects.toThrow(InvariantError);
    });
  });

  describe('errors', () => {
    test.each([
      ['a second row under one key', sql`insert into things (id) values (1), (1)`, ConflictError, '23505'],
      ['a missing parent', sql`insert into things (id, parent) values (1, 99)`, ConflictError, '23503'],
      ['a broken check', sql`insert into things (id, small) values (1, 0)`, InvariantError, '23514'],
      ['a missing table', sql`select * from nothing`, InvariantError, '42P01'],
      ['wrong SQL', sql`selec 1`, InvariantError, '42601'],
      ['a value of no date', sql`select 'x'::timestamptz`, InvariantError, '22007'],
      [
        'a statement that was cancelled',
        sql`do $$ begin raise sqlstate '57014'; end $$`,
        StorageError,
        '57014',
      ],
    ])('%s', async (_, statement, kind, sqlState) => {
      await clear();
      const error: unknown = await statement.execute(db.database.sql).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(kind);
      expect(error).toMatchObject({ context: { sqlState } });
    });

    test('only a failure of the database itself is worth another try', async () => {
      await clear();
      const conflict: unknown = await sql`insert into things (id) values (1), (1)`
        .execute(db.database.sql)
        .catch((thrown: unknown) => thrown);
      expect(conflict).toMatchObject({
        retryable: false,
        context: { table: 'things', constraint: 'things_pkey' },
      });
    });
  });
});

describe('PostgreSQL out of reach', () => {
  test('a closed port is a StorageError that hides the password', async () => {
    const database = await openDatabase({ kind: 'url', url: 'postgresql://me:geheim@127.0.0.1:1/coinhound' });
    const error: unknown = await sql`select 1`.execute(database.sql).catch((thrown: unknown) => thrown);
    await database.close();
    expect(error).toBeInstanceOf(StorageError);
    expect(error).toMatchObject({ retryable: true });
    expect(String(error)).toContain('127.0.0.1:1');
    expect(`${String(error)} ${JSON.stringify((error as StorageError).context)}`).not.toContain('geheim');
  });

  test('a lost connection is a StorageError, and the next query connects anew', async () => {
    const db = await createTestDatabase('PostgreSQL');
    const kill = new Client({ connectionString: db.url ?? '' });
    await kill.connect();
    const sleeping = sql`select pg_sleep(30)`.execute(db.database.sql).catch((thrown: unknown) => thrown);
    const others = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and query like '%pg_sleep%'`;
    while ((await kill.query(others)).rowCount === 0);
    expect(await sleeping).toBeInstanceOf(StorageError);
    expect((await sql`select 1 as v`.execute(db.database.sql)).rows).toEqual([{ v: 1 }]);
    await kill.end();
    await db.drop();
  });

  test.each(['mysql://127.0.0.1/x', 'not a url', ''])('%p is no PostgreSQL URL', async (url) => {
    await expect(openDatabase({ kind: 'url', url })).rejects.toThrow('DATABASE_URL');
  });
});
