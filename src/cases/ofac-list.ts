/**
 * Reads lists of sanctioned addresses (OFAC SDN) in the two forms in which they are passed around: an address a line, or
 * CSV with the listed person. What an entry's asset says is not its chain (USDT stands for Tron, Ethereum and Omni alike):
 * the form of the address decides.
 */

import { guessChain } from '../core/address.ts';
import { readCsvRows } from './tag-csv.ts';
import type { TagReading } from './tag-reading.ts';
import { createTagCollector, type TagCollector } from './tag-reading.ts';

const NAMED_HEADER = 'asset,address,sdn_name,ofac_profile_id,programs,listed_date';

/** Assets that exist on Bitcoin or Ethereum, in OFAC's words. */
const ASSETS: readonly string[] = ['XBT', 'ETH', 'USDT', 'USDC'];

interface Listed {
  readonly address: string;
  readonly name: string;
  readonly source: string;
  /** ISO date; empty when the list does not say. */
  readonly date: string;
}

/**
 * All tags of a list.
 * @param source the name of the import
 * @throws InvalidInputError when the named form is no CSV
 */
export function readOfacList(text: string, source: string): TagReading {
  const collector = createTagCollector();
  if (isNamedOfacList(text)) readNamed(text, collector);
  else readPlain(text, source, collector);
  return collector.reading();
}

/** True for the form with the listed persons, by its header. */
export function isNamedOfacList(text: string): boolean {
  return text.replace(/^\ufeff/, '').split(/\r?\n/, 1)[0] === NAMED_HEADER;
}

function readPlain(text: string, source: string, collector: TagCollector): void {
  text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .forEach((line, index) => {
      const address = line.trim();
      if (address === '' || address.startsWith('#')) return;
      add(collector, index + 1, { address, name: 'OFAC SDN', source: `OFAC SDN list (${source})`, date: '' });
    });
}

function readNamed(text: string, collector: TagCollector): void {
  for (const { line, fields } of readCsvRows(text).slice(1)) {
    const [asset = '', address = '', name = '', profile = '', programs = '', date = '', ...more] = fields;
    if (more.length > 0) collector.refuse(line, 'row', `has ${fields.length} columns instead of 6`);
    else if (!ASSETS.includes(asset))
      collector.refuse(line, 'asset', `${asset} is on neither Bitcoin nor Ethereum`);
    else {
      const source = `OFAC SDN list, profile ${profile} (${programs.replaceAll('|', ', ')})`;
      add(collector, line, { address: address.trim(), name, source, date });
    }
  }
}

function add(collector: TagCollector, line: number, { address, name, source, date }: Listed): void {
  const network = guessChain(address);
  if (network === null) {
    collector.refuse(
      line,
      'address',
      `${JSON.stringify(address.slice(0, 100))} is of another chain, or no address`,
    );
    return;
  }
  collector.add(line, {
    network,
    address,
    label: name === 'OFAC SDN' ? name : `OFAC SDN: ${name}`,
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
