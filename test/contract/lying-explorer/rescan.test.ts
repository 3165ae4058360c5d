/**
 * A Bitcoin explorer that in a re-scan does not tell any more what an earlier run was told, beside an honest one: it is found
 * out without a request more, the honest one is asked, and without one there is a gap.
 */

import { expect, test } from '@jest/globals';
import { addressOfScript } from '../../../src/core/address.ts';
import type { Expansion, HistorySubject, Subject } from '../../../src/core/graph/subject.ts';
import { createMemoryStores } from '../../../src/storage/memory-stores.ts';
import { withAltered } from '../../support/altering-proxy.ts';
import { hashedTransaction, type Pay, payeeScript } from '../../support/hashed-bitcoin.ts';
import { type Named, PROVE_ALL, traceVerified } from '../../support/verified-trace.ts';
import { madeUpHash, manifest } from '../world.ts';
import { replayedFrom, sourceAt } from './replayed-bitcoin.ts';

const [VICTIM, THIEF, PAID, KEPT, LAST] = [1, 2, 3, 4, 5] as const;
const stolen: Pay = [THIEF, 60_000n];
const taken = (label: string): Parameters<typeof hashedTransaction>[1][number] => ({
  txid: madeUpHash(label),
  vout: 0,
  pay: [VICTIM, 61_000n],
});
const first = hashedTransaction(100, [taken('first')], [stolen]);
const paid: Pay = [PAID, 30_000n];
const split = hashedTransaction(101, [{ txid: first.txid, vout: 0, pay: stolen }], [paid, [KEPT, 29_000n]]);
const last = hashedTransaction(102, [{ txid: split.txid, vout: 0, pay: paid }], [[LAST, 29_500n]]);
/** After the first run. */
const second = hashedTransaction(115, [taken('second')], [stolen]);
const ALL = [first, split, last, second];
const EARLIER = { height: 110, hash: madeUpHash('block 110'), time: 1_600_000_110 };
const TIP = { height: 120, hash: madeUpHash('tip'), time: 1_600_000_120 };
const FILES = {
  'dataset.json': manifest('bitcoin', TIP),
  'bitcoin.ndjson': ALL.map(({ line }) => line).join('\n'),
};
const ADDRESS = addressOfScript(payeeScript(THIEF));
const SEEDS = [{ kind: 'address', chain: 'bitcoin', address: ADDRESS }];
const HISTORY: HistorySubject = { kind: 'history', chain: 'bitcoin', address: ADDRESS, fromHeight: 0 };
const spends = (txid: string, ...vouts: number[]): Subject => ({
  kind: 'spends',
  chain: 'bitcoin',
  txid,
  vouts,
});

/** The first run, as the honest explorer answered it. */
async function firstRun({ source }: Named): Promise<Expansion[]> {
  const looked = [HISTORY, spends(split.txid, 0, 1), spends(last.txid, 0)];
  return Promise.all(looked.map((subject) => source.expand(subject, EARLIER, 100)));
}

/** The run that goes on from it. */
async function rescanned(explorers: readonly Named[], expansions: readonly Expansion[]) {
  const before = { tips: { bitcoin: EARLIER }, lost: {}, expansions, distrusted: [] };
  const stores = createMemoryStores({ number: 2, pins: null, earlier: [before] });
  return traceVerified('bitcoin', SEEDS, explorers, { stores, rules: { ...PROVE_ALL, maxTransactions: 0 } });
}

const replayed = (use: (url: string, honest: Named) => Promise<void>) => replayedFrom(FILES, use);

interface Stats {
  readonly chain_stats?: { tx_count: number };
}

const withoutRow = (answer: unknown, txid: string): boolean => {
  const at = Array.isArray(answer) ? answer.findIndex((row) => row.txid === txid) : -1;
  if (at >= 0) (answer as unknown[]).splice(at, 1);
  return at >= 0;
};

/** What the explorer does to an answer, and what is noticed. */
const LIES: readonly (readonly [what: string, lie: (answer: unknown) => void, noticed: string])[] = [
  [
    'drops a row, and counts it all the same',
    (answer) => void withoutRow(answer, split.txid),
    `does not list transaction ${split.txid} of block 101 any more in the history of ${ADDRESS}`,
  ],
  [
    'drops the oldest row from the list and the count',
    (answer) => {
      withoutRow(answer, first.txid);
      const { chain_stats } = answer as Stats;
      if (chain_stats?.tx_count === 3) chain_stats.tx_count = 2;
    },
    `counts 2 transactions of ${ADDRESS}, of which 3 are known`,
  ],
  [
    'says of an output that it is unspent again',
    (answer) => {
      const outspends = Array.isArray(answer) ? (answer as { spent?: boolean; txid?: string }[]) : [];
      for (const [vout, { spent, txid }] of outspends.entries()) {
        if (spent === true && txid === last.txid) outspends[vout] = { spent: false };
      }
    },
    `does not tell any more that ${last.txid} spends ${split.txid}:0`,
  ],
];

test('an honest one: like a run that starts from nothing', () =>
  replayed(async (_, honest) => {
    const fresh = await traceVerified('bitcoin', SEEDS, [honest]);
    const { report } = await rescanned([honest], await firstRun(honest));
    expect(fresh.report.gaps).toEqual([]);
    expect(report.run.resultDigest).toBe(fresh.report.run.resultDigest);
  }));

test.each(LIES)('one that %s: another one is asked, and alone it is a gap', (_, lie, noticed) =>
  replayed(async (url, honest) => {
    const expansions = await firstRun(honest);
    const alone = await rescanned([honest], expansions);
    await withAltered(url, { json: lie }, async (base) => {
      const liar = { name: 'liar', source: sourceAt('liar', base) };
      const both = await rescanned([liar, honest], expansions);
      expect(both.report.run.resultDigest).toBe(alone.report.run.resultDigest);
      expect(both.report.gaps).toEqual([]);
      expect(both.rotated.join('\n')).toContain(`liar: ${noticed}`);
      const { report } = await rescanned([liar], expansions);
      expect(report.gaps).not.toEqual([]);
      expect(report.gaps.map(({ reason }) => reason).join('\n')).toContain(noticed);
    });
  }),
);

test('one that lists more below the known height than was known: that is taken over', () =>
  replayed(async (_, honest) => {
    const expansions = await firstRun(honest);
    const fresh = await traceVerified('bitcoin', SEEDS, [honest]);
    // The earlier explorer had lost the spending.
    const [history] = expansions as [Expansion];
    const lacking = {
      ...history,
      transactions: history.transactions.filter(({ txid }) => txid !== split.txid),
      count: 1,
    };
    const { report } = await rescanned([honest], [lacking]);
    expect(report.gaps).toEqual([]);
    expect(report.run.resultDigest).toBe(fresh.report.run.resultDigest);
  }));
