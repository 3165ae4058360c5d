/** The report as users read it, on small cases that can be worked out by hand: whose coins, where, by which ways. */
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Case } from '../../../src/cases/case-body.ts';
import { changesBetween } from '../../../src/cases/changes.ts';
import { leadsJson } from '../../../src/cases/exit-leads.ts';
import { sharesBySeed, sharesByVictim } from '../../../src/cases/report/outcome-shares.ts';
import { reportCsv } from '../../../src/cases/report/report-csv.ts';
import { type ReportJson, reportJson } from '../../../src/cases/report/report-json.ts';
import { stepsOf } from '../../../src/cases/report/report-paths.ts';
import { foundWays, seedPath } from '../../../src/cases/report/seed-paths.ts';
import { displayAddress } from '../../../src/core/address.ts';
import { Graph } from '../../../src/core/graph/graph.ts';
import type { PendingSpend } from '../../../src/core/graph/subject.ts';
import { METHODS, methodsFor } from '../../../src/core/taint/methods.ts';
import type { Seed } from '../../../src/core/trace/seed.ts';
import { addressOf } from '../../support/courses.ts';
import { NO_LIMITS, type OfflineCase, walkOffline } from '../../support/offline-walk.ts';
import { MIXERS, POOL_100 } from '../../support/shipped-mixers.ts';
import { seedAt, tagOf, tx } from '../../support/tale.ts';
import { bitcoinTransaction, ethereumTransaction, id, p2wpkh } from '../../support/transactions.ts';

const CASE: Omit<Case, 'seeds'> = {
  name: 'x',
  method: 'fifo',
  assets: 'all',
  limits: NO_LIMITS,
  watchSeconds: null,
  webhook: null,
  emails: [],
};

function reported(offline: OfflineCase): ReportJson {
  const { report } = walkOffline(offline);
  const theCase = { ...CASE, seeds: offline.seeds };
  return reportJson({ case: theCase, report, traffic: { requests: 0, cacheHits: 0 }, seconds: 1 });
}

const shown = (name: string) => displayAddress('ethereum', addressOf(name));
const TORNADO = tagOf('M', 'Tornado Cash', 'mixing_service', 'pool');

// A holds [100 of 1][50 of 2] and pays 120: under FIFO 100 of 1 and 20 of 2; 30 of 2 rest. Q and Z keep what they got.
const SEEDS: Seed[] = [
  seedAt('S', { victim: 'Ann' }),
  seedAt('X', { victim: 'Bob' }),
  seedAt('Q'),
  seedAt('Z', { victim: 'Ann' }),
];
const OFFLINE: OfflineCase = {
  seeds: SEEDS,
  tags: [TORNADO],
  transactions: [
    tx(1, ['call V S 100']),
    tx(2, ['call V X 50']),
    tx(3, ['call V Q 7']),
    tx(4, ['call V Z 5']),
    tx(5, ['call S A 100']),
    tx(6, ['call X A 50']),
    tx(7, ['call A M 120']),
  ],
};

describe('of several seeds', () => {
  const report = reported(OFFLINE);

  test('seeds are told by number, with what they name', () => {
    expect(report.seeds).toEqual([
      seedOf(1, 'S', 'Ann'),
      seedOf(2, 'X', 'Bob'),
      seedOf(3, 'Q', null),
      seedOf(4, 'Z', 'Ann'),
    ]);
  });

  test('what each seed made stolen', () => {
    expect(report.stolen).toEqual([
      {
        asset: 'ETH',
        amount: '162',
        usd: null,
        range: { min: '162', max: '162' },
        amounts: { fifo: '162', lifo: '162', haircut: '162', libr: '162', poison: '162' },
        seeds: 4,
        origins: [
          share(1, 'Ann', '100'),
          share(2, 'Bob', '50'),
          share(3, null, '7'),
          share(4, 'Ann', '5'),
        ].map((origin) => ({ ...origin, usd: null })),
      },
    ]);
  });

  test('whose coins ended where', () => {
    expect(report.outcomes.map(({ kind, amount, origins }) => ({ kind, amount, origins }))).toEqual([
      { kind: 'mixer', amount: '120', origins: [share(1, 'Ann', '100'), share(2, 'Bob', '20')] },
      {
        kind: 'unspent',
        amount: '42',
        origins: [share(2, 'Bob', '30'), share(3, null, '7'), share(4, 'Ann', '5')],
      },
    ]);
    expect(report.outcomes[0]?.places).toEqual([
      {
        chain: 'ethereum',
        holding: `${addressOf('M')}/ETH`,
        address: shown('M'),
        amount: '120',
        usd: null,
        held: null,
        reason: 'tagged "Tornado Cash: pool" (test)',
        amounts: { fifo: '120', lifo: '120', haircut: '120', libr: '120', poison: '120' },
      },
    ]);
  });

  test('victims lost what their seeds did, and it adds up', () => {
    const mixer = (amount: string) => ({ kind: 'mixer', entity: 'Tornado Cash', amount });
    const unspent = (amount: string) => ({ kind: 'unspent', entity: null, amount });
    expect(report.victims).toEqual([
      { victim: 'Ann', asset: 'ETH', stolen: '105', outcomes: [mixer('100'), unspent('5')] },
      { victim: 'Bob', asset: 'ETH', stolen: '50', outcomes: [mixer('20'), unspent('30')] },
      { victim: null, asset: 'ETH', stolen: '7', outcomes: [unspent('7')] },
    ]);
  });

  test('as a list, by seed and by victim', () => {
    const rows = sharesBySeed(report).map(({ seed, victim, kind, amount }) => [seed, victim, kind, amount]);
    expect(rows).toEqual([
      [1, 'Ann', 'mixer', '100'],
      [2, 'Bob', 'mixer', '20'],
      [2, 'Bob', 'unspent', '30'],
      [3, null, 'unspent', '7'],
      [4, 'Ann', 'unspent', '5'],
    ]);
    const [first] = sharesByVictim(report);
    expect(first).toEqual({
      victim: 'Ann',
      kind: 'mixer',
      entity: 'Tornado Cash',
      asset: 'ETH',
      amount: '100',
    });
  });

  test('as a table', () => {
    const rows: Record<string, string>[] = parse(reportCsv(report), { columns: true });
    const told = (section: string) =>
      rows
        .filter((row) => row.section === section)
        .map(({ seed, victim, kind, amount }) => [seed, victim, kind, amount].join(' '));
    expect(told('seed')).toEqual([
      '1 Ann address 100',
      '2 Bob address 50',
      '3  address 7',
      '4 Ann address 5',
    ]);
    expect(told('by-seed')).toEqual([
      '1 Ann mixer 100',
      '2 Bob mixer 20',
      '2 Bob unspent 30',
      '3  unspent 7',
      '4 Ann unspent 5',
    ]);
    expect(told('by-victim')).toEqual([
      ' Ann mixer 100',
      ' Ann unspent 5',
      ' Bob mixer 20',
      ' Bob unspent 30',
      '  unspent 7',
    ]);
  });

  test('ways are told by numbers, each step and each way once', () => {
    const { steps, ways, found } = report.paths;
    expect(report.flags.map(({ kind, address }) => [kind, address])).toEqual([
      ['mixer-depositor', shown('A')],
      ['mixer', shown('M')],
    ]);
    expect(steps.map(({ from, to, amount }) => [from, to, amount])).toEqual([
      [shown('S'), shown('A'), '100'],
      [shown('X'), shown('A'), '50'],
      [shown('A'), shown('M'), '100'],
      [shown('A'), shown('M'), '20'],
    ]);
    expect(ways).toEqual([[0], [1], [0, 2], [1, 3]]);
    expect(found).toEqual([
      { flag: 0, seed: 1, shortest: 0, heaviest: 0 },
      { flag: 0, seed: 2, shortest: 1, heaviest: 1 },
      { flag: 1, seed: 1, shortest: 2, heaviest: 2 },
      { flag: 1, seed: 2, shortest: 3, heaviest: 3 },
    ]);
  });

  test('the ways of a flag and of a seed are found, in any form of the address', () => {
    const at = (address: string | null, seed: number | null) =>
      foundWays(report, { address, seed }).map(({ flag, seed: of }) => [flag, of]);
    expect(at(addressOf('M'), null)).toEqual([
      [1, 1],
      [1, 2],
    ]);
    expect(at(shown('M'), 2)).toEqual([[1, 2]]);
    expect(at(null, 1)).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(at(shown('Q'), null)).toEqual([]);
    expect(() => at(`0x${'aB'.repeat(20)}`, null)).toThrow('EIP-55');
    const [ways] = foundWays(report, { address: shown('M'), seed: 2 });
    expect(ways && seedPath(report, ways)).toMatchObject({
      flag: 1,
      seed: 2,
      kind: 'mixer',
      address: shown('M'),
      shortest: [{ to: shown('A') }, { from: shown('A'), to: shown('M'), amount: '20' }],
    });
  });

  test('an alert of it names flags without their ways', () => {
    const before = { ...report, flags: [] };
    const changes = changesBetween(before, report);
    expect(changes).toHaveLength(2);
    for (const change of changes) {
      expect(Object.keys(change)).not.toEqual(expect.arrayContaining(['path']));
      expect(JSON.stringify(change)).not.toMatch(/steps|path|heaviest/);
    }
  });
});

// S pays A 30 and, over B, 70; A pays the mixer all of it.
test('a flag shows its shortest and its heaviest way', () => {
  const transactions = [
    tx(1, ['call V S 100']),
    tx(2, ['call S A 30']),
    tx(3, ['call S B 70']),
    tx(4, ['call B A 70']),
    tx(5, ['call A M 100']),
  ];
  const report = reported({ seeds: [seedAt('S')], transactions, tags: [TORNADO] });
  const [flag] = report.flags;
  expect(flag?.path.map(({ to, amount }) => [to, amount])).toEqual([[shown('A'), '30']]);
  expect(flag?.heaviest.map(({ to, amount }) => [to, amount])).toEqual([
    [shown('B'), '70'],
    [shown('A'), '70'],
  ]);
  const [ways] = report.paths.found;
  expect(stepsOf(report.paths, ways?.heaviest ?? -1)).toEqual(flag?.heaviest);
  expect(stepsOf(report.paths, ways?.shortest ?? -1)).toEqual(flag?.path);
});

test('what was converted shows what it is now', () => {
  const transactions = [tx(1, ['call V S 90']), tx(2, ['call S R 90', 'internal R P 90', 'T P S 7'])];
  const report = reported({
    seeds: [seedAt('S')],
    transactions,
    tags: [tagOf('R', 'Uniswap', 'defi_dex', 'dex-router')],
  });
  const [unspent] = report.outcomes;
  expect(unspent).toMatchObject({ kind: 'unspent', asset: 'ETH', amount: '90' });
  expect(unspent?.places).toMatchObject([{ amount: '90', held: { asset: addressOf('T'), amount: '7' } }]);
  const rows: Record<string, string>[] = parse(reportCsv(report), { columns: true });
  const place = rows.find(({ section }) => section === 'place');
  expect([place?.amount, place?.held_asset, place?.held_amount]).toEqual(['90', addressOf('T'), '7']);
});

test('a stored report of an earlier version, which has no values, still gives its table', () => {
  const { valuation: _valuation, ...earlier } = reported(OFFLINE);
  const rows = (report: object) => parse(reportCsv(report as ReportJson), { columns: true });
  expect(rows(earlier)).toEqual(rows(reported(OFFLINE)));
});

test('deposits, noise, leads and freezes stand in the table, each told as what it is', () => {
  const pool = POOL_100;
  const offline: OfflineCase = {
    seeds: [seedAt('S')],
    tags: [{ ...TORNADO, address: pool }],
    mixers: MIXERS,
    transactions: [
      tx(1, ['call V S 100000000000000000000']),
      ethereumTransaction({
        txid: 'd',
        height: 2,
        transfers: [{ from: addressOf('S'), to: pool, value: 10n ** 20n }],
      }),
      ethereumTransaction({
        txid: 'n',
        height: 3,
        sender: addressOf('E'),
        transfers: [
          { kind: 'token', asset: addressOf('T'), from: addressOf('S'), to: addressOf('E'), value: 0n },
        ],
      }),
    ],
  };
  const { report } = walkOffline(offline);
  const event = { pool, block: 2, logIndex: 1, time: 100, gasPrice: null };
  const leads = leadsJson({
    events: [
      { ...event, kind: 'deposit', txid: id('d'), from: addressOf('S') },
      { ...event, kind: 'withdrawal', txid: id('w'), block: 9, time: 200, to: addressOf('S'), fee: 0n },
    ],
    depositors: [addressOf('S')],
    senders: new Map(),
    days: 7,
  });
  const freeze = { address: addressOf('S'), contract: pool, block: { height: 7, time: 0 }, problem: null };
  const freezes = [true, false, null].map((frozen) => ({
    ...freeze,
    token: 'USDT',
    frozen,
    ...(frozen === null ? { provider: null, problem: 'no answer' } : { provider: 'node.example' }),
  }));
  const run = { case: { ...CASE, seeds: offline.seeds }, report, leads, freezes };
  const json = reportJson({ ...run, traffic: { requests: 0, cacheHits: 0 }, seconds: 1 });
  const rows: Record<string, string>[] = parse(reportCsv(json), { columns: true });
  const of = (section: string) => rows.filter((row) => row.section === section);
  const S = shown('S');
  const deposit = { entity: 'Tornado Cash', amount: '100000000000000000000', count: '1', asset: 'ETH' };
  const reason = `pool ${displayAddress('ethereum', pool)}`;
  expect(of('deposit')).toMatchObject([
    { ...deposit, kind: 'outcome', address: '', reason },
    { ...deposit, kind: 'flag mixer-depositor', address: S, reason },
    { ...deposit, kind: 'flag mixer', address: displayAddress('ethereum', pool), reason },
  ]);
  expect(of('noise')).toMatchObject([
    { kind: 'zero-value', address: S, amount: '0', reason: `from ${S} to ${shown('E')}` },
  ]);
  expect(of('lead')).toMatchObject([
    { kind: 'same-address', address: S, count: '1', confidence: '', evidence: id('w') },
  ]);
  expect(of('lead')[0]?.reason).toMatch(/^a lead, no fact: deposited in the pool before.*score 1, rivals 1/);
  expect(of('freeze').map(({ kind, entity, reason, time }) => [kind, entity, reason, time])).toEqual([
    ['frozen', 'USDT', 'read at block 7 from node.example', '1970-01-01T00:00:00Z'],
    ['not frozen', 'USDT', 'read at block 7 from node.example', '1970-01-01T00:00:00Z'],
    ['not known', 'USDT', 'no answer', '1970-01-01T00:00:00Z'],
  ]);
});

describe.each(METHODS)('$name as the main method', ({ name, conserves }) => {
  test('victims, seeds and outcomes add up', () => {
    const outputs = (...values: bigint[]) => values.map((value, n) => ({ value, script: p2wpkh(`a${n}`) }));
    const transactions = [
      bitcoinTransaction({ txid: 'theft', height: 1, inputs: [['v', 0, 160n]], outputs: outputs(100n, 60n) }),
      bitcoinTransaction({
        txid: 'spend',
        height: 2,
        inputs: [
          ['theft', 0, 100n, p2wpkh('a0')],
          ['own', 0, 77n],
          ['theft', 1, 60n, p2wpkh('a1')],
        ],
        outputs: outputs(91n, 140n),
      }),
    ];
    const outpoint = { kind: 'outpoint', chain: 'bitcoin', txid: id('theft') } as const;
    const seeds: Seed[] = [
      { ...outpoint, vout: 0, victim: 'Ann' },
      { ...outpoint, vout: 1 },
    ];
    const { run, stolen, outcomes, victims } = reported({
      seeds,
      transactions,
      methods: methodsFor(name, ['bitcoin']),
    });
    expect(run.method).toBe(name);
    expect([...run.methods].sort()).toEqual(METHODS.map((one) => one.name).sort());
    expect(victims.map(({ victim, stolen: lost }) => [victim, lost])).toEqual([
      ['Ann', '100'],
      [null, '60'],
    ]);
    expect(stolen[0]?.origins.map(({ amount }) => amount)).toEqual(['100', '60']);
    for (const { amount, origins } of outcomes) expect(total(origins)).toBe(conserves ? amount : '0');
    for (const victim of victims) expect(total(victim.outcomes)).toBe(conserves ? victim.stolen : '0');
  });
});

test('500 seeds and 100 flags stay a few megabytes', () => {
  const seeds = Array.from({ length: 500 }, (_, n) => seedAt(`a${n}`));
  const gather = seeds.flatMap((_, n) => [
    tx(n + 1, [`call V a${n} 1000`], { txid: `in${n}` }),
    tx(n + 1001, [`call a${n} H 1000`], { txid: `out${n}` }),
  ]);
  const along = ['H', 'I', 'J', 'K', 'L'];
  const chain = along.slice(1).map((to, n) => tx(2001 + n, [`call ${along[n]} ${to} 500000`]));
  const spread = Array.from({ length: 100 }, (_, n) => [
    tx(3001 + n, [`call L d${n} 5000`], { txid: `to${n}` }),
    tx(4001 + n, [`call d${n} M 5000`], { txid: `deposit${n}` }),
  ]).flat();
  for (const main of ['fifo', 'haircut'] as const) {
    const report = reported({
      seeds,
      transactions: [...gather, ...chain, ...spread],
      tags: [TORNADO],
      methods: methodsFor(main, ['ethereum']).slice(0, 1),
    });
    expect(report.flags.filter(({ kind }) => kind === 'mixer-depositor')).toHaveLength(100);
    if (main === 'haircut') expect(report.paths.found).toHaveLength(101 * 500);
    expect(JSON.stringify(report).length).toBeLessThan(8_000_000);
  }
}, 120_000);

function seedOf(seed: number, name: string, victim: string | null) {
  const where = shown(name);
  return { seed, kind: 'address', chain: 'ethereum', where, receiver: null, asset: 'ETH', victim };
}

function share(seed: number, victim: string | null, amount: string) {
  return { seed, victim, amount };
}

function total(parts: readonly { readonly amount: string }[]): string {
  return parts.reduce((sum, { amount }) => sum + BigInt(amount), 0n).toString();
}

describe('an unspent output that a transaction without a block spends', () => {
  const coin = bitcoinTransaction({
    txid: 'theft',
    height: 5,
    inputs: [['before', 0, 90n]],
    outputs: [
      { value: 50n, script: p2wpkh('aa') },
      { value: 40n, script: p2wpkh('bb') },
    ],
  });
  const seeds: Seed[] = [{ kind: 'transaction', chain: 'bitcoin', txid: coin.txid, asset: 'BTC' }];
  const traced = (pending: readonly PendingSpend[]) =>
    reported({
      seeds,
      transactions: [coin],
      answer: (subject) =>
        subject.kind === 'spends'
          ? { subject, status: 'complete', transactions: [], count: 0, pending }
          : null,
    });
  const waiting = { outpoint: `${coin.txid}:1`, txid: id('waiting') };
  const report = traced([waiting]);
  const places = report.outcomes.find(({ kind }) => kind === 'unspent')?.places ?? [];

  test('says so where it rests, and nowhere else', () => {
    expect(places.map(({ amount, reason, pendingSpend }) => [amount, reason, pendingSpend])).toEqual([
      ['50', 'unspent at block 1000000000', undefined],
      [
        '40',
        `unspent at block 1000000000; the unconfirmed transaction ${waiting.txid} spends it`,
        waiting.txid,
      ],
    ]);
    const rows: Record<string, string>[] = parse(reportCsv(report), { columns: true });
    expect(rows.filter(({ reason }) => reason?.includes(waiting.txid))).toHaveLength(1);
  });

  test('is unspent all the same: no figure and no digest tells of it', () => {
    const without = traced([]);
    expect(report.run).toEqual(without.run);
    expect(report.outcomes.map(({ kind, amount }) => [kind, amount])).toEqual([['unspent', '90']]);
    expect(changesBetween(without, report)).toEqual([]);
  });

  test('is forgotten when the run is over, and when a later look-up does not see it', () => {
    const subject = { kind: 'spends', chain: 'bitcoin', txid: coin.txid, vouts: [0, 1] } as const;
    const expansion = { subject, status: 'complete', transactions: [], count: 0 } as const;
    for (const forget of [
      (graph: Graph) => graph.endRun({ bitcoin: { height: 9, hash: 'h', time: 9 } }),
      (graph: Graph) => graph.add(expansion),
    ]) {
      const graph = new Graph();
      graph.add({ ...expansion, pending: [waiting] });
      expect(graph.pendingSpendOf(waiting.outpoint)).toBe(waiting.txid);
      forget(graph);
      expect(graph.pendingSpendOf(waiting.outpoint)).toBeUndefined();
    }
  });
});
