/** The measuring itself, small: so that it runs when it is needed, and says what it means. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { measureGenerated } from '../../bench/accounting/generated.ts';
import { withGrowth } from '../../bench/accounting/growth.ts';
import { measure } from '../../bench/accounting/measure.ts';
import { writePage } from '../../bench/accounting/page.ts';
import { walkRecorded } from '../../bench/accounting/recorded.ts';
import { allTables } from '../../bench/accounting/tables.ts';
import { ROOT } from '../../support/cli.ts';

const bitcoin = measureGenerated('bitcoin', 1_000, 0);
const ethereum = measureGenerated('ethereum', 2_000, 0);

describe('generated graphs', () => {
  test('every method is measured with one seed and with 500', () => {
    const methods = ['fifo', 'lifo', 'haircut', 'libr', 'tiho', 'poison'];
    expect(bitcoin.map(({ name, method }) => `${name} ${method}`)).toEqual(
      ['bitcoin-1000', 'bitcoin-1000-500-seeds-joined', 'bitcoin-1000-500-seeds-spread'].flatMap((name) =>
        methods.map((method) => `${name} ${method}`),
      ),
    );
    expect(ethereum.filter(({ seeds }) => seeds === 1).map(({ method }) => method)).toEqual(
      methods.filter((method) => method !== 'tiho'),
    );
    expect(new Set(ethereum.map(({ seeds }) => seeds))).toEqual(new Set([1, 500]));
  });

  test('speed is what was done by the time it took', () => {
    for (const result of [...bitcoin, ...ethereum]) {
      const { movements, legs, size, seconds } = result;
      expect(seconds).toBeGreaterThan(0);
      expect(result.movementsPerSecond).toBeCloseTo(movements / seconds, 3);
      expect(result.legsPerSecond).toBeCloseTo(legs / seconds, 3);
      expect(result.sizePerSecond).toBeCloseTo(size / seconds, 3);
      expect(result.timesOneSeed === undefined).toBe(result.seeds === 1);
    }
  });

  test('a Bitcoin transaction is one movement, of inputs, outputs and a fee', () => {
    expect(bitcoin[0]?.movements).toBe(1_000);
    expect(bitcoin[0]?.legs).toBeGreaterThan(5_000);
  });
});

test('the shipped data sets are walked to the end', async () => {
  const { results } = measure(await walkRecorded(ROOT, 'crypto-com-2022'), 0);
  // 51 deposits in Tornado Cash, one transaction each, without fees.
  expect(results.map(({ movements, movementsReached }) => [movements, movementsReached])).toEqual(
    new Array(5).fill([51, 51]),
  );
});

describe('what is shown', () => {
  const [first] = bitcoin;
  if (first === undefined) throw new Error('nothing was measured');
  const grown = withGrowth([
    { ...first, name: 'bitcoin-100', size: 100, movements: 100, seconds: 1, cpuSeconds: 1 },
    // 100 times as many, twice the logarithm: n log n is 200 times as much.
    { ...first, name: 'bitcoin-10000', size: 10_000, movements: 10_000, seconds: 300, cpuSeconds: 300 },
    { ...first, name: 'bitcoin-10000-500-seeds-joined', size: 10_000, seconds: 7, timesOneSeed: 2.5 },
  ]);

  test('growth is measured against n log n, among graphs of one kind', () => {
    expect(grown.map(({ growth }) => growth)).toEqual([undefined, expect.closeTo(1.5, 9), undefined]);
  });

  const folder = mkdtempSync(join(tmpdir(), 'coinhound-bench-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('a page keeps what stands around the marks, and gets a plot of each chain', () => {
    const page = join(folder, 'performance.md');
    mkdirSync(join(folder, 'images'));
    writeFileSync(page, 'before\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nafter\n');
    writePage(page, withGrowth([...grown, ...ethereum]));
    const text = readFileSync(page, 'utf8');
    expect(text).toMatch(/^before\n<!-- bench: begin -->\n/);
    expect(text).toMatch(/\n<!-- bench: end -->\nafter\n$/);
    expect(text).not.toContain('old');
    expect(text).toContain('| bitcoin-10000 | fifo | 10,000 |');
    expect(text).toContain('| bitcoin-10000-500-seeds-joined | fifo | 7.00 | 2.50 |');
    const plot = readFileSync(join(folder, 'images/performance-bitcoin.svg'), 'utf8');
    // Three decades of seconds and two of movements: 1 s at 100 and 300 s at 10,000.
    expect(plot).toContain('<path d="M80.0 500.0L380.0 128.4" fill="none" stroke="#0072b2"');
  });

  test('a page without marks is left alone', () => {
    const page = join(folder, 'other.md');
    writeFileSync(page, 'text\n');
    expect(() => writePage(page, grown)).toThrow('lacks the marks');
    expect(readFileSync(page, 'utf8')).toBe('text\n');
  });

  test('the tables stand under their headings', () => {
    expect(allTables(grown).match(/^### .*/gm)).toEqual([
      '### Replay by each method',
      '### The whole, with all methods',
      '### 500 seeds',
    ]);
  });
});
