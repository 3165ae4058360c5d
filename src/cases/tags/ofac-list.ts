/**
 * Reads lists of sanctioned addresses (OFAC SDN) in the two forms in which they are passed around: an address a line, or
 * CSV with the listed person. What an entry's asset says is not its chain (USDT stands for Tron, Ethereum and Omni alike):
 * the form of the address decides.
 */

import { guessChain } from '../../core/address.ts';
import { type CsvRow, csvRows } from './tag-csv.ts';
import type { TagCollector, TagReader } from './tag-reading.ts';
import { firstLine, linesOf, type TagText } from './tag-text.ts';

/** Who is listed, where the list does not say. */
const UNNAMED = 'OFAC SDN';
const NAMED_HEADER = 'asset,address,sdn_name,ofac_profile_id,programs,listed_date';

/** Assets that exist on Bitcoin or Ethereum, in OFAC's words. */
const ASSETS: readonly string[] = ['XBT', 'ETH', 'USDT', 'USDC'];

/** An address on the list. */
export interface Listed {
  readonly address: string;
  readonly name: string;
  readonly source: string;
  /** ISO date; empty when the list does not say. */
  readonly date: string;
}

/**
 * Reads a list in either form.
 * @param source the name of the import
 * @throws InvalidInputError when the named form is no CSV
 */
export function ofacListReader(text: TagText, source: string): TagReader {
  return async function* read(collector) {
    const isNamed = isNamedOfacList((await firstLine(text)) ?? '');
    yield* isNamed ? readNamed(text, collector) : readPlain(text, source, collector);
  };
}

/** True for the form with the listed persons, by its header. */
export function isNamedOfacList(firstLineOfText: string): boolean {
  return firstLineOfText === NAMED_HEADER;
}

async function* readPlain(text: TagText, source: string, collector: TagCollector): AsyncGenerator<void> {
  for await (const lines of linesOf(text)) {
    for (const line of lines) {
      const address = line.text.trim();
      if (address === '' || address.startsWith('#')) continue;
      const listed = { address, name: UNNAMED, source: `OFAC SDN list (${source})`, date: '' };
      addListed(collector, line.number, listed);
    }
    yield;
  }
}

async function* readNamed(text: TagText, collector: TagCollector): AsyncGenerator<void> {
  let isHeader = true;
  for await (const rows of csvRows(text)) {
    for (const row of isHeader ? rows.slice(1) : rows) addNamed(row, collector);
    isHeader = false;
    yield;
  }
}

function addNamed({ line, fields }: CsvRow, collector: TagCollector): void {
  const [asset = '', address = '', name = '', profile = '', programs = '', date = '', ...more] = fields;
  if (more.length > 0) collector.refuse(line, 'row', `has ${fields.length} columns instead of 6`);
  else if (!isFollowedAsset(asset)) refuseAsset(collector, line, asset);
  else {
    const source = sourceOf(profile, programs.split('|'));
    addListed(collector, line, { address: address.trim(), name, source, date });
  }
}

/** True when addresses for the asset (in OFAC's words) may be of Bitcoin or Ethereum. */
export function isFollowedAsset(asset: string): boolean {
  return ASSETS.includes(asset);
}

/** Refuses an address that is for an asset of another chain. */
export function refuseAsset(collector: TagCollector, line: number, asset: string): void {
  const kind = `asset ${asset.slice(0, 20)}`;
  collector.refuse(line, 'asset', `${asset} is on neither Bitcoin nor Ethereum`, kind);
}

/** The source of a tag: the entry of the list, and the programs under which it stands there. */
export function sourceOf(profile: string, programs: readonly string[]): string {
  return `OFAC SDN list, profile ${profile} (${programs.join(', ')})`;
}

/** Adds an address to the tags: its own form says of which chain it is. */
export function addListed(
  collector: TagCollector,
  line: number,
  { address, name, source, date }: Listed,
): void {
  const network = guessChain(address);
  if (network === null) {
    collector.refuse(
      line,
      'address',
      `${JSON.stringify(address.slice(0, 100))} is of another chain, or no address`,
      'address of another chain',
    );
    return;
  }
  collector.add(line, {
    network,
    address,
    label: name === UNNAMED ? name : `OFAC SDN: ${name}`,
    entity: name,
    concepts: ['sanction'],
    role: '',
    confidence: 'authority_data',
    valid_from: date,
    valid_to: '',
    source,
    licence: 'US-Gov',
  });
}
