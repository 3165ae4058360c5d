/**
 * Reads OFAC's SDN list in its own form (ADVANCED_XML, a file of more than 100 MB) as it streams by. An address is a
 * feature of a party; what the feature's number means, who the party is, and when and why it was listed stand in other
 * parts of the file, the last of them at its end, so what concerns addresses is kept until then.
 */

import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { InvalidInputError } from '../../core/errors.ts';
import { addListed, isFollowedAsset, refuseAsset, sourceOf } from './ofac-list.ts';
import type { TagCollector, TagReader } from './tag-reading.ts';
import type { TagText } from './tag-text.ts';

/** `Digital Currency Address - XBT`; the numbers of these types change, so they are looked up by this text. */
const ADDRESS_FEATURE = /^Digital Currency Address - (\S+)$/;

/** Elements nest a dozen deep in the list (schema of 2025); more is no such list. */
const MAX_DEPTH = 100;

interface ListedAddress {
  readonly line: number;
  readonly asset: string;
  readonly address: string;
  readonly profile: string;
  readonly name: string;
}

/** When and under which programs a profile was listed. */
interface Entry {
  /** ISO date of the first event; empty when there is none. */
  date: string;
  readonly programs: Set<string>;
}

/**
 * Reads the list.
 * @throws InvalidInputError when the text is not XML, or is another document
 */
export function ofacXmlReader(text: TagText): TagReader {
  return async function* read(collector) {
    const list = createSdnList();
    for await (const piece of text()) {
      list.push(piece);
      yield;
    }
    list.end(collector);
  };
}

/** What is known at the element that is being read. */
interface Place {
  readonly path: string[];
  text: string;
  line: number;
  profile: string;
  names: string[];
  isPrimaryName: boolean;
  asset: string | null;
  typeId: string;
  entryId: string;
  day: string[];
}

function createSdnList(): { push(piece: string): void; end(collector: TagCollector): void } {
  const assets = new Map<string, string>();
  const addresses: Omit<ListedAddress, 'name'>[] = [];
  const names = new Map<string, string>();
  const entries = new Map<string, Entry>();
  const known = { assets, addresses, names, entries };
  const at: Place = {
    ...{ path: [], text: '', line: 1, profile: '', names: [], isPrimaryName: false },
    ...{ asset: null, typeId: '', entryId: '', day: [] },
  };
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new InvalidInputError(`the file is not valid XML: ${error.message}`, { field: 'text' }, error);
  });
  parser.on('opentag', (tag) => {
    at.path.push(tag.name);
    [at.text, at.line] = ['', parser.line];
    if (at.path.length === 1 && tag.name !== 'Sanctions') throw notTheList();
    if (at.path.length > MAX_DEPTH) throw notTheList();
    opened(tag, at, known);
  });
  const addText = (text: string) => {
    at.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', (tag) => {
    closed(tag.name, at, known);
    at.path.pop();
    at.text = '';
  });
  return {
    push: (piece) => void parser.write(piece),
    end(collector) {
      parser.close();
      if (assets.size === 0) throw notTheList();
      for (const address of addresses) addAddress(collector, address, known);
    },
  };
}

interface Known {
  /** By number of the feature type. */
  readonly assets: Map<string, string>;
  readonly addresses: Omit<ListedAddress, 'name'>[];
  /** By profile. */
  readonly names: Map<string, string>;
  readonly entries: Map<string, Entry>;
}

function opened({ name, attributes }: SaxesTagPlain, at: Place, { assets, entries }: Known): void {
  if (name === 'FeatureType') at.typeId = attributes.ID ?? '';
  else if (name === 'Profile') [at.profile, at.names] = [attributes.ID ?? '', []];
  else if (name === 'Alias') at.isPrimaryName = attributes.Primary === 'true';
  else if (name === 'Feature') at.asset = assets.get(attributes.FeatureTypeID ?? '') ?? null;
  else if (name === 'SanctionsEntry') at.entryId = attributes.ProfileID ?? '';
  else if (name === 'Date') at.day = [];
  if (name === 'SanctionsEntry' && !entries.has(at.entryId)) {
    entries.set(at.entryId, { date: '', programs: new Set() });
  }
}

function closed(name: string, at: Place, { assets, addresses, names, entries }: Known): void {
  const text = at.text.trim();
  const parent = at.path.at(-2);
  if (name === 'FeatureType') {
    const [, asset] = ADDRESS_FEATURE.exec(text) ?? [];
    if (asset !== undefined) assets.set(at.typeId, asset);
  } else if (name === 'NamePartValue' && at.isPrimaryName) at.names.push(text);
  else if (name === 'VersionDetail' && at.asset !== null && text !== '') {
    addresses.push({ line: at.line, asset: at.asset, address: text, profile: at.profile });
    names.set(at.profile, '');
  } else if (name === 'Feature') at.asset = null;
  else if (name === 'Profile' && names.has(at.profile)) names.set(at.profile, at.names.join(', '));
  else if (parent === 'Date') at.day.push(text.padStart(2, '0'));
  else if (name === 'Date' && parent === 'EntryEvent') addDate(entries.get(at.entryId), at.day.join('-'));
  else if (name === 'Comment' && parent === 'SanctionsMeasure' && text !== '') {
    entries.get(at.entryId)?.programs.add(text);
  }
}

/** Of several events of an entry the first one: since then the party stands on the list. */
function addDate(entry: Entry | undefined, date: string): void {
  if (entry !== undefined && (entry.date === '' || date < entry.date)) entry.date = date;
}

function addAddress(
  collector: TagCollector,
  { line, asset, address, profile }: Omit<ListedAddress, 'name'>,
  { names, entries }: Known,
): void {
  if (!isFollowedAsset(asset)) {
    refuseAsset(collector, line, asset);
    return;
  }
  const { date = '', programs = new Set<string>() } = entries.get(profile) ?? {};
  const name = names.get(profile) || `profile ${profile}`;
  addListed(collector, line, { address, name, source: sourceOf(profile, [...programs].sort()), date });
}

function notTheList(): InvalidInputError {
  return new InvalidInputError(
    'the file is not the SDN list in ADVANCED_XML: no <Sanctions> with types of digital currency addresses',
    { field: 'text' },
  );
}
