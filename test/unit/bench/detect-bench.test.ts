/** What `npm run bench:detect` counts: on all of its data, since that is the measurement. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readBlock } from '../../bench/detect/blocks.ts';
import { heightAt } from '../../bench/detect/labelled.ts';
import { cost } from '../../bench/detect/measure.ts';
import { withTables } from '../../bench/detect/page.ts';
import { measureAll } from '../../bench/detect/report.ts';
import { allTables } from '../../bench/detect/tables.ts';
import { ROOT } from '../../support/cli.ts';

const { report, blocks } = measureAll(ROOT);

describe('labelled transactions', () => {
  const accuracyOf = (name: string) => report.accuracies.find(({ detector }) => detector === name);

  test('the counts of the published measurement', () => {
    // 1,403 of the list and 327 with P2WSH outputs; 749 of 900 candidates; 196 of Wasabi 1.
    expect(accuracyOf('whirlpool')).toMatchObject({ labelled: 1_730, found: 1_730, wrong: 0, unjudged: 0 });
    expect(accuracyOf('whirlpool-tx0')).toMatchObject({ labelled: 752, found: 752, wrong: 0, unjudged: 0 });
    expect(
      Object.fromEntries(report.lists.map(({ list, transactions }) => [list.split('/')[1], transactions])),
    ).toMatchObject({
      SamouraiCoinJoins: 1_403,
      SamouraiTx0s: 900,
      WasabiCoinJoins: 196,
      Wasabi2CoinJoins: 12,
      OtherCoinJoins: 567,
    });
    expect(report.corrections.get('mixes with a P2WSH output')).toBe(327);
  });

  test('rates that the detectors have to keep', () => {
    for (const name of ['wasabi11', 'wasabi2']) {
      expect(accuracyOf(name)?.recall).toBeGreaterThanOrEqual(0.99);
      expect(accuracyOf(name)?.precision).toBeGreaterThanOrEqual(0.995);
    }
    expect(accuracyOf('joinmarket')?.recall).toBeGreaterThanOrEqual(0.95);
  });

  test('every candidate of the scanner, and every mix, is left out of co-spending; a Tx0 is not', () => {
    const excluded = Object.fromEntries(
      report.lists.map(({ list, excluded }) => [list.split('/')[1], excluded]),
    );
    expect(excluded).toMatchObject({ OtherCoinJoins: 567, SamouraiCoinJoins: 1_403, WasabiCoinJoins: 196 });
    // The 151 of that list that are mixes.
    expect(excluded.SamouraiTx0s).toBe(151);
  });

  test('heights lie between those of known blocks', () => {
    expect(heightAt(1_464_307_123)).toBe(413_567);
    expect(heightAt(1_633_002_641)).toBe(702_861);
    expect(heightAt(1_713_571_767)).toBe(840_000);
    // 600 seconds a block would be 846,000 on 2024-06-01.
    expect(Math.abs(heightAt(1_717_200_000) - 846_000)).toBeLessThan(300);
  });
});

describe('blocks', () => {
  test('are those that they are called, and everything that block 300025 spends is known', () => {
    const block = readBlock(ROOT, 300_025);
    const [coinbase, ...others] = block.map(({ tx }) => tx);
    expect(coinbase?.block.hash).toBe('0000000000000000821c4e0acc40f88bedbce3b73ba2358b5ade58a9022cc78c');
    expect(block.every(({ isWhole }) => isWhole)).toBe(true);
    expect(others.every(({ fee }) => fee >= 0n)).toBe(true);
    // The miner took the subsidy of 25 BTC and every fee: a spent output out of place would not add up.
    const paid = coinbase?.outputs.reduce((total, { value }) => total + value, 0n);
    expect(paid).toBe(2_500_000_000n + others.reduce((total, { fee }) => total + fee, 0n));
  });

  test('what is made up favours the rules: descending, and equal where the outputs are', () => {
    const open = blocks.filter(({ isWhole }) => !isWhole).map(({ tx }) => tx);
    expect(open).toHaveLength(1_301 + 2_245);
    const mix = open.find(({ txid }) => txid.startsWith('d6b212a6'));
    expect(mix?.inputs.map(({ value }) => value)).toEqual([
      1_001_000n,
      1_000_000n,
      1_000_000n,
      1_000_000n,
      1_000_000n,
    ]);
    expect(open.every(({ fee }) => fee === 1_000n)).toBe(true);
  });

  test('JoinMarket is met by 0.1 % of them at most', () => {
    const hits = report.blocks.reduce((total, block) => {
      const [whole, other] = block.hits.get('JoinMarket, possible') ?? [0, 0];
      return total + whole + other;
    }, 0);
    expect(hits / blocks.length).toBeLessThanOrEqual(0.001);
  });

  test('no protocol is likely in what is whole', () => {
    const likely = report.blocks.flatMap(({ hits }) =>
      [...hits].filter(([name]) => name.endsWith('likely')).map(([, [whole]]) => whole),
    );
    expect(likely.length).toBeGreaterThan(0);
    expect(likely.every((whole) => whole === 0)).toBe(true);
  });

  test('a transaction costs microseconds', () => {
    // 0.4 where this was written; a hundred times as much would be another order.
    expect(cost(blocks.map(({ tx }) => tx))).toBeLessThan(40);
  });
});

describe('the page', () => {
  const page = readFileSync(join(ROOT, 'docs/detection.md'), 'utf8');

  test('shows what is counted now (npm run bench:detect -- --write docs/detection.md)', () => {
    expect(withTables(page, allTables(report))).toBe(page);
  });

  test('must have both marks', () => {
    expect(() => withTables('no marks', 'tables')).toThrow('lacks the marks');
    const text = 'before\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nafter\n';
    expect(withTables(text, 'new\n')).toBe(
      'before\n<!-- bench: begin -->\n\nnew\n\n<!-- bench: end -->\nafter\n',
    );
  });
});
