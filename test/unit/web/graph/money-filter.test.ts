/** Which links pass the filter, and which movements of them. */
import { describe, expect, test } from '@jest/globals';
import {
  filteredModel,
  leastProblem,
  type MoneyFilter,
  NO_FILTER,
} from '../../../../src/web/pages/case/graph/money-filter.ts';
import { at, sketchedModel } from '../../../support/money-sketch.ts';

const model = sketchedModel(
  ['s > a 100000000 @1', 's > a 50000000 @3', 's > b 150000001 @2', 'b > c 3000000000000000000 ETH @4'],
  [{ at: 'c', amount: 3n * 10n ** 18n, kind: 'mixer', entity: 'Tornado Cash', asset: 'ETH' }],
);
const shown = (filter: Partial<MoneyFilter>) => {
  const { nodes, links } = filteredModel(model, { ...NO_FILTER, ...filter });
  const names = links.map(({ from, to, amounts }) => [
    `${from} > ${to}`.replaceAll('bitcoin ', ''),
    ...amounts.values(),
  ]);
  return { nodes: [...nodes.keys()].map((id) => id.replace('bitcoin ', '')), links: names };
};

test('without a filter it is the model itself', () => {
  expect(filteredModel(model, NO_FILTER)).toBe(model);
});

describe('least amount, of a link', () => {
  test('the sum of its movements counts, the very amount included', () => {
    expect(shown({ least: '1.5', asset: 'BTC' }).links).toEqual([
      ['s > a', 150_000_000n],
      ['s > b', 150_000_001n],
    ]);
    expect(shown({ least: '1.50000001', asset: 'BTC' }).links).toEqual([['s > b', 150_000_001n]]);
    expect(shown({ least: '1.500000010001', asset: 'BTC' }).links).toEqual([]);
  });

  test('each asset is counted in its own coins', () => {
    expect(shown({ least: '3' }).links).toEqual([
      ['b > c', 3n * 10n ** 18n],
      ['c > end mixer Tornado Cash', 3n * 10n ** 18n],
    ]);
  });

  test.each([
    ['', null],
    ['0.1', null],
    ['1e3', null],
    ['-1', '“-1” is no amount such as 12.5'],
    ['1,5', '“1,5” is no amount such as 12.5'],
    ['many', '“many” is no amount such as 12.5'],
  ])('%j', (text, problem) => expect(leastProblem(text)).toBe(problem));

  test('what is no amount filters nothing', () => {
    expect(shown({ least: 'many' }).links).toHaveLength(4);
  });
});

describe('time', () => {
  test('both days are included, and sums are those of the movements that are left', () => {
    expect(shown({ from: '2024-01-02', to: '2024-01-03' }).links).toEqual([
      ['s > a', 50_000_000n],
      ['s > b', 150_000_001n],
    ]);
  });

  test('what rests shows where what brought it does', () => {
    expect(shown({ from: '2024-01-04' })).toEqual({
      nodes: ['b', 'c', 'end mixer Tornado Cash'],
      links: [
        ['b > c', 3n * 10n ** 18n],
        ['c > end mixer Tornado Cash', 3n * 10n ** 18n],
      ],
    });
    expect(shown({ to: '2024-01-01' }).nodes).toEqual(['a', 's']);
  });
});

test('an asset alone', () => {
  expect(shown({ asset: 'ETH' }).nodes).toEqual(['b', 'c', 'end mixer Tornado Cash']);
  expect(filteredModel(model, { ...NO_FILTER, asset: 'BTC' }).nodes.has(at('c'))).toBe(false);
});
