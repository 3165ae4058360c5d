/** Real packs with what GraphSense warns of: other chains, addresses that are none, headers from other files. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readActorPack } from '../../../src/cases/tags/actor-pack.ts';
import { CONCEPT_IDS } from '../../../src/cases/tags/concepts.ts';
import { tagPackReader } from '../../../src/cases/tags/tag-pack.ts';
import { fileText, includesOf, packsIn } from '../../../src/storage/list-files.ts';
import { ROOT } from '../../support/cli.ts';
import { readAll } from '../../support/read-tags.ts';

const PACKS = join(ROOT, 'test/vectors/tagpacks');
const ACTORS = join(ROOT, 'data/sources/labels/graphsense-tagpacks/actors/graphsense.actorpack.yaml');
const read = (file: string) =>
  readAll((text) => tagPackReader(text, { include: includesOf(file) }), fileText(file));

// Counted in the files by hand.
test.each([
  ['demo', 2, { 'network BCH': 1, 'network XRP': 1, 'network ZEC': 1 }],
  ['plustoken', 10, { address: 2 }],
  ['etherhiding', 0, { 'network BSC': 2 }],
  ['electrum_phishing', 3, { 'network LTC': 3 }],
])('%s.yaml', async (name, taken, refused: Readonly<Record<string, number>>) => {
  const { tags, kinds, notes } = await read(join(PACKS, `${name}.yaml`));
  expect(tags).toHaveLength(taken);
  expect(Object.fromEntries(kinds.map(({ kind, rows }) => [kind, rows]))).toEqual(refused);
  expect(notes).toEqual([]);
});

test('the examples with several headers take the one that is nearest above them', async () => {
  const folder = join(PACKS, 'yaml_inclusion_multiple');
  const headers = packsIn(folder).map((pack) => {
    const header = includesOf(join(folder, pack))('header.yaml');
    return [pack, /^label: (.*)$/m.exec(header)?.[1]];
  });
  expect(headers).toEqual([
    ['2021/01/20210101.yaml', 'BadHack'],
    ['2021/01/20210102.yaml', 'BadHack'],
    ['2021/01/special/20210106-special.yaml', 'Special_BadHack'],
    ['2021/02/20210201.yaml', 'BadHack'],
  ]);
  const { tags } = await read(join(folder, '2021/01/20210102.yaml'));
  expect(tags).toMatchObject([{ label: 'BadHack', concepts: ['scam'], confidence: 'forensic' }]);
});

test('the ActorPack has 3,813 actors, none of them refused, all of known concepts', async () => {
  const { actors, summary } = await readActorPack(fileText(ACTORS));
  expect([actors.length, summary.refused, summary.notes]).toEqual([3813, 0, []]);
  expect(actors.flatMap(({ categories }) => categories).filter((id) => !CONCEPT_IDS.has(id))).toEqual([]);
  expect(actors.find(({ id }) => id === 'cryptocom')).toMatchObject({
    label: 'Crypto.com',
    jurisdictions: ['SG', 'MT', 'KY'],
  });
});
