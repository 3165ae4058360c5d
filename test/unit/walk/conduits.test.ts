/** Contracts that pass on what they get: what they hold besides, and who else uses them, has no part in it. */
import { describe, expect, test } from '@jest/globals';
import type { Expansion, Subject } from '../../../src/core/graph/subject.ts';
import { addressOf } from '../../support/courses.ts';
import { walkOffline } from '../../support/offline-walk.ts';
import { asked, resting, seedAt, tagOf, told, tx, underEach } from '../../support/tale.ts';

/** A history that is too long to be had. */
const tooActive =
  (name: string, count = 25_000) =>
  (subject: Subject): Expansion | null =>
    subject.kind === 'history' && subject.address === addressOf(name)
      ? { subject, status: 'too-active', transactions: [], count }
      : null;

describe('a disperse contract with too long a history', () => {
  const transactions = [
    tx(1, ['call V S 70']),
    tx(2, ['call S M 10', 'internal M A 4', 'internal M B 6']),
    tx(3, ['call S M 20', 'internal M A 5', 'internal M B 15']),
    tx(4, ['call S M 40', 'internal M C 40']),
    tx(5, ['call V M 1000', 'internal M D 1000']),
  ];
  const offline = { seeds: [seedAt('S')], transactions, answer: tooActive('M') };

  test('passes on exactly what it got, under every method', () => {
    for (const { walk } of underEach(offline)) {
      expect(told(walk.report)).toEqual(['unspent: 70']);
      expect(resting(walk.report)).toEqual(['C 40', 'B 21', 'A 9']);
    }
  });

  test('its first transaction is looked up, then, as it passed on, the others, and each once', () => {
    expect(asked(walkOffline(offline), transactions)).toEqual([
      'S',
      'M',
      'tx 2',
      'B',
      'A',
      'tx 3',
      'tx 4',
      'C',
    ]);
  });

  test('what it holds in such a transaction is a holding of its own', () => {
    const { settlement } = walkOffline(offline);
    const [ledger] = settlement.ledgers;
    const passing = settlement.tape.conduitsOf(`${addressOf('M')}/ETH`);
    expect(passing.map((holding) => settlement.tape.keyOf(holding))).toEqual(
      [2, 3, 4].map((index) => `${addressOf('M')}/ETH@${transactions[index - 1]?.txid}`),
    );
    expect(passing.map((holding) => ledger?.taintedAt(holding))).toEqual([0n, 0n, 0n]);
  });

  test('the flag of a receiver has the way through it', () => {
    const deposit = tx(6, ['call B X 21']);
    const { report } = walkOffline({
      ...offline,
      transactions: [...transactions, deposit],
      tags: [tagOf('X', 'Tornado Cash', 'mixing_service')],
    });
    const flag = report.flags.find(({ kind }) => kind === 'mixer-depositor');
    expect(flag).toMatchObject({ address: addressOf('B'), amount: 21n, hops: 2 });
    expect(flag?.heaviest.map(({ to, amount }) => [to, amount])).toEqual([
      [addressOf('M'), 20n],
      [addressOf('B'), 15n],
    ]);
  });
});

describe('a service with too long a history', () => {
  const transactions = [
    tx(1, ['call V S 30']),
    tx(2, ['call S M 10']),
    tx(3, ['call S M 12']),
    tx(4, ['call S M 8']),
  ];
  const offline = { seeds: [seedAt('S')], transactions, answer: tooActive('M', 777) };

  test('is asked for once only, and what it got ends there', () => {
    const walk = walkOffline(offline);
    expect(asked(walk, transactions)).toEqual(['S', 'M', 'tx 2']);
    expect(told(walk.report)).toEqual(['high-activity: 30']);
    expect(walk.report.outcomes[0]?.holdings[0]?.reason).toContain('777');
  });

  test('one that keeps a unit is no conduit', () => {
    const kept = [transactions[0], tx(2, ['call S M 30', 'internal M A 29'])].flatMap((one) => one ?? []);
    const walk = walkOffline({ ...offline, transactions: kept });
    expect(told(walk.report)).toEqual(['high-activity: 30']);
    expect(asked(walk, kept)).toEqual(['S', 'M', 'tx 2']);
  });
});

describe('a contract of which the history is known', () => {
  test('is a conduit where it passes on, and a contract where it keeps', () => {
    // M keeps 5 of the second payment.
    const transactions = [
      tx(1, ['call V S 30']),
      tx(2, ['call S M 10', 'internal M A 10']),
      tx(3, ['call S M 20', 'internal M A 15']),
    ];
    const walk = walkOffline({ seeds: [seedAt('S')], transactions });
    expect(told(walk.report)).toEqual(['contract: 20', 'unspent: 10']);
    expect(walk.report.outcomes[0]?.holdings[0]?.reason).toContain('not understood');
  });

  test('what was mixed with others’ coins in it is shared out by the method within the transaction', () => {
    // M gets 10 stolen and 30 clean, and pays A 12, B 28. fifo: 10X+2c, 28c. haircut: 10 of 40: 3 and 7. libr: 0 and 10.
    const transactions = [
      tx(1, ['call V S 10']),
      tx(2, ['call Y N 30', 'internal S M 10', 'internal N M 30', 'internal M A 12', 'internal M B 28']),
      tx(3, ['call S Y 0']),
    ];
    const found = underEach({ seeds: [seedAt('S')], transactions }).map(({ method, walk }) => [
      method.name,
      resting(walk.report),
    ]);
    expect(Object.fromEntries(found)).toMatchObject({
      fifo: ['A 10'],
      haircut: ['B 7', 'A 3'],
      libr: ['B 10'],
    });
  });
});

describe('a seed that is itself a conduit', () => {
  const transactions = [
    tx(1, ['call V K 10', 'internal K A 10']),
    tx(2, ['call V K 7', 'internal K A 4', 'internal K B 3']),
    tx(3, ['call V K 5', 'internal K B 5']),
  ];

  test('all that passes it in the window is stolen', () => {
    const { report } = walkOffline({ seeds: [seedAt('K', { since: 24, until: 24 })], transactions });
    expect(report.stolen).toMatchObject([{ amount: 7n }]);
    expect(resting(report)).toEqual(['A 4', 'B 3']);
    expect(report.gaps).toEqual([]);
  });

  test('a cap counts the first units', () => {
    const { report } = walkOffline({ seeds: [seedAt('K', { amountCap: 12n })], transactions });
    expect(report.stolen).toMatchObject([{ amount: 12n }]);
    // 10 to A, then 2 of the 4 that A got; nothing of what came after.
    expect(resting(report)).toEqual(['A 12']);
  });

  test('as the receiver of a stolen transaction', () => {
    const [theft] = transactions;
    const seed = { kind: 'transaction', chain: 'ethereum', txid: theft?.txid ?? '', asset: 'ETH' } as const;
    const { report } = walkOffline({ seeds: [{ ...seed, receiver: addressOf('K') }], transactions });
    expect(report.stolen).toMatchObject([{ amount: 10n }]);
    expect(resting(report)).toEqual(['A 10']);
    expect(report.gaps).toEqual([]);
  });

  test('without a receiver it is those it paid', () => {
    const seed = {
      kind: 'transaction',
      chain: 'ethereum',
      txid: transactions[1]?.txid ?? '',
      asset: 'ETH',
    } as const;
    const { report, settlement } = walkOffline({ seeds: [seed], transactions });
    expect(report.stolen).toMatchObject([{ amount: 7n }]);
    expect(resting(report)).toEqual(['A 4', 'B 3']);
    // The theft itself is no movement of stolen coins.
    const receiver = settlement.tape.find(`${addressOf('A')}/ETH`) ?? -1;
    expect(settlement.ledgers[0]?.reach.hopsTo(receiver)).toBe(0);
  });
});
