/**
 * Reads tag files (`config/tags/*.csv`, form in docs/tags.md) into a tag set.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { parseUtcTime } from '../cases/utc-time.ts';
import { parseAddress } from '../core/address.ts';
import { type Chain, isChain } from '../core/chain.ts';
import { InvalidInputError } from '../core/errors.ts';
import { digestOf } from '../core/report/digest.ts';
import { isConfidenceId, type Tag, type TagLookup } from '../core/tags/tag.ts';

const COLUMNS = [
  'network',
  'address',
  'label',
  'entity',
  'concepts',
  'role',
  'confidence',
  'valid_from',
  'valid_to',
  'source',
  'licence',
] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/**
 * All tags of the CSV files in a folder.
 * @throws InvalidInputError naming file, line, field and value of the first row that is wrong
 */
export function readTagFiles(folder: string): { lookup: TagLookup; digest: string; count: number } {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort();
  const tags = files.flatMap((name) => readTagFile(join(folder, name)));
  const byAddress = new Map<string, Tag[]>();
  for (const tag of tags) {
    const key = `${tag.chain} ${tag.address}`;
    const known = byAddress.get(key);
    if (known === undefined) byAddress.set(key, [tag]);
    else known.push(tag);
  }
  const lookup = (chain: Chain, address: string) => byAddress.get(`${chain} ${address}`) ?? [];
  return { lookup, digest: digestOf(tags.map(digestOf).sort()), count: tags.length };
}

function readTagFile(path: string): Tag[] {
  const text = readFileSync(path, 'utf8');
  const rows = parse(text, {
    bom: true,
    columns: (header: string[]) => checkHeader(path, header),
    info: true,
  }) as {
    record: Row;
    info: { lines: number };
  }[];
  return rows.map(({ record, info }) => tagOf(record, `${path} line ${info.lines}`));
}

function checkHeader(path: string, header: string[]): string[] {
  if (header.join() === COLUMNS.join()) return header;
  const value = header.join();
  throw new InvalidInputError(`${path} line 1: header is ${value}; write ${COLUMNS.join()}`, {
    field: 'header',
    value,
  });
}

function tagOf(row: Row, at: string): Tag {
  const problem = (field: keyof Row, expected: string) =>
    new InvalidInputError(`${at}: ${field} is "${row[field]}"; expected ${expected}`, {
      field,
      value: row[field],
    });
  if (!isChain(row.network)) throw problem('network', 'bitcoin or ethereum');
  if (!isConfidenceId(row.confidence))
    throw problem('confidence', 'an id of the GraphSense confidence taxonomy');
  for (const field of ['label', 'entity', 'concepts', 'source', 'licence'] as const) {
    if (row[field] === '') throw problem(field, 'some text');
  }
  return {
    chain: row.network,
    address: parseAddress(row.network, row.address),
    label: row.label,
    entity: row.entity,
    concepts: row.concepts.split('|'),
    role: row.role,
    confidence: row.confidence,
    validFrom: row.valid_from === '' ? null : parseUtcTime(`${at}: valid_from`, row.valid_from),
    validTo: row.valid_to === '' ? null : parseUtcTime(`${at}: valid_to`, row.valid_to),
    source: row.source,
    licence: row.licence,
  };
}
