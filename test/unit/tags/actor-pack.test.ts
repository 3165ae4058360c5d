/** ActorPacks: the schema of graphsense-lib, one bad actor beside good ones, and the real pack's first actors. */
import { expect, test } from '@jest/globals';
import { namesOf } from '../../../src/cases/tags/actor.ts';
import { readActorPack } from '../../../src/cases/tags/actor-pack.ts';
import { textOf } from '../../../src/cases/tags/tag-text.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';

const HEADER = "title: Actors\ncreator: me\nlastmod: '2023-02-17'\nactors:\n";
const read = (actors: string, header = HEADER) => readActorPack(textOf(header + actors));
const GOOD = '- {id: good, uri: good.example, label: Good, categories: [exchange]}\n';

test('an actor has its names, categories, jurisdictions and context', async () => {
  const { actors, summary } = await read(`- id: '01'
  label: '01'
  jurisdictions: [SG, MT]
  categories:
  - defi_dex
  uri: 01.xyz
  aliases: [Zero One, zeroone]
  context:
    defilama_ids:
    - '01'
    twitter_handle: 01_exchange
    unheard: of
`);
  expect(actors).toEqual([
    {
      id: '01',
      uri: '01.xyz',
      label: '01',
      categories: ['defi_dex'],
      jurisdictions: ['SG', 'MT'],
      aliases: ['Zero One', 'zeroone'],
      context: { defilama_ids: ['01'], twitter_handle: '01_exchange' },
    },
  ]);
  expect(actors.flatMap(namesOf)).toEqual(['01', 'zero one', 'zeroone']);
  expect(summary).toMatchObject({ accepted: 1, refused: 0, notes: [] });
});

test('the header may be a map of its own, or stand in another file', async () => {
  const actor = 'actors:\n- {id: a, uri: a.example, label: A}\n';
  const expected = [{ id: 'a', categories: ['market'] }];
  expect((await read(actor, 'header:\n  categories: [market]\n')).actors).toMatchObject(expected);
  const text = textOf(`header: !include header.yaml\n${actor}`);
  const include = (path: string) => (path === 'header.yaml' ? 'categories: [market]' : '');
  expect((await readActorPack(text, include)).actors).toMatchObject(expected);
  await expect(readActorPack(text)).rejects.toThrow(/!include cannot be followed/);
});

test('context may be JSON text, and the header may state what actors share', async () => {
  const text = `- {id: a, uri: a.example, label: A, context: '{"legal_name": "A Ltd"}', mood: good}\n`;
  const { actors, summary } = await read(text, HEADER.replace('actors:', 'categories: [market]\nactors:'));
  expect(actors).toMatchObject([{ categories: ['market'], context: { legal_name: 'A Ltd' } }]);
  expect(summary.notes).toEqual(['fields that are not used: mood']);
});

test.each([
  ['- {uri: u, label: l, categories: [exchange]}', /id is not text/],
  ['- {id: 12, uri: u, label: l, categories: [exchange]}', /id is not text/],
  ['- {id: x, label: l, categories: [exchange]}', /uri/],
  ['- {id: x, uri: u, categories: [exchange]}', /label/],
  ['- {id: x, uri: u, label: l}', /categories/],
  ['- {id: x, uri: u, label: l, categories: exchange}', /categories/],
  ['- {id: x, uri: u, label: l, categories: [exchange], jurisdictions: [Malta]}', /codes of two letters/],
  ['- {id: x, uri: u, label: l, categories: [exchange], aliases: [1]}', /aliases/],
  ['- {id: x, uri: u, label: l, categories: [exchange], context: {uris: no list}}', /context/],
  ['- {id: x, uri: u, label: l, categories: [exchange], context: no json}', /context/],
  ['- {id: good, uri: u, label: l, categories: [exchange]}', /repeats the actor "good"/],
  ['- text', /not a map/],
  ['- {id: x, id: y}', /not valid YAML/],
])('an actor like %s is refused alone', async (bad, reason) => {
  const { actors, summary } = await read(`${GOOD}${bad}\n`);
  expect(actors.map(({ id }) => id)).toEqual(['good']);
  expect(summary).toMatchObject({ accepted: 1, refused: 1 });
  expect(summary.refusals[0]).toMatchObject({ line: 6, reason: expect.stringMatching(reason) });
});

test('a TagPack is no ActorPack', async () => {
  await expect(readActorPack(textOf('title: t\ntags:\n- a'))).rejects.toThrow(InvalidInputError);
});
