/** The worked examples of the accounting rules, computed independently (test/vectors/golden-taint.PROVENANCE.md). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { splitByLargestRemainder } from '../../src/core/amount.ts';
import { accountKey } from '../../src/core/holding.ts';
import { NOTHING_KNOWN } from '../../src/core/movement/knowledge.ts';
import { movementsOf } from '../../src/core/movement.ts';
import { fifo } from '../../src/core/taint/fifo.ts';
import { haircut } from '../../src/core/taint/haircut.ts';
import { Ledger } from '../../src/core/taint/ledger.ts';
import { type Lot, taintedOf, totalOf } from '../../src/core/taint/lot.ts';
import type { Method } from '../../src/core/taint/method.ts';
import { ethereumTransaction } from '../support/transactions.ts';

type Segment = [amount: number, source: string];
const golden = JSON.parse(readFileSync(new URL('../vectors/golden-taint.json', import.meta.url), 'utf8'));
const goldenFor = (prefix: string) =>
  golden[Object.keys(golden).find((name) => name.startsWith(prefix)) ?? ''];

const ORIGINS: Record<string, number> = { clean: 0, X: 1, Y: 2 };
const lots = (segments: Segment[]): Lot[] =>
  segments.map(([amount, source]) => ({ origin: ORIGINS[source] ?? Number.NaN, amount: BigInt(amount) }));
const address = (digit: string) => `0x${digit.repeat(40)}`;

describe('outputs of one Bitcoin transaction', () => {
  const cases = Object.keys(golden).filter((name) => /^A[1-7]/.test(name));
  test('seven examples are there', () => expect(cases).toHaveLength(7));

  test.each(cases)('%s', (name) => {
    const { inputs, outputs, fee, tainted, results } = golden[name];
    const pool = lots(inputs.flat());
    const parts = [...outputs, fee].map(BigInt);
    expect(taintedOf(pool)).toBe(BigInt(tainted));
    expect(fifo.divide(pool, parts)).toEqual([...results.fifo.out, results.fifo.fee].map(lots));
    const shares = haircut.divide(pool, parts);
    expect(shares.map(taintedOf)).toEqual([...results.haircut.out, results.haircut.fee].map(BigInt));
    expect(shares.map(totalOf)).toEqual(parts);
  });

  test('A8: the second hop of A1', () => {
    const a1 = golden['A1 tainted first'].results;
    const expected = goldenFor('A8');
    const parts = [250n, 240n, 10n];
    const afterFifo = fifo.divide([...lots(a1.fifo.out[1]), ...lots([[100, 'clean']])], parts);
    expect(afterFifo).toEqual([...expected.fifo.out, expected.fifo.fee].map(lots));
    const second =
      haircut.divide(
        lots([
          [600, 'X'],
          [400, 'clean'],
        ]),
        [500n, 400n, 100n],
      )[1] ?? [];
    const afterHaircut = haircut.divide([...second, ...lots([[100, 'clean']])], parts);
    expect(afterHaircut.map(taintedOf)).toEqual([...expected.haircut.out, expected.haircut.fee].map(BigInt));
  });
});

describe('one account', () => {
  const receive = (method: Method, ...credits: Segment[]) =>
    credits.reduce<Lot[]>((held, credit) => method.deposit(held, lots([credit])), []);
  const pay = (method: Method, held: readonly Lot[], amounts: bigint[]) => {
    const taken: Lot[][] = [];
    let left: readonly Lot[] = held;
    for (const amount of amounts) {
      const step = method.withdraw(left, amount);
      taken.push(step.taken);
      left = step.left;
    }
    return { taken, left };
  };

  test('C1: credits 100c, 60X, 40c; out 80, out 70', () => {
    const expected = goldenFor('C1');
    const credits: Segment[] = [
      [100, 'clean'],
      [60, 'X'],
      [40, 'clean'],
    ];
    const inOrder = pay(fifo, receive(fifo, ...credits), [80n, 70n]);
    expect(inOrder.taken).toEqual([lots(expected.fifo.w1), lots(expected.fifo.w2)]);
    expect(inOrder.left).toEqual(lots(expected.fifo.rest));
    const shared = pay(haircut, receive(haircut, ...credits), [80n, 70n]);
    expect(shared.taken.map(taintedOf)).toEqual([24n, 21n]);
    expect([totalOf(shared.left), taintedOf(shared.left)]).toEqual([50n, 15n]);
  });

  test('C3: gas first, in gwei', () => {
    const expected = goldenFor('C3');
    const credits: Segment[] = [
      [1_000_000_000, 'X'],
      [10_000_000, 'clean'],
    ];
    for (const method of [fifo, haircut]) {
      const { base_burned, tip, transfer, rest } = expected[method.name];
      const { taken, left } = pay(method, receive(method, ...credits), [
        4_000_000n,
        1_000_000n,
        990_000_000n,
      ]);
      expect(taken.map(taintedOf)).toEqual(
        [base_burned, tip, transfer].map((segments) => taintedOf(lots(segments))),
      );
      expect([totalOf(left), taintedOf(left)]).toEqual([BigInt(rest.value), BigInt(rest.tainted)]);
    }
  });

  test('C4: wrapping moves the lots between two holdings of one owner', () => {
    const expected = goldenFor('C4');
    const wrap = fifo.withdraw(
      lots([
        [400, 'X'],
        [600, 'clean'],
      ]),
      500n,
    );
    expect(wrap.taken).toEqual(lots(expected.wrapped));
    const unwrap = fifo.withdraw(wrap.taken, 300n);
    expect(unwrap.taken).toEqual(lots(expected.unwrapped));
    expect(fifo.deposit(wrap.left, unwrap.taken)).toEqual(lots(expected.eth));
    expect(unwrap.left).toEqual(lots(expected.weth));
  });

  test('C5: a swap maps lots pro rata by the largest remainder', () => {
    const expected = goldenFor('C5');
    for (const [received, segments] of [
      [1000n, expected.a],
      [999n, expected.b],
    ] as const) {
      const parts = splitByLargestRemainder(received, [400n, 100n]);
      expect(parts).toEqual(lots(segments).map(({ amount }) => amount));
    }
  });

  test('C6: a transfer to oneself is no movement', () => {
    const transfer = { asset: 'ETH', from: address('a'), to: address('a'), value: 50n };
    const tx = ethereumTransaction({ txid: '1', height: 1, transfers: [transfer] });
    expect(movementsOf([], [tx], NOTHING_KNOWN)).toEqual([]);
  });

  test('C6 through the ledger: the queue is not rotated', () => {
    const key = accountKey(address('a'), 'ETH');
    const ledger = new Ledger(fifo, {
      outpointMarks: new Map(),
      accountMarks: new Map([[key, [{ origin: 1, since: 0, until: 1 }]]]),
      openings: new Map([[key, 60n]]),
      follows: (holding) => holding === key,
      isMix: () => false,
    });
    const credit = { asset: 'ETH', from: address('b'), to: address('a'), value: 40n };
    const self = { asset: 'ETH', from: address('a'), to: address('a'), value: 50n };
    const movements = movementsOf(
      [],
      [
        ethereumTransaction({ txid: '1', height: 2, transfers: [credit], time: 2 }),
        ethereumTransaction({ txid: '2', height: 3, transfers: [self], time: 3 }),
      ],
      NOTHING_KNOWN,
    );
    for (const movement of movements) ledger.apply(movement);
    expect(ledger.lotsAt(key)).toEqual(lots(goldenFor('C6').correct_noop));
  });
});
