/** Each rule of exits: what it finds, what it must not, and its numbers. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ExitCase } from '../../../src/core/exits/exit-case.ts';
import type { ExitRule } from '../../../src/core/exits/lead.ts';
import { exitLeads, rankRecipients } from '../../../src/core/exits/leads.ts';
import { poissonTail } from '../../../src/core/exits/poisson.ts';
import { passesGate, poolHistories } from '../../../src/core/exits/pool-history.ts';
import { addressNamed, exitCase, poolEvent, repeated } from '../../support/pool-tale.ts';

const found = (theCase: ExitCase, rule: ExitRule) =>
  exitLeads(theCase)
    .filter((lead) => lead.rule === rule)
    .map(({ recipient, withdrawals, anonymitySet, rivals, score }) => ({
      recipient,
      count: withdrawals.length,
      anonymitySet,
      rivals,
      score,
    }));

describe('same address', () => {
  test('finds a depositor of the case that withdraws later', () => {
    const theCase = exitCase(['d X 1', 'd A 2', 'w Y 3', 'w A 4', 'w A 5'], ['A']);
    expect(found(theCase, 'same-address')).toEqual([
      { recipient: addressNamed('A'), count: 2, anonymitySet: 1, rivals: 1, score: 1 },
    ]);
  });

  test.each([
    ['earlier', ['w A 1', 'd A 2']],
    ['earlier in the same block', ['w A 1', 'd A 1']],
    ['from another pool', ['d A 1', 'w A 2 q']],
    ['to a depositor of others', ['d A 1', 'd B 2', 'w B 3']],
  ])('not a withdrawal %s', (_, events) => {
    expect(found(exitCase(events, ['A']), 'same-address')).toEqual([]);
  });
});

describe('linked addresses', () => {
  const events = ['d A 1', 'd B 2', 'w R 3', 'w S 4'];
  const linked = (count: number, more: Partial<ExitCase> = {}) =>
    exitCase(events, ['A', 'B'], {
      links: (a, b) => (a === addressNamed('A') && b === addressNamed('R') ? count : 0),
      ...more,
    });

  test('need three direct transactions', () => {
    expect(found(linked(3), 'linked-addresses').map(({ recipient }) => recipient)).toEqual([
      addressNamed('R'),
    ]);
    expect(found(linked(2), 'linked-addresses')).toEqual([]);
  });

  test('leave services out', () => {
    const isService = (address: string) => address === addressNamed('R');
    expect(found(linked(9, { isService }), 'linked-addresses')).toEqual([]);
  });

  test('are weaker where several depositors are linked', () => {
    const [lead] = found(
      linked(0, { links: (_, b) => (b === addressNamed('R') ? 3 : 0) }),
      'linked-addresses',
    );
    expect(lead).toMatchObject({ rivals: 2, score: 0.5 });
  });
});

describe('gas price', () => {
  const price = '21234567891';
  test('unique on both sides', () => {
    const theCase = exitCase([`d A 1 p ${price}`, 'd B 2 p 5', `w R 3 p ${price} 0`], ['A']);
    expect(found(theCase, 'gas-price')).toEqual([
      { recipient: addressNamed('R'), count: 1, anonymitySet: 2, rivals: 1, score: 1 },
    ]);
  });

  test.each([
    ['a round price', ['d A 1 p 20000000000', 'w R 3 p 20000000000 0']],
    ['nine digits', ['d A 1 p 2123456780', 'w R 3 p 2123456780 0'].map((one) => one.replace('6780', '6700'))],
    ['a second deposit of it', [`d A 1 p ${price}`, `d B 2 p ${price}`, `w R 3 p ${price} 0`]],
    ['a second withdrawal of it', [`d A 1 p ${price}`, `w R 3 p ${price} 0`, `w S 4 p ${price} 0`]],
    ['a relayer’s price', [`d A 1 p ${price}`, `w R 3 p ${price} 7`]],
    ['a withdrawal before', [`w R 1 p ${price} 0`, `d A 2 p ${price}`]],
    ['a deposit of others', [`d B 1 p ${price}`, `w R 3 p ${price} 0`]],
  ])('not %s', (_, events) => {
    expect(found(exitCase(events, ['A']), 'gas-price')).toEqual([]);
  });
});

describe('multi-denomination', () => {
  const made = ['d A 1 p', 'd A 2 p', 'd A 3 q', 'd A 4 q', 'd A 5 q'];
  const taken = ['w R 10 p', 'w R 11 p', 'w R 12 q', 'w R 13 q', 'w R 14 q'];
  test('equal vectors over two pools', () => {
    expect(found(exitCase([...made, ...taken], ['A']), 'multi-denomination')).toEqual([
      { recipient: addressNamed('R'), count: 5, anonymitySet: 2, rivals: 1, score: 1 },
    ]);
  });

  test('is weaker by every other depositor with the same vector', () => {
    const other = made.map((event) => event.replace('A', 'B'));
    expect(found(exitCase([...made, ...other, ...taken], ['A']), 'multi-denomination')[0]).toMatchObject({
      rivals: 2,
      score: 0.5,
    });
  });

  test.each([
    ['one withdrawal less', [...made, ...taken.slice(1)]],
    ['one deposit more', [...made, 'd A 6 p', ...taken]],
    ['a deposit after the first withdrawal', [...made.slice(1), 'd A 11 p', ...taken]],
    ['a single pool', [...made, ...taken].map((event) => event.replace('q', 'p'))],
    ['deposits beyond the horizon', [...made, ...taken.map((event) => event.replace('w R 1', 'w R 5001'))]],
  ])('not with %s', (_, events) => {
    expect(found(exitCase(events, ['A']), 'multi-denomination')).toEqual([]);
  });
});

/** Ordinary recipients long before, one withdrawal each, and the deposits that they are of. */
const ordinary = Array.from({ length: 40 }, (_, index) => [
  `d O${index} ${index}`,
  `w P${index} ${index + 40}`,
]).flat();
const batch = (recipients: number, each: number, from: number) =>
  Array.from({ length: recipients }, (_, index) =>
    repeated(each, 'w', `R${index}`, from + index * each),
  ).flat();

describe('count match', () => {
  const from = 10_000;
  const deposits = repeated(60, 'd', 'A', from);
  const horizon = { horizon: 5000 };

  test('finds equal parts of what a depositor deposited', () => {
    const leads = found(
      exitCase([...ordinary, ...deposits, ...batch(10, 6, from + 100)], ['A'], horizon),
      'count-match',
    );
    expect(leads.length).toBe(10);
    expect(leads.every(({ count, rivals }) => count === 6 && rivals === 1)).toBe(true);
    // None of 40 before, so 1/41 of 10 are expected.
    expect(leads[0]?.score).toBeCloseTo(1 - 1 / 41, 12);
  });

  test.each([
    ['a number that divides nothing', [...deposits, ...batch(8, 7, from + 100)]],
    ['less than five each', [...deposits, ...batch(15, 4, from + 100)]],
    ['one recipient alone', [...deposits, ...batch(1, 6, from + 100)]],
    ['more than was deposited before', [...deposits, ...batch(11, 6, from + 100)]],
    [
      'withdrawals before the deposits',
      [
        ...deposits,
        ...Array.from({ length: 60 }, (_, index) => `w R${index % 10} ${from + 1 + Math.floor(index / 2)}`),
      ],
    ],
    ['recipients that are not new', ['w R0 50', ...deposits, ...batch(1, 6, from + 100)]],
  ])('not %s', (_, events) => {
    expect(found(exitCase([...ordinary, ...events], ['A'], horizon), 'count-match')).toEqual([]);
  });

  test('not what is ordinary in the pool', () => {
    const usual = Array.from({ length: 10 }, (_, index) =>
      repeated(6, 'w', `U${index}`, 4000 + index * 10),
    ).flat();
    const theCase = exitCase(
      [...ordinary, ...usual, ...deposits, ...batch(3, 6, from + 100)],
      ['A'],
      horizon,
    );
    expect(found(theCase, 'count-match')).toEqual([]);
  });
});

describe('timing', () => {
  const singles = Array.from({ length: 60 }, (_, index) => `w S${index} ${10_500 + index}`);
  const theCase = (count: number) =>
    exitCase(
      [...ordinary, ...repeated(20, 'd', 'A', 10_000), ...repeated(count, 'w', 'R', 10_100), ...singles],
      ['A'],
    );

  test('finds a recipient far above the average', () => {
    expect(found(theCase(12), 'timing')).toEqual([
      { recipient: addressNamed('R'), count: 12, anonymitySet: 20, rivals: 1, score: 1 },
    ]);
  });

  test('not one a little above it', () => {
    expect(found(theCase(4), 'timing')).toEqual([]);
  });

  test('not one that got more than was deposited', () => {
    expect(found(theCase(21), 'timing')).toEqual([]);
  });
});

/** N = 200 withdrawals to U = 120 recipients: the worked example of the specification. */
test.each([
  [6, 0.0073, 0.876],
  [8, 0.00034, 0.041],
  [10, 1.01e-5, 0.00121],
  [12, 2.07e-7, 2.49e-5],
])('%i or more of 200/120 have probability %f', (count, single, corrected) => {
  const p = poissonTail(count, 200 / 120);
  expect(p / single).toBeCloseTo(1, 1);
  expect((p * 120) / corrected).toBeCloseTo(1, 2);
});

test('the chance of at least nothing is 1, of something where nothing is expected 0', () => {
  expect([poissonTail(0, 3), poissonTail(1, 0)]).toEqual([1, 0]);
  expect(poissonTail(3, 30)).toBeCloseTo(1, 9);
});

test('the gate: never more taken than given, at any time', () => {
  const event = fc
    .tuple(fc.constantFrom('d', 'w'), fc.nat(50))
    .map(([kind, second]) => `${kind} A ${second}`);
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      const [history] = poolHistories(events.map(poolEvent));
      const [given, taken] = [history?.deposits ?? [], history?.withdrawals ?? []];
      let balance = 0;
      let isKept = true;
      for (const { kind } of [...given, ...taken].sort(
        (a, b) => a.block - b.block || a.logIndex - b.logIndex,
      )) {
        balance += kind === 'deposit' ? 1 : -1;
        if (balance < 0) isKept = false;
      }
      expect(passesGate(given, taken)).toBe(isKept);
    }),
  );
});

test('recipients are ranked by all that speaks for them, then by count, then by time', () => {
  const theCase = exitCase(['d A 1', 'd A 2', 'd A 3', 'd A 4', 'w R 5', 'w S 6', 'w S 7', 'w A 8'], ['A']);
  const ranked = rankRecipients(theCase, exitLeads(theCase));
  expect(ranked.map(({ address, score }) => [address, score])).toEqual([
    [addressNamed('A'), 1],
    [addressNamed('S'), 0],
    [addressNamed('R'), 0],
  ]);
});
