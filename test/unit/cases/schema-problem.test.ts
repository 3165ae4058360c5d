/** What is wrong with a value is named in one way, whoever found it. */
import { describe, expect, test } from '@jest/globals';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { parseCase } from '../../../src/cases/case-body.ts';
import { schemaProblem } from '../../../src/cases/schema-problem.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { NO_LIMITS } from '../../support/offline-walk.ts';

const form = Compile(
  Type.Object({
    lists: Type.Optional(Type.Array(Type.Object({ names: Type.Array(Type.String()) }))),
    byId: Type.Optional(Type.Record(Type.String(), Type.Object({ size: Type.Integer() }))),
  }),
);
const table = Compile(Type.Array(Type.Object({ names: Type.Array(Type.String()) })));

function fieldAt(at: string, check: typeof form | typeof table, value: unknown) {
  expect(check.Check(value)).toBe(false);
  const { context, message } = schemaProblem(check.Errors(value), value, at, 'see there');
  expect(message.startsWith(`${context.field} ${context.value} `)).toBe(true);
  return [context.field, context.value];
}

test.each([
  ['a field in a list', '', { lists: [{ names: ['a'] }, { names: ['b', 3] }] }, ['lists[1].names[1]', '3']],
  ['below a place', 'query', { lists: 4 }, ['query.lists', '4']],
  ['a key', '', { byId: { x: { size: 'large' } } }, ['byId.x.size', '"large"']],
  ['the whole', '', 7, ['the body', '7']],
  ['the whole at a place', 'query', 7, ['query', '7']],
])('%s', (_, at, value, expected) => {
  expect(fieldAt(at, form, value)).toEqual(expected);
});

test('an item of a list that is the whole', () => {
  expect(fieldAt('profiles', table, [{ names: 1 }])).toEqual(['profiles[0].names', '1']);
});

describe('a case names', () => {
  const SEED = { kind: 'address', chain: 'ethereum', address: '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d' };
  test.each([
    ['what the form of a case says', { seeds: [SEED, { chain: 'ethereum' }] }, 'seeds[1]'],
    ['what the form of a seed says', { seeds: [SEED, { ...SEED, asset: 7 }] }, 'seeds[1].asset'],
    ['what a seed means', { seeds: [SEED, { ...SEED, kind: 'block' }] }, 'seeds[1].kind'],
    ['what is no seed at all', { seeds: [{ ...SEED, kind: 5 }] }, 'seeds[0].kind'],
    ['a list', { seeds: [SEED], emails: ['a@example.org', 3] }, 'emails[1]'],
  ])('%s', (_, body, field) => {
    try {
      parseCase({ name: 'n', ...body }, NO_LIMITS);
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidInputError);
      expect((error as InvalidInputError).context.field).toBe(field);
      return;
    }
    throw new Error('did not fail');
  });
});
