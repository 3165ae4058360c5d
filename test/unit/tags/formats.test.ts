/** Reading tags: our CSV, TagPacks, OFAC lists. Real files of the sources, and rows that must be refused. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readTagPack as readSourcePack } from '../../../scripts/tags/tag-pack.ts';
import { ofacListReader } from '../../../src/cases/tags/ofac-list.ts';
import { tagCsvReader } from '../../../src/cases/tags/tag-csv.ts';
import { tagPackReader } from '../../../src/cases/tags/tag-pack.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { ROOT } from '../../support/cli.ts';
import { readAll } from '../../support/read-tags.ts';

const readTagCsv = (text: string) => readAll(tagCsvReader, text);
const readTagPack = (text: string) => readAll((pieces) => tagPackReader(pieces), text);
const readOfacList = (text: string, name: string) => readAll((pieces) => ofacListReader(pieces, name), text);

const LABELS = join(ROOT, 'data/sources/labels');
const PACKS = join(LABELS, 'graphsense-tagpacks/packs');
const source = (path: string) => readFileSync(join(LABELS, path), 'utf8');

const HEADER = 'network,address,label,entity,concepts,role,confidence,valid_from,valid_to,source,licence';
const POOL = '0xA160cdAB225685dA1d56aa342Ad8841c3b53f291';
const row = (changes: Readonly<Record<string, string>> = {}) =>
  Object.values({
    network: 'ethereum',
    address: POOL,
    label: 'Tornado Cash: 100 ETH pool',
    entity: 'Tornado Cash',
    concepts: 'mixing_service',
    role: 'pool',
    confidence: 'ledger_immanent',
    valid_from: '',
    valid_to: '',
    source: 'own',
    licence: 'MIT',
    ...changes,
  }).join();
const csv = (...rows: string[]) => readTagCsv([HEADER, ...rows, ''].join('\n'));

describe('CSV', () => {
  test('a row becomes a tag', async () => {
    const text = row({
      concepts: 'mixing_service|sanction',
      valid_from: '2022-08-08',
      valid_to: '2025-03-21',
    });
    expect(await csv(text)).toEqual({
      kinds: [],
      tags: [
        {
          chain: 'ethereum',
          address: POOL.toLowerCase(),
          label: 'Tornado Cash: 100 ETH pool',
          entity: 'Tornado Cash',
          concepts: ['mixing_service', 'sanction'],
          role: 'pool',
          confidence: 'ledger_immanent',
          validFrom: Date.UTC(2022, 7, 8) / 1000,
          validTo: Date.UTC(2025, 2, 21) / 1000,
          source: 'own',
          licence: 'MIT',
        },
      ],
      refused: [],
      notes: [],
    });
  });

  test.each([
    ['network', { network: 'tron' }],
    ['address', { address: POOL.replace('A1', 'a1') }],
    ['address', { address: '' }],
    ['label', { label: '' }],
    ['label', { label: 'x'.repeat(501) }],
    ['label', { label: 'a\u0007bell' }],
    ['label', { label: 'a\u009b2J' }],
    ['label', { label: '"two\nlines"' }],
    ['entity', { entity: '' }],
    ['concepts', { concepts: '' }],
    ['concepts', { concepts: 'mixing service' }],
    ['concepts', { concepts: Array.from({ length: 21 }, (_, n) => `c${n}`).join('|') }],
    ['confidence', { confidence: 'sure' }],
    ['valid_from', { valid_from: '08.08.2022' }],
    ['valid_to', { valid_from: '2022-08-08', valid_to: '2022-08-07' }],
    ['source', { source: '' }],
    ['licence', { licence: '' }],
  ])('a bad %s refuses its row alone', async (field, changes: Readonly<Record<string, string>>) => {
    const { tags, refused } = await csv(row(), row(changes), row({ label: 'another' }));
    expect(tags.map(({ label }) => label)).toEqual(['Tornado Cash: 100 ETH pool', 'another']);
    expect(refused).toEqual([
      {
        line: changes.label?.includes('\n') ? 4 : 3,
        field,
        reason: expect.stringMatching(new RegExp(field)),
      },
    ]);
    // What is printed of it does not reach a terminal as it was.
    expect(refused[0]?.reason).not.toMatch(/\p{Cc}/u);
  });

  test('rows of another width, and repeated ones, are refused', async () => {
    const { tags, refused } = await csv(row(), 'ethereum,0x', `${row({ label: 'b' })},more`, row());
    expect(tags).toHaveLength(1);
    expect(refused).toEqual([
      { line: 3, field: 'row', reason: 'has 2 columns instead of 11' },
      { line: 4, field: 'row', reason: 'has 12 columns instead of 11' },
      { line: 5, field: 'address', reason: 'repeats line 2: same network, address, label and source' },
    ]);
  });

  test('concepts outside the taxonomy are kept and named', async () => {
    const { tags, notes } = await csv(row({ concepts: 'mixing_sevice|sanction' }));
    expect(tags[0]?.concepts).toEqual(['mixing_sevice', 'sanction']);
    expect(notes).toEqual(['concepts that are not in the taxonomy, kept: mixing_sevice']);
  });

  test.each([
    ['', /line 1: header is ""/],
    ['address,label\nx,y', /line 1: header is "address,label"/],
    [`${HEADER}\n"open,${'x'.repeat(40_000)}`, /is not CSV/],
    [`${HEADER}\n${row().replace('Tornado', 'Tor"nado')}`, /line 2: is not CSV/],
  ])('a file that is none is refused as a whole', async (text, problem) => {
    await expect(readTagCsv(text)).rejects.toThrow(InvalidInputError);
    await expect(readTagCsv(text)).rejects.toThrow(problem);
  });

  test('a mark at the beginning, blank lines and Windows line ends do no harm', async () => {
    expect((await readTagCsv(`\ufeff${HEADER}\r\n\r\n${row()}\r\n`)).tags).toHaveLength(1);
  });
});

const pack = (tags: string, header = '') =>
  readTagPack(`title: t\ncreator: c\nsource: https://s\nconfidence: forensic\n${header}tags:\n${tags}`);
const BTC = '1BoatSLRHtKNngkdXEeobR76b53LETtpyT';

describe('TagPacks', () => {
  test('fields of the header stand for those that a tag does not have', async () => {
    const header =
      'label: Mixer\ncurrency: BTC\nconcepts: [mixing_service, service]\nabuse: scam\nactor: mixr\nlastmod: 2022-01-24\n';
    const own = `- address: ${BTC}\n  label: Own\n  concepts: [exchange]\n  abuse: sanction\n  category: exchange\n`;
    const { tags, refused, notes } = await pack(`- address: '${BTC}'\n${own}`, header);
    const both = {
      chain: 'bitcoin',
      address: BTC,
      source: 'https://s',
      confidence: 'forensic',
      entity: 'mixr',
    };
    expect(tags).toMatchObject([
      { ...both, label: 'Mixer', concepts: ['mixing_service', 'service', 'scam'] },
      { ...both, label: 'Own', concepts: ['exchange', 'sanction'] },
    ]);
    expect(tags).toMatchObject(
      [1, 2].map(() => ({ role: '', validFrom: null, validTo: null, licence: 'unstated' })),
    );
    expect([refused, notes]).toEqual([[], []]);
  });

  test('the network says the chain, the currency where there is none', async () => {
    const { tags, refused } = await pack(
      `- {address: '${POOL}', currency: USDT, network: ETH, label: a}
- {address: '${POOL}', currency: ETH, label: b}
- {address: '${POOL}', currency: USDT, label: c}
- {address: '${POOL}', label: d}
`,
    );
    expect(tags.map(({ chain, label }) => [chain, label])).toEqual([
      ['ethereum', 'a'],
      ['ethereum', 'b'],
    ]);
    expect(refused.map(({ line, field }) => [line, field])).toEqual([
      [8, 'network'],
      [9, 'network'],
    ]);
  });

  test.each([
    [
      'address',
      `- {address: 0xA160cdAB225685dA1d56aa342Ad8841c3b53f291, currency: ETH, label: a}`,
      /put it into quotes/,
    ],
    ['label', `- {address: '${BTC}', currency: BTC, label: 12}`, /put it into quotes/],
    ['label', `- {address: '${BTC}', currency: BTC}`, /label is ""/],
    ['label', `- {address: '${BTC}', currency: BTC, label: ~}`, /label is null/],
    [
      'confidence',
      `- {address: '${BTC}', currency: BTC, label: a, confidence: high}`,
      /confidence is "high"/,
    ],
    ['tx_hash', `- {tx_hash: abc, currency: BTC, label: a}`, /tags of transactions/],
    ['concepts', `- {address: '${BTC}', currency: BTC, label: a, concepts: {a: b}}`, /not a list of texts/],
    ['tags', '- just text', /not a map/],
    ['tags', '- *a', /not valid YAML/],
    ['tags', `${'- '.repeat(20_000)}`, /not valid YAML: nesting/],
    ['tags', '- {address: a, address: b}', /not valid YAML: duplicated/],
    ['address', `- {address: '${BTC}x', currency: BTC, label: a}`, /address/],
  ])('a tag with a bad %s is refused alone: %s', async (field, bad, reason) => {
    const good = `- {address: '${BTC}', currency: BTC, label: good}`;
    const { tags, refused } = await pack(`${bad}\n${good}\n`);
    expect(tags.map(({ label }) => label)).toEqual(['good']);
    expect(refused).toEqual([{ line: 6, field, reason: expect.stringMatching(reason) }]);
  });

  test('no confidence is the lowest one, and blanks around an address are no part of it', async () => {
    const text = `source: s\ntags:\n- {address: ' ${BTC} ', currency: BTC, label: a}\n`;
    expect((await readTagPack(text)).tags).toMatchObject([
      { address: BTC, confidence: 'unknown', entity: 'a' },
    ]);
  });

  test('fields outside the schema are ignored and named, and a concept has one name', async () => {
    const { tags, notes } = await pack(
      `- {address: '${BTC}', currency: BTC, label: a, colour: red, concepts: [defi_derivatives]}\n`,
      'mood: good\n',
    );
    expect(notes).toEqual(['fields that are not used: colour, mood']);
    expect(tags[0]?.concepts).toEqual(['defi_derivative']);
  });

  test.each([
    ['no map', 'just text', /has no list of tags/],
    ['no tags', 'title: t', /has no list of tags/],
    ['tags that are no list', 'tags: {a: b}', /has no list of tags/],
    ['a repeated key', `label: a\nlabel: b\ntags: []`, /not valid YAML/],
    ['broken YAML', 'tags: [', /not valid YAML/],
    ['an included header', 'header: !include header.yaml\ntags: []', /!include cannot be followed/],
    [
      'a bomb of anchors',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.replace(/./g, (name) => {
        const last = String.fromCharCode(name.charCodeAt(0) - 1);
        return `${name}: &${name} [${Array(9).fill(`*${last}`).join()}]\n`;
      })}tags: *h`,
      /not valid YAML/,
    ],
    ['a deep nest', '['.repeat(20_000), /not valid YAML/],
  ])('%s is refused as a whole', async (_, text, problem) => {
    await expect(readTagPack(text)).rejects.toThrow(InvalidInputError);
    await expect(readTagPack(text)).rejects.toThrow(problem);
  });

  test.each(readdirSync(PACKS))(
    '%s of GraphSense is read as by the builder of the shipped tags',
    async (file) => {
      const { tags, kinds } = await readTagPack(readFileSync(join(PACKS, file), 'utf8'));
      const rows = (pattern: RegExp) =>
        kinds.filter(({ kind }) => pattern.test(kind)).reduce((sum, { rows: count }) => sum + count, 0);
      const all = readSourcePack(LABELS, file.replace(/\.yaml$/, ''));
      const ours = all.filter(({ currency }) => currency === 'BTC' || currency === 'ETH');
      const others = all.length - ours.length;
      const repeated = rows(/^repeated row$/);
      expect(rows(/^network /)).toBe(others);
      expect(tags.length).toBe(ours.length - repeated);
      expect(rows(/./)).toBe(others + repeated);
      const concepts = (list: readonly { readonly concepts: readonly string[] }[]) =>
        [...new Set(list.flatMap((tag) => tag.concepts))].sort();
      expect(concepts(tags)).toEqual(concepts(ours));
    },
  );

  test('tornado_cash.yaml names one address twice', async () => {
    expect(await readTagPack(source('graphsense-tagpacks/packs/tornado_cash.yaml'))).toMatchObject({
      tags: { length: 38 },
      refused: [{ line: 51, field: 'address', reason: expect.stringMatching(/^repeats line 18/) }],
    });
  });
});

describe('OFAC lists', () => {
  test('one address a line; those of other chains are refused', async () => {
    const { tags, refused } = await readOfacList(
      `# list of today\n\n${BTC}\r\n  ${POOL.toLowerCase()}  \nTUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq\n${BTC}\n`,
      'today',
    );
    const sanction = {
      label: 'OFAC SDN',
      entity: 'OFAC SDN',
      concepts: ['sanction'],
      confidence: 'authority_data',
      validFrom: null,
      source: 'OFAC SDN list (today)',
      licence: 'US-Gov',
    };
    expect(tags).toMatchObject([
      { ...sanction, chain: 'bitcoin', address: BTC },
      { ...sanction, chain: 'ethereum', address: POOL.toLowerCase() },
    ]);
    expect(refused.map(({ line, field }) => [line, field])).toEqual([
      [5, 'address'],
      [6, 'address'],
    ]);
  });

  test('the form with names gives what the shipped file has', async () => {
    const { tags, kinds } = await readOfacList(
      source('ofac-sdn/ofac_digital_currency_addresses_named.csv'),
      'sdn',
    );
    const shipped = (await readTagCsv(readFileSync(join(ROOT, 'config/tags/ofac.csv'), 'utf8'))).tags;
    const facts = (list: typeof shipped) =>
      list.map(({ chain, address, label, entity, validFrom }) =>
        JSON.stringify([chain, address, label, entity, validFrom]),
      );
    expect(facts(tags).sort()).toEqual(facts(shipped).sort());
    expect(kinds.reduce((sum, { rows }) => sum + rows, tags.length)).toBe(761);
  });
});
