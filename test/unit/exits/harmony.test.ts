/** The Harmony case over all events of the 100 ETH pool; the figures are those of an independent count (Python, over the same files). */
import { expect, test } from '@jest/globals';
import { measureHarmony } from '../../bench/exits/harmony.ts';
import { harmonyDepositors, poolEvents } from '../../bench/exits/pool-100.ts';

const depositors = harmonyDepositors();
const { deposits, leads, pool, before, ranked } = measureHarmony(poolEvents(), depositors);

test('the deposits of the 14 addresses are those of the source', () => {
  expect([depositors.size, deposits]).toEqual([14, 857]);
});

test('110 recipients of 6 withdrawals and 21 of 7 match 60 = 10 × 6 and 77 = 11 × 7', () => {
  const match = leads.filter(({ rule }) => rule === 'count-match');
  const counts = match.map(({ withdrawals }) => withdrawals.length);
  expect([6, 7].map((size) => counts.filter((count) => count === size).length)).toEqual([110, 21]);
  expect(counts.length).toBe(131);
  // 69 and 43 of 2155 new recipients before had so many; 280 are new now.
  const scores = [(70 / 2156) * 280, (44 / 2156) * 280].map(
    (expected, index) => (1 - expected / ([110, 21][index] ?? 1)) / 2,
  );
  for (const { withdrawals, score, rivals } of match) {
    expect(score).toBeCloseTo(scores[withdrawals.length - 6] ?? 0, 12);
    expect(rivals).toBe(2);
  }
});

test('the baseline of the pool', () => {
  expect(pool).toEqual({ recipients: 302, withdrawals: 1162, sharing: 872 });
  const total = (key: keyof typeof pool) => before.reduce((sum, share) => sum + share[key], 0);
  expect([total('recipients'), total('withdrawals'), total('sharing')]).toEqual([2547, 6096, 986]);
});

test('the address with most withdrawals is no lead: it got more than was deposited before', () => {
  const most = '0x91e485e78b83abd09435ecac299319d6e9e8988e';
  expect(leads.some(({ recipient }) => recipient === most)).toBe(false);
});

test('docs/exits.md states what is measured', async () => {
  const { readFileSync } = await import('node:fs');
  const page = readFileSync('docs/exits.md', 'utf8');
  for (const { name, shares } of ranked) {
    for (const [index, { recipients, withdrawals, sharing }] of shares.entries()) {
      const row = `| first ${[50, 100, 200][index]}, ${name} | ${recipients} | ${withdrawals} | ${sharing} |`;
      expect(page).toContain(row);
    }
  }
  expect(page).toContain(`same window | ${pool.recipients} | ${pool.withdrawals} | ${pool.sharing} |`);
});
