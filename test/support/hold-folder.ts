/** A process that keeps a data folder open until it is killed: `hold-folder.ts FOLDER`. */
import { sql } from 'kysely';
import { openDatabase } from '../../src/storage/database.ts';

const database = await openDatabase({ kind: 'folder', folder: process.argv[2] ?? '' });
await sql`create table held (n integer)`.execute(database.sql);
await sql`insert into held values (1)`.execute(database.sql);
process.stdout.write('open\n');
setInterval(() => {}, 1000);
