/**
 * The archive of a database. A body is kept once, compressed, however many exchanges brought it; nothing is ever changed.
 */

import { sql as raw } from 'kysely';
import { inChunks } from '../core/chunks.ts';
import type {
  ArchivedAnswer,
  EvidenceArchive,
  Exchange,
  ListPlace,
  Validity,
  Wanted,
} from '../core/evidence/archive.ts';
import { packBody, unpackKeptBody } from './body-packing.ts';
import type { Database } from './database.ts';

/** The exchanges of a database. */
export function createArchiveStore(database: Database): EvidenceArchive {
  return {
    recall: async (wanted) =>
      (await recallExact(database, wanted)) ??
      (wanted.place === null ? null : recallPart(database, wanted.place)),
    exchanges: (ids) => readExchanges(database, [...new Set(ids)].sort()),
    async keep({ id, question, key, answer, sha256, validity, tip, span, source }) {
      const { provider, url, path, posted } = question;
      const { status, at, text } = answer;
      const packed = (await packBody(text)).toString('base64');
      const part = span === null || span.through < span.from ? null : span;
      await raw`
        with body as (
          insert into bodies (sha256, gzip) values (${sha256}, decode(${packed}, 'base64')) on conflict do nothing
        )
        insert into exchanges
          (id, provider, url, path, posted, status, at, sha256, question, validity, tip, list, list_from, list_through,
           source)
        values
          (${id}, ${provider}, ${url}, ${path}, ${posted}, ${status}, ${Math.round(at)}, ${sha256}, ${key}, ${validity},
           ${tip}, ${part?.list ?? null}, ${part?.from ?? null}, ${part?.through ?? null},
           ${source})
        on conflict do nothing`.execute(database.sql);
    },
  };
}

interface Row {
  readonly id: string;
  readonly status: number;
  readonly at: number;
  readonly through: number | null;
  readonly source: string | null;
  readonly sha256: string;
  readonly gzip: string;
}

/** The newest answer to the very question. */
async function recallExact(
  database: Database,
  { key, tip, isOffline }: Wanted,
): Promise<ArchivedAnswer | null> {
  const { rows } = await raw<Row>`
    select id, status, at, null as through, source, sha256, encode(gzip, 'base64') as gzip
    from exchanges join bodies using (sha256)
    where question = ${key} and (validity = 'settled' or (validity = 'tip' and tip = ${tip}) or ${isOffline})
    order by at desc, id
    limit 1`.execute(database.sql);
  return answerOf(rows[0]);
}

/** The answer that goes furthest from a place of a list. */
async function recallPart(database: Database, { list, from }: ListPlace): Promise<ArchivedAnswer | null> {
  const { rows } = await raw<Row>`
    select id, status, at, list_through as through, source, sha256, encode(gzip, 'base64') as gzip
    from exchanges join bodies using (sha256)
    where list = ${list} and list_from = ${from}
    order by list_through desc, id
    limit 1`.execute(database.sql);
  return answerOf(rows[0]);
}

async function answerOf(row: Row | undefined): Promise<ArchivedAnswer | null> {
  if (row === undefined) return null;
  const { gzip, sha256, ...answer } = row;
  return { ...answer, text: await unpackKeptBody(Buffer.from(gzip, 'base64'), sha256) };
}

interface ExchangeRow {
  readonly id: string;
  readonly provider: string;
  readonly url: string;
  readonly path: string;
  readonly posted: string | null;
  readonly status: number;
  readonly at: number;
  readonly sha256: string;
  readonly key: string;
  readonly validity: Validity;
  readonly tip: string | null;
  readonly list: string | null;
  readonly from: number | null;
  readonly through: number | null;
  readonly source: string | null;
  readonly gzip: string;
}

/** With their bodies, so fewer than rows of other tables. */
const EXCHANGES_AT_ONCE = 500;

async function readExchanges(database: Database, ids: readonly string[]): Promise<readonly Exchange[]> {
  const found: Exchange[] = [];
  for (const some of inChunks(ids, EXCHANGES_AT_ONCE)) {
    const { rows } = await raw<ExchangeRow>`
      select id, provider, url, path, posted, status, at, sha256, question as key, validity, tip, list,
        list_from as "from", list_through as through, source, encode(gzip, 'base64') as gzip
      from exchanges join bodies using (sha256)
      where id in (${raw.join(some)})
      order by id`.execute(database.sql);
    for (const row of rows) found.push(await exchangeOfRow(row));
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function exchangeOfRow(row: ExchangeRow): Promise<Exchange> {
  const { provider, url, path, posted, status, at, list, from, through, gzip, ...exchange } = row;
  const text = await unpackKeptBody(Buffer.from(gzip, 'base64'), row.sha256);
  const span = list === null || from === null || through === null ? null : { list, from, through };
  return { ...exchange, question: { provider, url, path, posted }, answer: { status, text, at }, span };
}
