/** The walk on small hand-made graphs: seeds, ends, limits, stop reasons. */
import { describe, expect, test } from '@jest/globals';
import { addressOfScript } from '../../src/core/address.ts';
import type { Expansion, Subject } from '../../src/core/graph/subject.ts';
import type { Tag } from '../../src/core/tags/tag.ts';
import type { Seed } from '../../src/core/trace/seed.ts';
import { madeUpTag } from '../support/made-up-tag.ts';
import { type OfflineCase, walkOffline } from '../support/offline-walk.ts';
import {
  bitcoinTransaction,
  ethereumTransaction,
  id,
  p2wpkh,
  type TransferSketch,
} from '../support/transactions.ts';

const account = (digit: string) => `0x${digit.repeat(40)}`;
const [A, B, C, D] = ['a', 'b', 'c', 'd'].map(account) as [string, string, string, string];
const STRANGER = account('9');
const seedA: Seed = {
  kind: 'address',
  chain: 'ethereum',
  address: A,
  asset: 'ETH',
  since: 0,
  until: Infinity,
};

/** A plain call, one block each, 12 s apart. */
const pay = (height: number, from: string, to: string, value: bigint, more: Partial<TransferSketch> = {}) =>
  ethereumTransaction({
    txid: `${height}`,
    height,
    sender: from,
    fee: 0n,
    transfers: [{ from, to, value, ...more }],
  });

/** `kind / entity: amount` of every outcome. */
const outcomes = (offline: OfflineCase) =>
  walkOffline(offline).report.outcomes.map(
    ({ kind, entity, amount }) => `${kind}${entity ? ` / ${entity}` : ''}: ${amount}`,
  );

describe('address seeds on Ethereum', () => {
  const transactions = [pay(1, STRANGER, A, 50n), pay(2, STRANGER, A, 30n), pay(3, A, B, 70n)];

  test('everything received counts from since on', () => {
    expect(outcomes({ seeds: [seedA], transactions })).toEqual(['unspent: 80']);
    const seeds: Seed[] = [{ ...seedA, since: 20 }];
    const { report } = walkOffline({ seeds, transactions });
    expect(report.stolen).toEqual([
      {
        asset: 'ETH',
        amount: 80n,
        range: { min: 80n, max: 80n },
        seeds: 1,
        origins: [{ seed: 1, victim: null, amount: 80n }],
      },
    ]);
  });

  test('what came after until is clean', () => {
    const seeds: Seed[] = [{ ...seedA, until: 12 }];
    const [stolen] = walkOffline({ seeds, transactions }).report.stolen;
    expect(stolen?.amount).toBe(50n);
  });

  test('what had left before since is not stolen', () => {
    const before = [pay(1, STRANGER, A, 50n), pay(2, A, B, 50n), pay(3, STRANGER, A, 7n)];
    const [stolen] = walkOffline({ seeds: [{ ...seedA, since: 36 }], transactions: before }).report.stolen;
    expect(stolen?.amount).toBe(7n);
  });

  test('an inflow that is not in the data is the least opening balance, reported as an assumption', () => {
    const { report } = walkOffline({
      seeds: [seedA],
      transactions: [pay(1, A, B, 70n), pay(2, STRANGER, A, 5n), pay(3, A, B, 10n)],
    });
    expect(report.stolen[0]?.amount).toBe(80n);
    expect(report.assumptions).toEqual([
      { kind: 'opening-balance', chain: 'ethereum', address: A, asset: 'ETH', amount: 75n, stolen: true },
    ]);
  });

  test('a coin that returns to the seed is counted once', () => {
    const loop = [pay(1, STRANGER, A, 50n), pay(2, A, B, 50n), pay(3, B, A, 50n), pay(4, A, C, 50n)];
    const { report } = walkOffline({ seeds: [seedA], transactions: loop });
    expect(report.stolen[0]?.amount).toBe(50n);
    expect(report.outcomes.map(({ kind, amount, holdings }) => [kind, amount, holdings[0]?.address])).toEqual(
      [['unspent', 50n, C]],
    );
  });
});

describe('failed and equal transfers', () => {
  test('a reverted transaction moves nothing but pays its fee', () => {
    const reverted = ethereumTransaction({
      txid: 'r',
      height: 2,
      sender: A,
      fee: 3n,
      transfers: [{ from: A, to: B, value: 40n, moved: false }],
    });
    expect(outcomes({ seeds: [seedA], transactions: [pay(1, STRANGER, A, 50n), reverted] })).toEqual([
      'unspent: 47',
      'fees: 3',
    ]);
  });

  test('a reverted internal call moves nothing', () => {
    const partly = ethereumTransaction({
      txid: 'p',
      height: 2,
      sender: A,
      fee: 0n,
      transfers: [
        { from: A, to: B, value: 40n },
        { from: B, to: C, value: 40n, kind: 'internal', moved: false },
      ],
    });
    expect(outcomes({ seeds: [seedA], transactions: [pay(1, STRANGER, A, 50n), partly] })).toEqual([
      'contract: 40',
      'unspent: 10',
    ]);
  });

  test('two equal token logs of one transaction are two transfers', () => {
    const token = `0x${'7'.repeat(40)}`;
    const equal = { asset: token, from: A, to: B, value: 5n, kind: 'token' } as const;
    const twice = ethereumTransaction({ txid: 't', height: 1, transfers: [equal, equal] });
    const { report } = walkOffline({ seeds: [{ ...seedA, asset: token }], transactions: [twice] });
    expect(report.outcomes.map(({ kind, amount }) => [kind, amount])).toEqual([['unspent', 10n]]);
  });
});

describe('ends', () => {
  const transactions = [pay(1, STRANGER, A, 100n), pay(2, A, B, 60n), pay(3, B, C, 60n)];

  test.each<[string, readonly Tag[], string]>([
    ['mixer', [madeUpTag(B, 'Tornado Cash', ['mixing_service'])], 'mixer / Tornado Cash: 60'],
    ['exchange', [madeUpTag(B, 'Huobi', ['exchange'])], 'exchange / Huobi: 60'],
    ['bridge', [madeUpTag(B, 'Ren', ['defi_bridge'])], 'bridge / Ren: 60'],
    ['service', [madeUpTag(B, 'Shop', ['payment_processor'])], 'service / Shop: 60'],
    [
      'sanctioned service',
      [madeUpTag(B, 'Garantex', ['exchange']), madeUpTag(B, 'Garantex', ['sanction'])],
      'sanctioned / Garantex: 60',
    ],
    [
      'mixer under sanctions',
      [madeUpTag(B, 'Blender', ['mixing_service', 'sanction'])],
      'mixer / Blender: 60',
    ],
  ])('a %s ends the walk', (_, tags, expected) => {
    expect(outcomes({ seeds: [seedA], transactions, tags })).toContain(expected);
  });

  test.each<[string, readonly Tag[]]>([
    ['a sanctioned wallet', [madeUpTag(B, 'Lazarus Group', ['sanction'])]],
    [
      'a token or governance contract of a mixer',
      [madeUpTag(B, 'Tornado Cash', ['defi'], { role: 'token' })],
    ],
    ['a known thief', [madeUpTag(B, 'Ronin exploiter', ['perpetrator'])]],
  ])('%s does not', (_, tags) => {
    const { report } = walkOffline({ seeds: [seedA], transactions, tags });
    expect(report.outcomes[0]?.holdings.map(({ address }) => address)).toEqual([C, A]);
  });

  test('a sanction that has ended or not begun is no sanction', () => {
    const at = (validFrom: number | null, validTo: number | null) => {
      const tags = [
        madeUpTag(B, 'Garantex', ['exchange']),
        madeUpTag(B, 'Garantex', ['sanction'], { validFrom, validTo }),
      ];
      return outcomes({ seeds: [seedA], transactions, tags })[0];
    };
    expect(at(24, 24)).toBe('sanctioned / Garantex: 60');
    expect(at(25, null)).toBe('exchange / Garantex: 60');
    expect(at(null, 23)).toBe('exchange / Garantex: 60');
  });

  test('a seed is followed whatever its tags say', () => {
    const tags = [madeUpTag(A, 'Some Exchange', ['exchange'])];
    expect(outcomes({ seeds: [seedA], transactions, tags })).toEqual(['unspent: 100']);
  });

  test('value at a burn address is burned', () => {
    const burn = pay(2, A, '0x000000000000000000000000000000000000dead', 60n);
    expect(outcomes({ seeds: [seedA], transactions: [pay(1, STRANGER, A, 100n), burn] })).toContain(
      'burned: 60',
    );
  });

  test('a contract that pays out by internal transfers ends the walk, an account that signs does not', () => {
    const out = ethereumTransaction({
      txid: 'out',
      height: 3,
      sender: STRANGER,
      fee: 0n,
      transfers: [
        { from: STRANGER, to: B, value: 0n },
        { from: B, to: C, value: 60n, kind: 'internal' },
      ],
    });
    const first = [pay(1, STRANGER, A, 100n), pay(2, A, B, 60n)];
    expect(outcomes({ seeds: [seedA], transactions: [...first, out] })).toEqual([
      'contract: 60',
      'unspent: 40',
    ]);
    const signed = pay(4, B, D, 0n);
    expect(outcomes({ seeds: [seedA], transactions: [...first, out, signed] })).toEqual(['unspent: 100']);
  });

  test('what leaves a mixer is clean', () => {
    const withdrawal = pay(3, B, A, 60n);
    const { report } = walkOffline({
      seeds: [{ ...seedA, until: 20 }],
      transactions: [pay(1, STRANGER, A, 100n), pay(2, A, B, 60n), withdrawal, pay(4, A, D, 100n)],
      tags: [madeUpTag(B, 'Tornado Cash', ['mixing_service'])],
    });
    expect(report.stolen[0]?.amount).toBe(100n);
    expect(report.outcomes[0]).toMatchObject({ kind: 'mixer', amount: 60n });
  });
});

test('the choice of method can leave a gap that the main method does not see', () => {
  const transactions = [
    pay(1, STRANGER, A, 50n),
    pay(2, STRANGER, B, 50n),
    pay(3, A, B, 50n),
    pay(4, B, C, 50n),
    pay(5, C, D, 50n),
  ];
  const { report } = walkOffline({ seeds: [seedA], transactions, limits: { maxHops: 2 } });
  // B holds 50 clean, then 50 stolen, and pays 50: fifo and libr 0, haircut 25, lifo all 50.
  expect(report.gaps).toMatchObject([{ address: C, amount: 0n, range: { min: 0n, max: 50n } }]);
});

describe('limits', () => {
  const chain = [
    pay(1, STRANGER, A, 1_000_000n),
    pay(2, A, B, 1_000_000n),
    pay(3, B, C, 1_000_000n),
    pay(4, C, D, 1_000_000n),
  ];

  test('hops', () => {
    const { report } = walkOffline({ seeds: [seedA], transactions: chain, limits: { maxHops: 2 } });
    expect(report.outcomes.map(({ kind, amount }) => [kind, amount])).toEqual([['not-explored', 1_000_000n]]);
    expect(report.gaps).toMatchObject([{ address: C, amount: 1_000_000n, reason: 'hop limit of 2 reached' }]);
  });

  test('look-ups', () => {
    const { report, asked } = walkOffline({ seeds: [seedA], transactions: chain, limits: { maxLookups: 2 } });
    expect(asked).toHaveLength(2);
    expect(report.gaps).toMatchObject([{ address: C, reason: 'look-up budget used up (maxLookups)' }]);
  });

  test('share of the stolen amount', () => {
    const transactions = [pay(1, STRANGER, A, 1_000_000n), pay(2, A, B, 99n), pay(3, A, C, 100n)];
    const walk = walkOffline({ seeds: [seedA], transactions, limits: { minShareMillionths: 100 } });
    expect(walk.report.outcomes.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['unspent', 999_901n],
      ['below-threshold', 99n],
    ]);
    expect(walk.report.gaps).toEqual([]);
    expect(walk.asked.map((subject) => (subject.kind === 'history' ? subject.address : ''))).toEqual([A, C]);
  });

  const answerFor =
    (address: string, status: Expansion['status'], more: Partial<Expansion>) => (subject: Subject) =>
      subject.kind === 'history' && subject.address === address
        ? { subject, status, transactions: [], count: 0, ...more }
        : null;

  test('activity', () => {
    const answer = answerFor(B, 'too-active', { count: 25_000 });
    const { report } = walkOffline({ seeds: [seedA], transactions: chain, answer });
    expect(report.outcomes[0]).toMatchObject({ kind: 'high-activity', amount: 1_000_000n });
    expect(report.outcomes[0]?.holdings[0]?.reason).toContain('25000');
    expect(report.gaps).toEqual([]);
  });

  test('an explorer that fails leaves a gap with the amount', () => {
    const answer = answerFor(C, 'failed', { reason: 'explorer is down' });
    const { report } = walkOffline({ seeds: [seedA], transactions: chain, answer });
    expect(report.gaps).toEqual([
      {
        reason: 'explorer failed: explorer is down',
        chain: 'ethereum',
        address: C,
        asset: 'ETH',
        amount: 1_000_000n,
        range: { min: 1_000_000n, max: 1_000_000n },
      },
    ]);
  });

  test.each([
    ['failed', 'seed not read: explorer failed: why'],
    ['incomplete', 'seed not read: incomplete at the explorer: why'],
  ] as const)('a seed that cannot be read is a gap of unknown amount: %s', (status, reason) => {
    const answer = answerFor(A, status, { reason: 'why' });
    const { report } = walkOffline({ seeds: [seedA], transactions: chain, answer });
    expect(report.stolen[0]?.amount).toBe(0n);
    expect(report.gaps).toMatchObject([{ address: A, amount: null, reason }]);
  });
});

describe('Bitcoin', () => {
  const script = p2wpkh('aa');
  const other = p2wpkh('bb');
  const theft = bitcoinTransaction({
    txid: 'theft',
    height: 1,
    inputs: [['x', 0, 1_000n]],
    outputs: [
      { value: 600n, script },
      { value: 390n, script: other },
    ],
  });
  const next = bitcoinTransaction({
    txid: 'next',
    height: 2,
    inputs: [['theft', 0, 600n, script]],
    outputs: [
      { value: 500n, script: other },
      { value: 60n, script: '6a0568656c6c6f' },
      { value: 0n, script: '6a00' },
    ],
  });
  const transactions = [theft, next];

  test('a transaction seed: its outputs, their spending, the burnt part and the fee', () => {
    const seeds: Seed[] = [{ kind: 'transaction', chain: 'bitcoin', txid: id('theft'), asset: 'BTC' }];
    expect(outcomes({ seeds, transactions })).toEqual(['unspent: 890', 'fees: 40', 'burned: 60']);
  });

  test('a transaction seed with a receiver takes only the outputs to it', () => {
    const receiver = addressOfScript(script);
    const seeds: Seed[] = [
      { kind: 'transaction', chain: 'bitcoin', txid: id('theft'), asset: 'BTC', receiver },
    ];
    const { report } = walkOffline({ seeds, transactions });
    expect([report.stolen[0]?.amount, report.gaps.length]).toEqual([600n, 0]);
  });

  test('an outpoint seed', () => {
    const seeds: Seed[] = [{ kind: 'outpoint', chain: 'bitcoin', txid: id('theft'), vout: 1 }];
    expect(outcomes({ seeds, transactions })).toEqual(['unspent: 390']);
  });

  test('an outpoint that does not exist is a gap', () => {
    const seeds: Seed[] = [{ kind: 'outpoint', chain: 'bitcoin', txid: id('theft'), vout: 2 }];
    expect(walkOffline({ seeds, transactions }).report.gaps).toMatchObject([{ amount: null }]);
  });

  test('an address seed takes what it receives in the window and what it held when it began', () => {
    const address = addressOfScript(script);
    const base = { kind: 'address', chain: 'bitcoin', address, asset: 'BTC', until: Infinity } as const;
    const stolenSince = (since: number) =>
      walkOffline({ seeds: [{ ...base, since }], transactions }).report.stolen[0]?.amount;
    expect(stolenSince(0)).toBe(600n);
    expect(stolenSince(1_200)).toBe(600n);
    expect(stolenSince(1_201)).toBe(0n);
  });

  test('the seed named first keeps a coin that two seeds name', () => {
    const seeds: Seed[] = [
      { kind: 'outpoint', chain: 'bitcoin', txid: id('theft'), vout: 0 },
      { kind: 'transaction', chain: 'bitcoin', txid: id('theft'), asset: 'BTC' },
    ];
    const [ledger] = walkOffline({ seeds, transactions }).settlement.ledgers;
    expect([ledger?.stolen.get(1)?.get('BTC'), ledger?.stolen.get(2)?.get('BTC')]).toEqual([600n, 390n]);
  });

  test('a seed whose coins an earlier seed names is no gap', () => {
    const seeds: Seed[] = [
      { kind: 'transaction', chain: 'bitcoin', txid: id('theft'), asset: 'BTC' },
      { kind: 'outpoint', chain: 'bitcoin', txid: id('theft'), vout: 0 },
    ];
    const { report } = walkOffline({ seeds, transactions });
    expect([report.stolen[0]?.amount, report.gaps]).toEqual([990n, []]);
  });

  test('what a transaction seed burns or pays to an exchange ends there', () => {
    const exchange = p2wpkh('ee');
    const paying = bitcoinTransaction({
      txid: 'paying',
      height: 1,
      inputs: [['x', 0, 1_000n]],
      outputs: [
        { value: 300n, script: '6a0568656c6c6f' },
        { value: 400n, script: exchange },
      ],
    });
    const pooled = bitcoinTransaction({
      txid: 'pooled',
      height: 2,
      inputs: [['paying', 1, 400n, exchange]],
      outputs: [{ value: 390n, script: other }],
    });
    const tags = [madeUpTag(addressOfScript(exchange), 'Bitfinex', ['exchange'], { chain: 'bitcoin' })];
    const seeds: Seed[] = [{ kind: 'transaction', chain: 'bitcoin', txid: id('paying'), asset: 'BTC' }];
    expect(outcomes({ seeds, transactions: [paying, pooled], tags })).toEqual([
      'exchange / Bitfinex: 400',
      'burned: 300',
    ]);
  });

  test('a history that cannot be read does not hide what a look-up of the output tells', () => {
    const address = addressOfScript(script);
    const seeds: Seed[] = [
      { kind: 'transaction', chain: 'bitcoin', txid: id('theft'), asset: 'BTC' },
      { kind: 'address', chain: 'bitcoin', address, asset: 'BTC', since: 0, until: Infinity },
    ];
    const answer = (subject: Subject): Expansion | null =>
      subject.kind === 'history' ? { subject, status: 'too-active', transactions: [], count: 99 } : null;
    const { report } = walkOffline({ seeds, transactions, answer });
    expect(report.outcomes.map(({ kind }) => kind)).toEqual(['unspent', 'fees', 'burned']);
  });
});
