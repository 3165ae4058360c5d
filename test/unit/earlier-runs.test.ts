/** What a graph keeps of earlier runs, and when it must be asked for again. */
import { describe, expect, test } from '@jest/globals';
import type { Flag } from '../../src/core/flags/flag.ts';
import { watchedSubjects } from '../../src/core/flags/watch.ts';
import { isOutdated } from '../../src/core/graph/fact.ts';
import { Graph } from '../../src/core/graph/graph.ts';
import {
  type Expansion,
  type HistorySubject,
  historyFact,
  type Subject,
} from '../../src/core/graph/subject.ts';
import type { Tag } from '../../src/core/tags/tag.ts';
import { newerThan, spentBefore } from '../../src/core/trace/newer-than.ts';
import type { BitcoinTransaction } from '../../src/core/transaction.ts';
import { at, story } from '../support/bitcoin-story.ts';
import { ethereumTransaction } from '../support/transactions.ts';

const [A, B] = [`0x${'a'.repeat(40)}`, `0x${'b'.repeat(40)}`] as const;
const KEY = historyFact('ethereum', A);
const DAY = 86_400;
const tip = (height: number, time = height * 12) => ({ height, hash: `0x${height}`, time });
const history: HistorySubject = { kind: 'history', chain: 'ethereum', address: A, fromHeight: 5 };

/** A history with one transaction at each height. */
function found(
  heights: readonly number[],
  subject = history,
  status: Expansion['status'] = 'complete',
): Expansion {
  const transactions = heights.map((height) =>
    ethereumTransaction({ txid: `t${height}`, height, transfers: [{ from: A, to: B, value: 1n }] }),
  );
  return { subject, status, transactions, count: heights.length };
}

function graphOf(...expansions: Expansion[]): Graph {
  const graph = new Graph();
  for (const expansion of expansions) graph.add(expansion);
  return graph;
}

/** A fact of the graph; the test fails where there is none. */
function factOf(graph: Graph) {
  const fact = graph.fact(KEY);
  if (fact === undefined) throw new Error('no fact');
  return fact;
}

describe('what an earlier run found out', () => {
  test('stands as of its tip, and is outdated at a higher one only', () => {
    const graph = graphOf(found([3, 7, 9]));
    expect(isOutdated(factOf(graph), tip(100))).toBe(false);
    graph.endRun({ ethereum: tip(10) });
    expect(isOutdated(factOf(graph), tip(10))).toBe(false);
    expect(isOutdated(factOf(graph), tip(9))).toBe(false);
    expect(isOutdated(factOf(graph), tip(11))).toBe(true);
    expect(graph.isKnown(KEY)).toBe(true);
    expect(graph.lookups).toBe(0);
  });

  test('is not asked for again, but counts as activity', () => {
    const graph = graphOf(found([3, 7, 9]));
    graph.endRun({ ethereum: tip(10) });
    const rest = newerThan(history, factOf(graph), graph);
    expect(rest).toEqual({ ...history, known: { height: 10, active: 2 } });
    graph.add(found([12], rest as HistorySubject));
    expect(factOf(graph)).toMatchObject({ asOf: null, active: 3, lastTime: 144 });
    graph.endRun({ ethereum: tip(20) });
    expect(newerThan(history, factOf(graph), graph)).toMatchObject({ known: { height: 20, active: 3 } });
  });

  test.each(['failed', 'incomplete'] as const)(
    'stays as it was when the look-up for the rest is %s',
    (status) => {
      const graph = graphOf(found([3, 7]));
      graph.endRun({ ethereum: tip(10) });
      const rest = newerThan(history, factOf(graph), graph) as HistorySubject;
      graph.add({ ...found([], rest, status), reason: 'down' });
      expect(factOf(graph)).toMatchObject({ status, reason: 'down', asOf: tip(10) });
      expect(graph.isKnown(KEY)).toBe(true);
      graph.endRun({ ethereum: tip(20) });
      expect(factOf(graph)).toMatchObject({ status: 'complete', reason: null, asOf: tip(10) });
    },
  );

  test.each(['failed', 'incomplete'] as const)('is forgotten when nothing was found out: %s', (status) => {
    const graph = graphOf({ ...found([], history, status), reason: 'down' });
    expect(graph.isKnown(KEY)).toBe(false);
    graph.endRun({ ethereum: tip(10) });
    expect(graph.fact(KEY)).toBeUndefined();
  });
});

describe('of Bitcoin, what is known goes along', () => {
  // A was paid in blocks 1, 3 and 9 and spent in 3 and 12; 5 has nothing to do with it.
  const [one, three, five, nine, twelve] = story([
    '1: Z > A 100, B 50',
    '3: A > A 60, C 40',
    '5: B > D 50',
    '9: Y > A 100',
    '12: A > E 100',
  ]) as [BitcoinTransaction, BitcoinTransaction, BitcoinTransaction, BitcoinTransaction, BitcoinTransaction];
  const ofA: HistorySubject = { kind: 'history', chain: 'bitcoin', address: at('A'), fromHeight: 2 };
  const told = (subject: Subject, ...transactions: BitcoinTransaction[]): Expansion => ({
    subject,
    status: 'complete',
    transactions,
    count: transactions.length,
  });
  const spends = (txid: string, ...vouts: number[]): Subject => ({
    kind: 'spends',
    chain: 'bitcoin',
    txid,
    vouts,
  });

  test('of a history: how many transactions, and the newest', () => {
    const graph = graphOf(told(ofA, one, three, nine), told(spends(one.txid, 1), five));
    graph.endRun({ bitcoin: tip(10) });
    // Told in this run by another look-up, above what the history was read to.
    graph.add(told(spends(nine.txid, 0), twelve));
    const newest = [
      { txid: nine.txid, height: 9 },
      { txid: three.txid, height: 3 },
      { txid: one.txid, height: 1 },
    ];
    const fact = graph.fact(historyFact('bitcoin', at('A')));
    expect(newerThan(ofA, fact, graph)).toEqual({
      ...ofA,
      known: { height: 10, active: 2, rows: { count: 3, newest } },
    });
  });

  test('of a history: a page of them', () => {
    const many = story(Array.from({ length: 30 }, (_, n) => `${n + 1}: Z > A 100`));
    const graph = graphOf(told(ofA, ...many));
    graph.endRun({ bitcoin: tip(40) });
    const { known } = newerThan(ofA, graph.fact(historyFact('bitcoin', at('A'))), graph) as HistorySubject;
    expect(known?.rows?.count).toBe(30);
    expect(known?.rows?.newest.map(({ height }) => height)).toEqual(
      Array.from({ length: 25 }, (_, n) => 30 - n),
    );
  });

  test('of outputs: the others that were found spent', () => {
    const graph = graphOf(told(ofA, one), told(spends(one.txid, 0), three), told(spends(three.txid, 1)));
    expect(spentBefore(one.txid, graph)).toEqual([]);
    graph.endRun({ bitcoin: tip(4) });
    expect(spentBefore(one.txid, graph)).toEqual([{ vout: 0, txid: three.txid }]);
    expect(spentBefore(three.txid, graph)).toEqual([]);
    // Found in this run.
    graph.add(told(spends(one.txid, 1), five));
    expect(spentBefore(one.txid, graph)).toEqual([{ vout: 0, txid: three.txid }]);
    expect(spentBefore('nobody knows', graph)).toEqual([]);
  });
});

describe('flagged addresses', () => {
  const flag: Flag = {
    kind: 'mixer-depositor',
    chain: 'ethereum',
    address: A,
    entity: 'Mixer',
    confidence: 100,
    asset: 'ETH',
    amount: 1n,
    range: { min: 1n, max: 1n },
    hops: 1,
    evidence: [ethereumTransaction({ txid: 't7', height: 7, transfers: [] }).txid],
    time: 84,
    basis: '',
    path: [],
    heaviest: [],
    paths: [],
  };
  const graph = graphOf(found([3, 7]));
  graph.endRun({ ethereum: tip(10) });
  const watched = (change: object = {}) =>
    watchedSubjects({
      flags: [flag],
      graph,
      tips: { ethereum: tip(20, 7 * 12 + DAY) },
      tags: () => [],
      runNumber: 2,
      ...change,
    });

  test('are asked for what is new, from the height of the first finding on', () => {
    expect(watched()).toEqual([{ ...history, fromHeight: 7, known: { height: 10, active: 1 } }]);
  });

  test('are asked for once, whatever the number of flags', () => {
    expect(watched({ flags: [flag, { ...flag, kind: 'cash-out' }] })).toHaveLength(1);
  });

  test('that nothing is known of are asked for whole', () => {
    const other = { ...flag, address: B, kind: 'cash-out' };
    expect(watched({ flags: [other] })).toEqual([{ ...history, address: B, fromHeight: 7 }]);
  });

  test('are left alone while no block came, and when they are services', () => {
    expect(watched({ tips: { ethereum: tip(10) } })).toEqual([]);
    expect(watched({ flags: [{ ...flag, kind: 'mixer' }] })).toEqual([]);
    const exchange = {
      concepts: ['exchange'],
      confidence: 'service_api',
      label: 'x',
      source: 's',
    } as unknown as Tag;
    expect(watched({ tags: () => [exchange] })).toEqual([]);
    const active = graphOf(found([], history, 'too-active'));
    active.endRun({ ethereum: tip(10) });
    expect(watched({ graph: active })).toEqual([]);
  });

  test.each([
    [29 * DAY, [1, 2, 3, 4, 5]],
    [31 * DAY, [4, 8, 12, 16]],
    [179 * DAY, [4, 8, 12, 16]],
    [180 * DAY, [16, 32]],
  ])('quiet for %i seconds are asked for in runs %j only', (quiet, due) => {
    const tips = { ethereum: tip(20, 7 * 12 + quiet) };
    const last = due.at(-1) ?? 0;
    const runs = Array.from({ length: last }, (_, index) => index + 1);
    expect(runs.filter((runNumber) => watched({ tips, runNumber }).length > 0)).toEqual(due);
  });
});
