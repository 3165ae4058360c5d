/** What the pages make of the API's graph: links between pairs, roles, and entities at the far end. */
import { describe, expect, test } from '@jest/globals';
import { at, sketchedModel } from '../../../support/money-sketch.ts';

const linksOf = (model: ReturnType<typeof sketchedModel>) =>
  model.links.map(({ id, amounts, movements }) => [id, Object.fromEntries(amounts), movements.length]);

describe('links', () => {
  test('movements between the same two are one link, its sums by asset', () => {
    const model = sketchedModel(['s > a 5', 's > a 7', 's > a 2 ETH', 'a > s 1']);
    expect(linksOf(model)).toEqual([
      ['bitcoin a > bitcoin s', { BTC: 1n }, 1],
      ['bitcoin s > bitcoin a', { BTC: 12n, ETH: 2n }, 3],
    ]);
  });

  test('a joint movement is a link from each giver', () => {
    const model = sketchedModel(['s > a 5', 's > b 7', 'a+b > c 12']);
    expect(linksOf(model).filter(([id]) => String(id).endsWith('c'))).toEqual([
      ['bitcoin a > bitcoin c', { BTC: 12n }, 1],
      ['bitcoin b > bitcoin c', { BTC: 12n }, 1],
    ]);
  });
});

describe('roles', () => {
  const roleAt = (resting: bigint) =>
    sketchedModel(
      ['s > a 10', `a > b ${10n - resting}`],
      [{ at: 'a', amount: resting, kind: 'unspent' }],
    ).nodes.get(at('a'))?.role;

  test('who kept less than half passed it on; who kept half or more is where value ended', () => {
    expect(roleAt(4n)).toBe('address');
    expect(roleAt(5n)).toBe('unspent');
  });

  test('a seed is a seed even where value rests; who gave nothing is how value ended there', () => {
    const model = sketchedModel(
      ['s > a 10'],
      [
        { at: 's', amount: 1n, kind: 'unspent' },
        { at: 'a', amount: 10n, kind: 'exchange', entity: 'Binance' },
      ],
    );
    expect(model.nodes.get(at('s'))?.role).toBe('seed');
    expect(model.nodes.get(at('a'))?.role).toBe('exchange');
  });
});

test('an entity is a node behind all addresses, with what rests at each of its places', () => {
  const model = sketchedModel(
    ['s > a 10', 's > b 20', 'b > c 20'],
    [
      { at: 'a', amount: 10n, kind: 'mixer', entity: 'Wasabi' },
      { at: 'c', amount: 20n, kind: 'mixer', entity: 'Wasabi' },
    ],
  );
  const entity = model.nodes.get('end mixer Wasabi');
  expect(entity).toMatchObject({ address: null, hop: 3, role: 'mixer' });
  expect(entity?.received).toEqual(new Map([['BTC', 30n]]));
  const rests = model.links.filter(({ reason }) => reason !== null);
  expect(rests.map(({ from, to, reason }) => [from, to, reason])).toEqual([
    [at('a'), 'end mixer Wasabi', 'reason of a'],
    [at('c'), 'end mixer Wasabi', 'reason of c'],
  ]);
});

test('the order of the answer does not matter', () => {
  const lines = ['s > a 5', 's > b 7', 'a > c 5', 'b > c 7'];
  const there = sketchedModel(lines);
  expect([...sketchedModel([lines[0] ?? '', ...lines.slice(1).reverse()]).nodes.keys()]).toEqual([
    ...there.nodes.keys(),
  ]);
});
