/** TagPacks beyond the plain ones: what headers include, where fields stand, what a context says, however the text is cut. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tagPackReader } from '../../../src/cases/tags/tag-pack.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { inPieces, readAll } from '../../support/read-tags.ts';

const BTC = '1BoatSLRHtKNngkdXEeobR76b53LETtpyT';
const OTHER = '3LU8wRu4ZnXP4UM8Yo6kkTiGHM9BubgyiG';
const HEADER = 'title: t\ncreator: c\nsource: s\ncurrency: BTC\n';
const read = (text: string, options: Parameters<typeof tagPackReader>[1] = {}) =>
  readAll((pieces) => tagPackReader(pieces, options), text);
const one = async (fields: string, header = '') =>
  read(`${HEADER}${header}tags:\n- address: ${BTC}\n  label: l\n${fields}`);

describe('the header', () => {
  test('may stand behind the tags, too, and the tags may be indented', async () => {
    const { tags, refused } = await read(
      `%YAML 1.1\n---\n# a pack\ntitle: t\ntags:   # all of them\n\n  # first\n  - address: ${BTC}\n    label: 'a\n      b'\n  - {address: ${OTHER}, label: "- b"}\nsource: s\ncurrency: BTC\nconfidence: forensic\n`,
    );
    expect(refused).toEqual([]);
    expect(tags).toMatchObject([
      { address: BTC, label: 'a b', source: 's', confidence: 'forensic' },
      { address: OTHER, label: '- b', source: 's', confidence: 'forensic' },
    ]);
  });

  test('is included from another file, whose fields come before its own', async () => {
    const included: string[] = [];
    const include = (path: string) => {
      included.push(path);
      return `${HEADER}label: Theirs\nconfidence: forensic\nabuse: scam\n`;
    };
    const text = `header: !include header.yaml\nlabel: Own\nlastmod: 2020-01-03\ntags:\n- address: ${BTC}\n`;
    const { tags } = await read(text, { include });
    expect(included).toEqual(['header.yaml']);
    expect(tags).toMatchObject([{ label: 'Theirs', confidence: 'forensic', concepts: ['scam'] }]);
    await expect(read(text)).rejects.toThrow(/!include cannot be followed/);
    await expect(read(text, { include: () => '- a list' })).rejects.toThrow(InvalidInputError);
  });

  test('may be a map of its own, whose fields come before those beside it', async () => {
    const header = 'header:\n  label: Theirs\n  source: s\n  currency: BTC\n';
    const { tags, notes } = await read(`${header}label: Own\ntags:\n- address: ${BTC}\n`);
    expect(tags).toMatchObject([{ address: BTC, label: 'Theirs', source: 's' }]);
    expect(notes).toEqual([]);
    const odd = await read(`${HEADER}header: text\ntags:\n- {address: ${BTC}, label: l}\n`);
    expect(odd.notes).toEqual(['fields that are not used: header']);
  });

  test('may hold the list in brackets', async () => {
    const { tags } = await read(
      `{${'title: t, source: s, currency: BTC'}, tags: [{address: ${BTC}, label: l}]}`,
    );
    expect(tags).toMatchObject([{ address: BTC, label: 'l' }]);
    expect((await read(`${HEADER}tags: []\n`)).tags).toEqual([]);
  });

  test('says the confidence of the tags that have none, else it is unknown', async () => {
    const confidence = async (fields: string, header = '') => (await one(fields, header)).tags[0]?.confidence;
    expect(await confidence('', 'confidence: ownership\n')).toBe('ownership');
    expect(await confidence('  confidence: web_crawl\n', 'confidence: ownership\n')).toBe('web_crawl');
    expect(await confidence('')).toBe('unknown');
  });

  test('gives its licence with the import', async () => {
    const { tags } = await read(`${HEADER}tags:\n- {address: ${BTC}, label: l}\n`, { licence: 'MIT' });
    expect(tags[0]?.licence).toBe('MIT');
  });
});

describe('a tag', () => {
  test.each([
    ['true', { isClusterDefiner: true }],
    ['yes', { isClusterDefiner: true }],
    ['false', {}],
  ])('that says is_cluster_definer: %s', async (value, expected) => {
    const { tags } = await one(`  is_cluster_definer: ${value}\n`);
    expect(tags).toMatchObject([{ address: BTC, ...expected }]);
    expect('isClusterDefiner' in (tags[0] ?? {})).toBe('isClusterDefiner' in expected);
  });

  test('takes is_cluster_definer from the header, and may deny it', async () => {
    const header = 'is_cluster_definer: true\n';
    expect((await one('', header)).tags[0]).toHaveProperty('isClusterDefiner', true);
    expect((await one('  is_cluster_definer: false\n', header)).tags[0]).not.toHaveProperty(
      'isClusterDefiner',
    );
  });

  test.each([
    ['a map', "  context:\n    tags: [Ransomware, 'mixing service', my own word]\n"],
    ['JSON text', `  context: '{"tags": ["Ransomware", "mixing service", "my own word"]}'\n`],
  ])('has the concepts of its context, written as %s', async (_, context) => {
    const { tags } = await one(
      `${context}  abuse: scam\n  category: exchange\n  concepts: [service, scam]\n`,
    );
    expect(tags[0]?.concepts).toEqual(['service', 'scam', 'exchange', 'ransomware', 'mixing_service']);
  });

  test.each([
    ['is_cluster_definer', '  is_cluster_definer: maybe\n', /write true or false/],
    ['tag_type', '  tag_type: rumour\n', /actor, event, attribute or mention/],
    ['context', '  context: just text\n', /neither a map nor the JSON text/],
    ['lastmod', '  lastmod:\n', /lastmod is null/],
    ['actor', '  actor: 2022-01-01\n', /actor is a time, not text/],
    ['tx_hash', `  tx_hash: '${'ab'.repeat(32)}'\n`, /not both/],
    ['label', '  label: "a\\0b"\n', /not valid YAML|without control characters/],
    ['concepts', '  concepts: exchange\n', /not a list of texts/],
  ])('with a bad %s is refused', async (_, fields, reason) => {
    const text = fields.includes('label') ? `${HEADER}tags:\n- address: ${BTC}\n${fields}` : null;
    const { tags, refused } = text === null ? await one(fields) : await read(text);
    expect(tags).toEqual([]);
    expect(refused).toEqual([{ line: 6, field: expect.any(String), reason: expect.stringMatching(reason) }]);
  });

  test.each([
    ['begins with a tab', `-\taddress: ${BTC}\n\tlabel: l\n`, /not valid YAML/],
    ['is an alias', '- *a\n', /not valid YAML/],
    ['merges another', `- <<: *a\n  address: ${BTC}\n`, /not valid YAML/],
    ['has a key twice', `- address: ${BTC}\n  label: l\n  label: m\n`, /duplicated/],
    ['is text', '- text\n', /not a map/],
    ['is nothing', '-\n', /not a map/],
    ['has a boolean of YAML 1.1 as label', `- address: ${BTC}\n  label: yes\n`, /label is true, not text/],
    ['has a base-60 number as label', `- address: ${BTC}\n  label: 12:30:45\n`, /label is 45045, not text/],
    ['names what every object has', `- {address: ${BTC}, label: l, network: constructor}\n`, /"constructor"/],
    ['asks for a class of JavaScript', `- address: ${BTC}\n  label: !!js/function x\n`, /not valid YAML/],
  ])('that %s is refused alone', async (_, entry, reason) => {
    const others = [`- &a {address: ${OTHER}, label: first}\n`, `- {address: ${OTHER}, label: last}\n`];
    const { tags, refused } = await read(`${HEADER}tags:\n${others.join(entry)}`);
    expect(tags.map(({ label }) => label)).toEqual(['first', 'last']);
    expect(refused).toEqual([{ line: 7, field: expect.any(String), reason: expect.stringMatching(reason) }]);
  });

  test('of each type, with a date in any form, is taken', async () => {
    for (const fields of [
      'tag_type: mention',
      'lastmod: 2022-01-24',
      "lastmod: '2022-10-1'",
      'lastmod: 2022-01-24T10:00:00',
    ]) {
      expect((await one(`  ${fields}\n`)).tags).toHaveLength(1);
    }
  });
});

test('refused rows are counted by reason', async () => {
  const tags = ['BCH', 'BCH', 'LTC', 'BTC', 'BTC'].map(
    (network) => `- {address: ${BTC}, label: l, network: ${network}}\n`,
  );
  const { kinds } = await read(`${HEADER}tags:\n${tags.join('')}- {tx_hash: ab, label: l}\n`);
  expect(kinds).toEqual([
    { kind: 'network BCH', rows: 2 },
    { kind: 'network LTC', rows: 1 },
    { kind: 'repeated row', rows: 1 },
    { kind: 'tag of a transaction', rows: 1 },
  ]);
});

test('it does not matter where the text is cut', async () => {
  const text = `\ufeff${HEADER.replaceAll('\n', '\r\n')}tags:\n${[BTC, OTHER, 'x', BTC]
    .map((address, n) => `- address: ${address}\n  label: 'l\n    ${n}'\n`)
    .join('')}confidence: forensic`;
  const whole = await read(text);
  expect(whole.tags).toHaveLength(3);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (length) => {
      expect(await readAll((pieces) => tagPackReader(pieces), inPieces(text, length))).toEqual(whole);
    }),
    { numRuns: 20 },
  );
});
