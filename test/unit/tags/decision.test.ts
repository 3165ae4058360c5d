/** Why a tag decides: the rules of precedence in words, for the tag that wins and for those that do not. */
import { expect, test } from '@jest/globals';
import { decisionOf } from '../../../src/core/tags/decision.ts';
import { madeUpTag } from '../../support/made-up-tag.ts';

const AT = Date.UTC(2023, 0, 1) / 1000;
const tag = (entity: string, concepts: readonly string[], more: Parameters<typeof madeUpTag>[3] = {}) =>
  madeUpTag(`0x${'1'.repeat(40)}`, entity, concepts, more);
const said = (tags: readonly ReturnType<typeof tag>[], at = AT) =>
  decisionOf(tags, at).parts.map(({ tag: { entity }, decides, reason }) => [entity, decides, reason]);

test('a mixer comes before an exchange, however sure that is; then the surer tag, then the first by name', () => {
  const tags = [
    tag('d', ['mixing_service'], { confidence: 'web_crawl' }),
    tag('e', ['exchange'], { confidence: 'ownership' }),
    tag('b', ['coinjoin'], { confidence: 'forensic' }),
    tag('a', ['mixing_service'], { confidence: 'forensic' }),
    tag('u', ['user']),
    tag('n', []),
  ];
  expect(decisionOf(tags, AT).end).toEqual({ kind: 'mixer', tag: tags[3] });
  expect(said(tags)).toEqual([
    ['d', false, 'confidence 20 is below 50'],
    ['e', false, 'exchange comes after mixer'],
    ['b', false, 'as sure as the one that decides, which comes first by label and source'],
    ['a', true, 'decides: mixer'],
    ['u', false, 'none of its concepts is custody or a sanction'],
    ['n', false, 'none of its concepts is custody or a sanction'],
  ]);
});

test('a sanction counts at its time', () => {
  const listed = tag('l', ['sanction'], { validFrom: AT, validTo: AT + 10 });
  const tags = [tag('e', ['exchange']), listed, tag('m', ['sanction'], { confidence: 'web_crawl' })];
  expect(said(tags)).toEqual([
    ['e', true, 'decides: exchange, under a sanction at that time'],
    ['l', true, 'decides: the sanction in force'],
    ['m', false, 'confidence 20 is below 50'],
  ]);
  expect(decisionOf(tags, AT).end?.kind).toBe('sanctioned');
  expect(said(tags, AT + 11)[1]).toEqual(['l', false, 'its sanction is not in force at that time']);
  expect(said([listed], AT - 1)).toEqual([['l', false, 'its sanction is not in force at that time']]);
});

test('one tag may decide both, or one of them', () => {
  const both = tag('x', ['exchange', 'sanction']);
  expect(said([both, tag('b', ['mixing_service'])])).toEqual([
    ['x', true, 'exchange comes after mixer; decides: the sanction in force'],
    ['b', true, 'decides: mixer'],
  ]);
  expect(decisionOf([], AT)).toEqual({ end: null, sanction: null, parts: [] });
});

test('a list without dates yields to the same list with them, and to nothing else', () => {
  const dated = tag('Tornado Cash', ['sanction'], {
    label: 'OFAC SDN: Tornado Cash',
    validFrom: AT,
    validTo: AT + 10,
  });
  const plain = tag('OFAC SDN', ['sanction'], { label: 'OFAC SDN', confidence: 'authority_data' });
  const tags = [plain, dated];
  for (const [time, decides] of [
    [AT - 1, false],
    [AT, true],
    [AT + 10, true],
    [AT + 11, false],
  ] as const) {
    expect(decisionOf(tags, time).sanction).toBe(decides ? dated : null);
    expect(said(tags, time)[0]).toEqual([
      'OFAC SDN',
      false,
      'the same list says elsewhere since when, or until when',
    ]);
  }
  expect(decisionOf([plain], AT - 1).sanction).toBe(plain);
  for (const label of ['OFAC SDN', 'OFAC SDNX: Tornado Cash', 'EU: Tornado Cash'])
    expect(decisionOf([plain, { ...dated, label }], AT - 1).sanction).toBe(plain);
  const open = { ...dated, validTo: null };
  expect(decisionOf([plain, open], AT - 1).sanction).toBeNull();
  expect(decisionOf([plain, { ...open, concepts: ['mixing_service'] }], AT - 1).sanction).toBe(plain);
});
