/** The time line: sums that end at the outcomes, rows by receiver, and the time that is shown. */
import { describe, expect, test } from '@jest/globals';
import type { FlagJson } from '../../../../src/web/api/types.ts';
import { movementRows } from '../../../../src/web/pages/case/timeline/movement-rows.ts';
import { dotAt, dotsOf, ROW } from '../../../../src/web/pages/case/timeline/strip.ts';
import { timeTicks } from '../../../../src/web/pages/case/timeline/time-ticks.ts';
import { brushed, moved, wholeWindow, zoomed } from '../../../../src/web/pages/case/timeline/time-window.ts';
import { valueSeries } from '../../../../src/web/pages/case/timeline/value-series.ts';
import { type Rest, sketchedModel, sketchedOutcomes } from '../../../support/money-sketch.ts';

const day = (number: number) => Date.UTC(2024, 0, 1) + (number - 1) * 86_400_000;
const series = (
  lines: readonly string[],
  rests: readonly Rest[],
  flags: readonly FlagJson[] = [],
  asset = 'BTC',
) =>
  valueSeries(sketchedModel(lines, rests), sketchedOutcomes(rests), flags, asset).map(({ kind, steps }) => [
    kind,
    ...steps.map(({ time, total }) => [time, total]),
  ]);

describe('what came to rest', () => {
  test('a step for each arrival, and the last is the outcome', () => {
    const lines = ['s > a 5 @1', 'a > pool 2 @2', 'a > pool 3 @4'];
    expect(series(lines, [{ at: 'pool', amount: 5n, kind: 'mixer', entity: 'X' }])).toEqual([
      ['mixer', [day(2), 2n], [day(4), 5n]],
    ]);
  });

  test('where a part went on, the latest arrivals rest', () => {
    const lines = ['s > a 5 @1', 's > a 4 @3', 'a > b 6 @4'];
    expect(series(lines, [{ at: 'a', amount: 3n, kind: 'unspent' }])).toEqual([['unspent', [day(3), 3n]]]);
    expect(series(lines, [{ at: 'a', amount: 6n, kind: 'unspent' }])).toEqual([
      ['unspent', [day(1), 2n], [day(3), 6n]],
    ]);
  });

  test('two places at an address do not count the same arrival twice', () => {
    const lines = ['s > a 5 @1', 's > a 4 @3'];
    const rests: Rest[] = [
      { at: 'a', amount: 4n, kind: 'unspent' },
      { at: 'a', amount: 5n, kind: 'unspent' },
    ];
    expect(series(lines, rests)).toEqual([['unspent', [day(1), 5n], [day(3), 9n]]]);
  });

  test('what no arrival explains counts from the flag, else from the beginning', () => {
    const lines = ['s > a 5 @2'];
    const rests: Rest[] = [{ at: 's', amount: 7n, kind: 'mixer', entity: 'Whirlpool' }];
    const flag = { chain: 'bitcoin', address: 's', time: '2024-01-09T00:00:00Z' } as FlagJson;
    expect(series(lines, rests, [flag])).toEqual([['mixer', [day(9), 7n]]]);
    expect(series(lines, rests)).toEqual([['mixer', [day(2), 7n]]]);
  });

  test('other assets are left out', () => {
    expect(series(['s > a 5 ETH @2'], [{ at: 'a', amount: 5n, kind: 'unspent', asset: 'ETH' }])).toEqual([]);
  });
});

describe('rows', () => {
  const lines = ['s > b 5 @2', 's > a 7 @1', 'b > c 4 @3', 'b > d 1 @1', 's > b 1 ETH @1', 'b+a > e 9 @5'];

  test('by hop, then by first arrival; a joint movement stands once', () => {
    const rows = movementRows(sketchedModel(lines), 'BTC', 10);
    expect(rows.map(({ node, movements }) => [node?.address, movements.length])).toEqual([
      ['a', 1],
      ['b', 1],
      ['d', 1],
      ['c', 1],
      ['e', 1],
    ]);
  });

  test('the receivers of least value share a row', () => {
    const rows = movementRows(sketchedModel(lines), 'BTC', 3);
    expect(
      rows.map(({ node, addresses, movements }) => [node?.address ?? null, addresses, movements.length]),
    ).toEqual([
      ['a', 1, 1],
      ['e', 1, 1],
      [null, 3, 3],
    ]);
    expect(movementRows(sketchedModel(lines), 'BTC', 5)).toHaveLength(5);
  });

  test('points stand at their time and row; the smaller of two is what is pointed at', () => {
    const rows = movementRows(sketchedModel(['s > a 1000000 @1', 's > a 1 @1', 's > b 1 @3']), 'BTC', 9);
    const dots = dotsOf(rows, { from: day(1), to: day(5) }, 400, () => 'address');
    expect(dots.map(({ x, y }) => [x, y])).toEqual([
      [0, ROW / 2],
      [0, ROW / 2],
      [200, 1.5 * ROW],
    ]);
    expect(dotAt(dots, 1, ROW / 2)?.movement.amount).toBe(1n);
    expect(dotAt(dots, 9, ROW / 2)?.movement.amount).toBe(1_000_000n);
    expect(dotAt(dots, 100, ROW / 2)).toBeNull();
    expect(dotsOf(rows, { from: day(2), to: day(5) }, 400, () => 'address')).toHaveLength(1);
  });
});

describe('the time shown', () => {
  const whole = { from: day(1), to: day(11) };

  test('zooming keeps what is pointed at, and never leaves the whole', () => {
    expect(zoomed(whole, 2, 0, whole)).toEqual({ from: day(1), to: day(6) });
    expect(zoomed(whole, 2, 0.5, whole)).toEqual({ from: day(3.5), to: day(8.5) });
    expect(zoomed({ from: day(1), to: day(6) }, 0.5, 1, whole)).toEqual(whole);
  });

  test('moving stops at the ends', () => {
    expect(moved({ from: day(1), to: day(5) }, 0.5, whole)).toEqual({ from: day(3), to: day(7) });
    expect(moved({ from: day(8), to: day(10) }, 5, whole)).toEqual({ from: day(9), to: day(11) });
  });

  test('a brush works in both directions', () => {
    expect(brushed(whole, 0.7, 0.2, whole)).toEqual({ from: day(3), to: day(8) });
    expect(brushed(whole, 0.5, 0.5, whole).to - brushed(whole, 0.5, 0.5, whole).from).toBe(60_000);
  });

  test('the whole has some room, also around one moment', () => {
    const { from, to } = wholeWindow([day(2), day(3)]);
    expect(from).toBeLessThan(day(2));
    expect(to).toBeGreaterThan(day(3));
    expect(wholeWindow([day(2)])).toEqual({ from: day(2) - 60_000, to: day(2) + 60_000 });
  });
});

test('marks of time are days and hours in UTC, and none is cut by the edge', () => {
  expect(timeTicks({ from: day(1), to: day(5) }, 400)).toEqual([
    { x: 100, text: '2024-01-02' },
    { x: 200, text: '2024-01-03' },
    { x: 300, text: '2024-01-04' },
  ]);
  expect(timeTicks({ from: day(1), to: day(2) }, 400).map(({ text }) => text)).toEqual([
    '06:00',
    '12:00',
    '18:00',
  ]);
});
