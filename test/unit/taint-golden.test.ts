/** The worked examples of the accounting rules, computed independently (test/vectors/golden-taint.PROVENANCE.md). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { accountKey, blockFeesKey, unclaimedKey } from '../../src/core/holding.ts';
import { NOTHING_KNOWN } from '../../src/core/movement/knowledge.ts';
import { type Movement, movementsOf } from '../../src/core/movement/movement.ts';
import { fifo } from '../../src/core/taint/fifo.ts';
import { libr } from '../../src/core/taint/libr.ts';
import { cleanLot, type Lots, lot, lotList } from '../../src/core/taint/lots.ts';
import type { Method } from '../../src/core/taint/method.ts';
import { METHODS, methodNamed } from '../../src/core/taint/methods.ts';
import { Provenance } from '../../src/core/taint/provenance.ts';
import { replaySketch } from '../support/sketch.ts';
import { ethereumTransaction } from '../support/transactions.ts';

type Segment = [amount: number, source: string];
const golden = JSON.parse(readFileSync(new URL('../vectors/golden-taint.json', import.meta.url), 'utf8'));
const goldenFor = (prefix: string) =>
  golden[Object.keys(golden).find((name) => name.startsWith(prefix)) ?? ''];

const SOURCES: Record<string, number> = { clean: 0, X: 1, Y: 2 };
const address = (digit: string) => `0x${digit.repeat(40)}`;
const provenance = new Provenance(2);
const blend = provenance.blend.bind(provenance);

/** Segments as a method keeps them: in their order, or as one pool. */
function lotsOf(method: Method, segments: Segment[]): Lots {
  const each = segments.map(([amount, source]) =>
    source === 'clean' ? cleanLot(BigInt(amount)) : lot(BigInt(amount), BigInt(amount), SOURCES[source] ?? 9),
  );
  return method.join(each, blend);
}

/** What the golden file says of lots: segments for methods that know an order, else the stolen amount. */
function shown(lots: Lots, like: Segment[] | number): Segment[] | number {
  if (typeof like === 'number') return Number(lots.tainted);
  return lotList(lots).map(({ value, source }) => [Number(value), ['clean', 'X', 'Y'][source] ?? '?']);
}

const GOLDEN_NAMES: Record<string, string> = { libr: 'cleanfirst' };

describe('outputs of one Bitcoin transaction', () => {
  const names = Object.keys(golden).filter((name) => /^A[1-7]/.test(name));
  test('seven examples are there', () => expect(names).toHaveLength(7));

  test.each(names.flatMap((name) => METHODS.map((method) => [name, method.name] as const)))(
    '%s: %s',
    (name, methodName) => {
      const method = methodNamed(methodName);
      const { inputs, outputs, fee, results } = golden[name];
      const expected = results[GOLDEN_NAMES[methodName] ?? methodName];
      const parts = [...outputs, fee].map(BigInt);
      const divided = method.divide(lotsOf(method, inputs.flat()), parts);
      const wanted = [...expected.out, expected.fee];
      expect(divided.map((lots, index) => shown(lots, wanted[index]))).toEqual(wanted);
      expect(divided.map(({ value }) => value)).toEqual(parts);
    },
  );

  test.each(['fifo', 'haircut'] as const)('A8: the second hop of A1, %s', (name) => {
    const method = methodNamed(name);
    const expected = goldenFor('A8')[name];
    const { inputs, outputs, fee } = golden['A1 tainted first'];
    const [, second = cleanLot(0n)] = method.divide(
      lotsOf(method, inputs.flat()),
      [...outputs, fee].map(BigInt),
    );
    const divided = method.divide(method.join([second, cleanLot(100n)], blend), [250n, 240n, 10n]);
    const wanted = [...expected.out, expected.fee];
    expect(divided.map((lots, index) => shown(lots, wanted[index]))).toEqual(wanted);
  });
});

describe('a coinbase', () => {
  const block = { height: 7, hash: null, time: 7 };
  const base = { chain: 'bitcoin', block, asset: 'BTC' } as const;
  /** Fees [30X+20c] of one transaction and [50c] of another, then 300 of subsidy. */
  const blockWith = (puts: bigint[], unclaimed: bigint): Movement[] => [
    { ...base, txid: 'x', takes: [], puts: [{ holding: 'x:0', amount: 30n }], fee: 0n },
    {
      ...base,
      txid: 't1',
      takes: [
        { holding: 'x:0', amount: 30n },
        { holding: 'c:0', amount: 20n },
      ],
      puts: [],
      fee: 50n,
    },
    { ...base, txid: 't2', takes: [{ holding: 'd:0', amount: 50n }], puts: [], fee: 50n },
    {
      ...base,
      txid: 'cb',
      takes: [{ holding: blockFeesKey(7), amount: 100n }],
      puts: puts.map((amount, vout) => ({ holding: `cb:${vout}`, amount })),
      fee: unclaimed,
    },
  ];

  test.each(['poison', 'haircut', 'fifo'] as const)('B1, B2: %s', (name) => {
    for (const [prefix, puts, unclaimed] of [
      ['B1', [80n, 320n], 0n],
      ['B2', [350n], 50n],
    ] as const) {
      const ledger = replaySketch(methodNamed(name), blockWith([...puts], unclaimed), {
        outpoints: { 'x:0': 1 },
      });
      const expected = goldenFor(prefix)[name];
      const keys = [...puts.map((_, vout) => `cb:${vout}`), unclaimedKey(7)];
      for (const [index, wanted] of [...expected.out, expected.burn].entries()) {
        const held = ledger.at(keys[index] ?? '');
        if (typeof wanted === 'number' || wanted.some(([, source]: Segment) => source === 'X')) {
          expect(shown(held, wanted)).toEqual(wanted);
        } else expect(held.tainted).toBe(0n);
      }
    }
  });

  test('what is not followed to the miner stays in the pot', () => {
    const movements = blockWith([80n, 320n], 0n).slice(0, 3);
    const ledger = replaySketch(fifo, movements, { outpoints: { 'x:0': 1 }, follows: () => false });
    expect(ledger.at('x:0').tainted).toBe(30n);
    const followed = replaySketch(fifo, movements, {
      outpoints: { 'x:0': 1 },
      follows: (key) => !key.startsWith('fees'),
    });
    expect(followed.at(blockFeesKey(7)).tainted).toBe(30n);
  });
});

describe('one account', () => {
  const pay = (method: Method, held: Lots, amounts: bigint[]) => {
    const taken: Lots[] = [];
    let left = held;
    for (const amount of amounts) {
      const [given, rest] = method.withdraw(left, amount);
      taken.push(given);
      left = rest;
    }
    return { taken, left };
  };
  const checkHeld = (lots: Lots, wanted: Segment[] | { value: number; tainted: number }) => {
    if (Array.isArray(wanted)) expect(shown(lots, wanted)).toEqual(wanted);
    else expect({ value: Number(lots.value), tainted: Number(lots.tainted) }).toEqual(wanted);
  };
  const stolenIn = (segments: Segment[]) =>
    segments.reduce((total, [amount, source]) => total + (source === 'clean' ? 0 : amount), 0);
  const checkPaid = (method: Method, lots: Lots, wanted: Segment[]) => {
    if (method.name === 'fifo' || method.name === 'lifo') expect(shown(lots, wanted)).toEqual(wanted);
    else expect(Number(lots.tainted)).toBe(stolenIn(wanted));
  };

  test.each(['fifo', 'lifo', 'haircut', 'libr', 'poison'] as const)('C1, C3: %s', (name) => {
    const method = methodNamed(name);
    const c1 = goldenFor('C1')[name];
    const credits: Segment[] = [
      [100, 'clean'],
      [60, 'X'],
      [40, 'clean'],
    ];
    const { taken, left } = pay(method, lotsOf(method, credits), [80n, 70n]);
    checkPaid(method, taken[0] as Lots, c1.w1);
    checkPaid(method, taken[1] as Lots, c1.w2);
    checkHeld(left, c1.rest);
    const c3 = goldenFor('C3')[name];
    if (c3 === undefined) return;
    const gas = lotsOf(method, [
      [1_000_000_000, 'X'],
      [10_000_000, 'clean'],
    ]);
    const paid = pay(method, gas, [4_000_000n, 1_000_000n, 990_000_000n]);
    for (const [index, wanted] of [c3.base_burned, c3.tip, c3.transfer].entries()) {
      checkPaid(method, paid.taken[index] as Lots, wanted);
    }
    checkHeld(paid.left, c3.rest);
  });

  test('C2: the lowest intermediate balance', () => {
    const expected = goldenFor('C2');
    const held = lotsOf(libr, [
      [100_000, 'clean'],
      [200_000, 'X'],
    ]);
    const { taken, left } = pay(libr, held, [75_000n, 179_500n]);
    expect(taken.map(({ tainted }) => Number(tainted))).toEqual([
      stolenIn(expected.car),
      stolenIn(expected.boat_and_jet),
    ]);
    expect([left.value, left.tainted].map(Number)).toEqual([expected.rest_value, expected.claim]);
    const restored = libr.join([left, cleanLot(50_000n)], blend);
    checkHeld(restored, {
      value: expected.after_own_deposit_50000.value,
      tainted: expected.after_own_deposit_50000.claim,
    });
    const [out, end] = libr.withdraw(restored, 60_000n);
    expect([out.tainted, end.tainted].map(Number)).toEqual([
      stolenIn(expected.then_out_60000),
      expected.claim_end,
    ]);
  });

  const owner = address('a');
  const weth = address('b');
  const [eth, wrapped] = [accountKey(owner, 'ETH'), accountKey(owner, weth)];
  const at = (height: number) => ({
    chain: 'ethereum' as const,
    txid: `0x${height}`,
    block: { height, hash: null, time: height },
    asset: 'ETH',
    fee: 0n,
  });
  /** 400X, then 600c arrive; seed 1 is what comes until time 1. */
  const funded = (clean: bigint): Movement[] => [
    {
      ...at(1),
      takes: [{ holding: accountKey(address('e'), 'ETH'), amount: 400n }],
      puts: [{ holding: eth, amount: 400n }],
    },
    {
      ...at(2),
      takes: [{ holding: accountKey(address('e'), 'ETH'), amount: clean }],
      puts: [{ holding: eth, amount: clean }],
    },
  ];
  const marks = {
    accounts: { [eth]: [{ origin: 1, since: 0, until: 1 }] },
    follows: (key: string) => key.startsWith(owner),
  };
  const conversion = (height: number, from: string, given: bigint, to: string, got: bigint): Movement => ({
    ...at(height),
    takes: [{ holding: from, amount: given }],
    puts: [{ holding: to, amount: got }],
    conversion: { leftover: accountKey(weth, 'ETH') },
  });
  /** Converted lots are of a source of their own; what it was made of is X. */
  const stolen = (lots: Lots) =>
    lotList(lots).map(({ value, tainted }) => [Number(value), tainted > 0n ? 'X' : 'clean']);

  test('C4: wrapping moves the lots between two holdings of one owner', () => {
    const expected = goldenFor('C4');
    const wrap = [...funded(600n), conversion(3, eth, 500n, wrapped, 500n)];
    expect(stolen(replaySketch(fifo, wrap, marks).at(wrapped))).toEqual(expected.wrapped);
    const unwrap = replaySketch(fifo, [...wrap, conversion(4, wrapped, 300n, eth, 300n)], marks);
    expect(stolen(unwrap.at(eth))).toEqual(expected.eth);
    expect(stolen(unwrap.at(wrapped))).toEqual(expected.weth);
  });

  test('C5: a swap maps lots pro rata by the largest remainder', () => {
    const expected = goldenFor('C5');
    for (const [received, segments] of [
      [1000n, expected.a],
      [999n, expected.b],
    ] as const) {
      const swap = [...funded(100n), conversion(3, eth, 500n, wrapped, received)];
      expect(stolen(replaySketch(fifo, swap, marks).at(wrapped))).toEqual(segments);
    }
  });

  test('C6: a transfer to oneself is no movement, so the queue is not rotated', () => {
    const transfer = { asset: 'ETH', from: owner, to: owner, value: 50n };
    const tx = ethereumTransaction({ txid: '1', height: 1, transfers: [transfer] });
    expect(movementsOf(tx, NOTHING_KNOWN)).toEqual([]);
    const credit = { asset: 'ETH', from: address('e'), to: owner, value: 40n };
    const movements = [
      ethereumTransaction({ txid: '1', height: 2, transfers: [credit], time: 2 }),
      ethereumTransaction({ txid: '2', height: 3, transfers: [transfer], time: 3 }),
    ].flatMap((one) => movementsOf(one, NOTHING_KNOWN));
    const ledger = replaySketch(fifo, movements, { ...marks, openings: { [eth]: 60n } });
    expect(shown(ledger.at(eth), [])).toEqual(goldenFor('C6').correct_noop);
  });
});
