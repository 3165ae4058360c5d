/** Why a walk ends at a holding: each reason stands in the outcome, with its numbers. */
import { describe, expect, test } from '@jest/globals';
import { addressOfScript } from '../../../src/core/address.ts';
import type { Expansion, Subject } from '../../../src/core/graph/subject.ts';
import type { Limits } from '../../../src/core/trace/limits.ts';
import type { Seed } from '../../../src/core/trace/seed.ts';
import { addressOf } from '../../support/courses.ts';
import { type OfflineCase, walkOffline } from '../../support/offline-walk.ts';
import { asked, resting, seedAt, tagOf, told, tx } from '../../support/tale.ts';
import { bitcoinTransaction, id, p2wpkh } from '../../support/transactions.ts';

const DAY = 86_400;
const BURN = `0x${'dead'.padStart(40, '0')}`;

/** S pays A, A pays B, B pays C, a day apart. */
const line = [
  tx(1, ['call V S 1000000'], { time: 0 }),
  tx(2, ['call S A 1000000'], { time: DAY }),
  tx(3, ['call A B 1000000'], { time: 2 * DAY }),
  tx(4, ['call B C 1000000'], { time: 3 * DAY }),
];

const answered =
  (name: string, answer: Partial<Expansion>) =>
  (subject: Subject): Expansion | null =>
    subject.kind === 'history' && subject.address === addressOf(name)
      ? { subject, status: 'complete', transactions: [], count: 0, ...answer }
      : null;

const [burning] = [tx(2, ['call S A 7'])].map((one) => ({
  ...one,
  transfers: one.transfers.map((transfer) => ({ ...transfer, to: BURN })),
}));

describe('Ethereum', () => {
  test.each<[string, Partial<OfflineCase>, string, string]>([
    [
      'a mixer',
      { tags: [tagOf('B', 'Tornado', 'mixing_service')] },
      'mixer / Tornado',
      'tagged "Tornado: mixing_service" (test)',
    ],
    [
      'an exchange',
      { tags: [tagOf('B', 'Huobi', 'exchange')] },
      'exchange / Huobi',
      'tagged "Huobi: exchange" (test)',
    ],
    [
      'a bridge',
      { tags: [tagOf('B', 'Ren', 'defi_bridge')] },
      'bridge / Ren',
      'tagged "Ren: defi_bridge" (test)',
    ],
    [
      'another service',
      { tags: [tagOf('B', 'Shop', 'payment_processor')] },
      'service / Shop',
      'tagged "Shop: payment_processor" (test)',
    ],
    [
      'a sanctioned service',
      { tags: [tagOf('B', 'Garantex', 'exchange'), tagOf('B', 'Garantex', 'sanction')] },
      'sanctioned / Garantex',
      '(test)',
    ],
    [
      'high activity',
      { answer: answered('B', { status: 'too-active', count: 12_345 }) },
      'high-activity',
      'more transactions than the limit: 12345 counted',
    ],
    [
      'an explorer that failed',
      { answer: answered('B', { status: 'failed', reason: 'three attempts timed out' }) },
      'not-explored',
      'explorer failed: three attempts timed out',
    ],
    [
      'an explorer that does not know all yet',
      { answer: answered('B', { status: 'incomplete', reason: 'not yet processed' }) },
      'not-explored',
      'incomplete at the explorer: not yet processed',
    ],
    ['the hop limit', { limits: { maxHops: 2 } }, 'not-explored', 'hop limit of 2 reached'],
    [
      'the time horizon',
      { limits: { maxDays: 1 } },
      'not-explored',
      'time horizon reached: more than 1 days after the theft',
    ],
    ['the budget', { limits: { maxLookups: 2 } }, 'not-explored', 'look-up budget used up (maxLookups)'],
    ['the tip', { tip: 3 }, 'unspent', 'unspent at block 3'],
  ])('%s', (_, change, outcome, reason) => {
    const { report } = walkOffline({ seeds: [seedAt('S')], transactions: line, ...change });
    expect(told(report)).toEqual([`${outcome}: 1000000`]);
    expect(resting(report)).toEqual(['B 1000000']);
    expect(report.outcomes[0]?.holdings[0]?.reason).toContain(reason);
    const gaps = outcome === 'not-explored' ? [{ address: addressOf('B'), amount: 1_000_000n }] : [];
    expect(report.gaps).toMatchObject(gaps);
    expect(report.gaps).toHaveLength(gaps.length);
  });

  test('a contract that is not understood', () => {
    const transactions = [...line.slice(0, 3), tx(5, ['call Y B 0', 'internal B Z 1'])];
    const { report } = walkOffline({ seeds: [seedAt('S')], transactions });
    expect(told(report)).toEqual(['contract: 1000000']);
    expect(report.outcomes[0]?.holdings[0]?.reason).toContain('pays out by internal transfers');
  });

  test('a burn address', () => {
    const transactions = [tx(1, ['call V S 7']), burning].flatMap((one) => one ?? []);
    const { report } = walkOffline({ seeds: [seedAt('S')], transactions });
    expect(told(report)).toEqual(['burned: 7']);
    expect(report.outcomes[0]?.holdings[0]).toMatchObject({
      address: BURN,
      reason: 'sent to a burn address',
    });
  });

  test('dust: below the least share of what was stolen', () => {
    // 10 millionths of 1,000,000 are 10.
    const transactions = [
      ...line.slice(0, 1),
      tx(2, ['call S A 9']),
      tx(3, ['call S B 10']),
      tx(4, ['call A C 9']),
    ];
    const walk = walkOffline({ seeds: [seedAt('S')], transactions, limits: { minShareMillionths: 10 } });
    expect(told(walk.report)).toEqual(['unspent: 999991', 'below-threshold: 9']);
    expect(walk.report.outcomes[1]?.holdings[0]?.reason).toBe('less than 10 millionths of what was stolen');
    expect(asked(walk, transactions)).toEqual(['S', 'B']);
  });

  test('dust of a token that was swapped is measured by what came of the swap', () => {
    // 10 ETH became 1000 T: 100,000 millionths of them are 100 T.
    const transactions = [
      tx(1, ['call V S 10']),
      tx(2, ['call S R 10', 'internal R P 10', 'T P S 1000']),
      tx(3, ['T S A 99']),
      tx(4, ['T S B 100']),
    ];
    const tags = [tagOf('R', 'Uniswap', 'defi_dex', 'dex-router')];
    const limits = { minShareMillionths: 100_000 };
    const walk = walkOffline({ seeds: [seedAt('S')], transactions, tags, limits });
    expect(asked(walk, transactions)).toEqual(['S', 'B', 'tx 2']);
    expect(walk.report.outcomes.map(({ kind }) => kind)).toEqual(['unspent', 'below-threshold']);
  });
});

describe('the time horizon', () => {
  const walk = (limits: Partial<Limits>, transactions = line, seeds: readonly Seed[] = [seedAt('S')]) =>
    resting(walkOffline({ seeds, transactions, limits }).report);

  // The stolen coins came on day 0: A has them on day 1, B on day 2, C on day 3.
  test('what arrives on its last second is followed', () => {
    expect(walk({ maxDays: 3 })).toEqual(['C 1000000']);
    expect(walk({ maxDays: 2 })).toEqual(['C 1000000']);
    expect(walk({ maxDays: 1 })).toEqual(['B 1000000']);
    const late = line.map((one, index) =>
      index === 2 ? { ...one, block: { ...one.block, time: 2 * DAY + 1 } } : one,
    );
    expect(walk({ maxDays: 2 }, late)).toEqual(['B 1000000']);
  });

  test('counts from when stolen coins arrived, not from when they went on', () => {
    const waiting = line.map((one, index) =>
      index === 0 ? one : { ...one, block: { ...one.block, time: one.block.time + 100 * DAY } },
    );
    expect(walk({ maxDays: 100 }, waiting)).toEqual(['A 1000000']);
    expect(walk({ maxDays: 101 }, waiting)).toEqual(['B 1000000']);
  });

  test('does not keep a seed from being followed', () => {
    expect(walk({ maxDays: 0 })).toEqual(['A 1000000']);
  });
});

describe('Bitcoin', () => {
  const script = p2wpkh('aa');
  const coin = bitcoinTransaction({ txid: 'c', height: 1, inputs: [], outputs: [{ value: 1_000n, script }] });
  const spend = bitcoinTransaction({
    txid: 's',
    height: 2,
    inputs: [['c', 0, 1_000n, script]],
    outputs: [
      { value: 100n, script: '6a0568656c6c6f' },
      { value: 0n, script: '6a00' },
      { value: 890n, script: p2wpkh('bb') },
    ],
  });
  const next = bitcoinTransaction({
    txid: 'n',
    height: 3,
    inputs: [['s', 2, 890n, p2wpkh('bb')]],
    outputs: [{ value: 880n, script: p2wpkh('cc') }],
  });
  const seeds: Seed[] = [{ kind: 'outpoint', chain: 'bitcoin', txid: id('c'), vout: 0 }];
  const transactions = [coin, spend, next];

  test('an OP_RETURN with value burns it, one without holds nothing', () => {
    const { report } = walkOffline({ seeds, transactions });
    expect(told(report)).toEqual(['unspent: 880', 'fees: 20', 'burned: 100']);
    expect(report.outcomes[2]?.holdings).toMatchObject([
      { holding: `${id('s')}:0`, reason: 'in an output nobody can spend' },
    ]);
  });

  test('an output that could not be looked up', () => {
    const answer = (subject: Subject): Expansion | null =>
      subject.kind === 'spends' && subject.txid === id('s')
        ? { subject, status: 'failed', transactions: [], count: 0, reason: 'down' }
        : null;
    const { report } = walkOffline({ seeds, transactions, answer });
    expect(told(report)).toEqual(['fees: 10', 'burned: 100', 'not-explored: 890']);
    expect(report.gaps).toMatchObject([
      { reason: 'explorer failed: down', address: addressOfScript(p2wpkh('bb')), amount: 890n },
    ]);
  });

  test('the hop limit and the horizon', () => {
    expect(told(walkOffline({ seeds, transactions, limits: { maxHops: 1 } }).report)).toContain(
      'not-explored: 890',
    );
    const late = { ...spend, block: { ...spend.block, time: coin.block.time + 3 * DAY + 1 } };
    const far = { ...next, block: { ...next.block, time: late.block.time } };
    const limits = { maxDays: 3 };
    expect(told(walkOffline({ seeds, transactions: [coin, late, far], limits }).report)).toContain(
      'not-explored: 890',
    );
  });

  test('a CoinJoin', () => {
    const pool = 5_000_000n;
    const inputs = [pool + 4_000n, pool, pool, pool, pool + 1n].map(
      (value, index) => [`f${index}`, 0, value, script] as const,
    );
    const mix = bitcoinTransaction({
      txid: 'mix',
      height: 5,
      inputs,
      outputs: inputs.map((_, index) => ({ value: pool, script: p2wpkh(`1${index}`) })),
    });
    const entry = bitcoinTransaction({
      txid: 'f0',
      height: 4,
      inputs: [],
      outputs: [{ value: pool + 4_000n, script }],
    });
    const entering: Seed = { kind: 'outpoint', chain: 'bitcoin', txid: id('f0'), vout: 0 };
    const { report } = walkOffline({ seeds: [entering], transactions: [entry, mix] });
    expect(told(report)).toEqual(['mixer / Whirlpool: 5004000']);
    expect(report.outcomes[0]?.holdings[0]?.reason).toContain('5000000 satoshi');
  });
});
