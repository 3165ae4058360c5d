/** What must hold for the course of every Ethereum transaction, whatever was seen of it and whatever is known. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ZERO_ADDRESS } from '../../src/core/address.ts';
import { parseHolding } from '../../src/core/holding.ts';
import { type Leg, type Movement, movementsOf } from '../../src/core/movement/movement.ts';
import type { EthereumTransaction } from '../../src/core/transaction.ts';
import {
  addressOf,
  type CourseSketch,
  type KnownNames,
  knowledgeOf,
  transactionOf,
} from '../support/courses.ts';

const RUNS = { numRuns: 1000 };
const PARTIES = ['U', 'V', 'C', 'M', 'P', 'R', 'W', 'Z0'];
const FOLLOWED = ['U', 'V', 'C', 'M'];
const party = fc.constantFrom(...PARTIES);

const someSteps = fc
  .tuple(fc.constantFrom('internal', 'internal', 'A', 'B', 'W'), party, party, fc.integer({ min: 0, max: 4 }))
  .map((parts) => [parts.join(' ')]);

/** What routers and proxies do, so that conduits, wraps and swaps are not left to chance. */
const amount = fc.integer({ min: 1, max: 9 });
const patterns = fc.oneof(
  fc.tuple(party, amount, amount).map(([u, n, m]) => [`A ${u} R ${n}`, `B R ${u} ${m}`]),
  fc.tuple(party, amount, amount).map(([u, n, m]) => [`A ${u} P ${n}`, `internal P ${u} ${m}`]),
  fc.tuple(party, amount).map(([u, n]) => [`internal ${u} W ${n}`, `W ${u} P ${n}`]),
  fc.tuple(party, amount).map(([u, n]) => [`W P ${u} ${n}`, `internal W ${u} ${n}`, `internal ${u} V ${n}`]),
  fc.tuple(party, amount).map(([u, n]) => [`internal ${u} W ${n}`, `W Z0 ${u} ${n}`]),
  fc.tuple(party, amount).map(([u, n]) => [`A ${u} C ${n}`, `A C R ${n}`, `B R C ${n}`, `B C ${u} ${n}`]),
  fc.tuple(party, party, amount).map(([u, z, n]) => [`A ${u} M ${n}`, `A M ${z} ${n}`]),
);

interface Sample {
  readonly sketch: CourseSketch;
  readonly known: KnownNames;
}

const samples: fc.Arbitrary<Sample> = fc.record({
  sketch: fc.record({
    whole: fc.boolean(),
    transfers: fc
      .array(fc.oneof(patterns, patterns, someSteps), { minLength: 1, maxLength: 6 })
      .map((lines) => lines.flat())
      .map((lines) => lines.toSorted((a, b) => Number(isToken(a)) - Number(isToken(b)))),
  }),
  known: fc.record({
    exchanges: fc.constantFrom(['R'], ['R'], []),
    wrappers: fc.constantFrom(['W'], ['W'], []),
    known: fc.subarray(FOLLOWED),
  }),
});

const isToken = (line: string) => !line.startsWith('internal');
const courseOf = ({ sketch, known }: Sample): Movement[] =>
  movementsOf(transactionOf(sketch), knowledgeOf(known));

type Changes = Map<string, bigint>;

function add(changes: Changes, address: string, asset: string, amount: bigint): void {
  const key = `${address}/${asset}`;
  const sum = (changes.get(key) ?? 0n) + amount;
  if (sum === 0n) changes.delete(key);
  else changes.set(key, sum);
}

/** What each address really gained: the transfers, and the token that a wrapper gives for ETH without a transfer. */
function netChanges({ sketch, known }: Sample): Changes {
  const changes: Changes = new Map();
  const shown = new Map<string, number>();
  const wrapper = (known.wrappers ?? []).map(addressOf)[0];
  const { transfers } = transactionOf(sketch);
  const moved = transfers.filter(({ value, from, to }) => value > 0n && from !== to);
  for (const { asset, from, to, value } of moved) {
    add(changes, from, asset, -value);
    add(changes, to, asset, value);
    if (asset === wrapper)
      shown.set(`${from} ${to} ${value}`, (shown.get(`${from} ${to} ${value}`) ?? 0) + 1);
  }
  for (const { asset, from, to, value } of moved) {
    if (asset !== 'ETH' || wrapper === undefined || (from !== wrapper && to !== wrapper)) continue;
    const row = to === wrapper ? `${ZERO_ADDRESS} ${from} ${value}` : `${to} ${ZERO_ADDRESS} ${value}`;
    const count = shown.get(row) ?? 0;
    if (count > 0) shown.set(row, count - 1);
    else add(changes, to === wrapper ? from : to, wrapper, to === wrapper ? value : -value);
  }
  return changes;
}

/** What the legs say; a conduit is its address, and who converts is paid and pays what the transfers say. */
function legChanges(movements: readonly Movement[]): Changes {
  const changes: Changes = new Map();
  for (const { takes, puts } of movements) {
    for (const [legs, sign] of [
      [takes, -1n],
      [puts, 1n],
    ] as const) {
      for (const { holding, amount } of legs) {
        const parsed = parseHolding(holding);
        if ('address' in parsed) add(changes, parsed.address, parsed.asset, sign * amount);
      }
    }
  }
  return changes;
}

const of = (changes: Changes, addresses: readonly string[]) =>
  [...changes].filter(([key]) => addresses.some((address) => key.startsWith(address))).sort();

test('whoever may be followed gains in the movements what it gains in the transaction', () => {
  fc.assert(
    fc.property(samples, (sample) => {
      const followed = (sample.known.known ?? []).map(addressOf);
      expect(of(legChanges(courseOf(sample)), followed)).toEqual(of(netChanges(sample), followed));
    }),
    RUNS,
  );
});

test('without a swap everybody does, the wrapper apart', () => {
  fc.assert(
    fc.property(samples, (sample) => {
      const everybody = ['U', 'V', 'C', 'M', 'P', 'R'].map(addressOf);
      const movements = courseOf({ ...sample, known: { ...sample.known, exchanges: [] } });
      expect(of(legChanges(movements), everybody)).toEqual(of(netChanges(sample), everybody));
    }),
    RUNS,
  );
});

test('what passes through a conduit never falls below 0 and ends at 0', () => {
  let met = 0;
  fc.assert(
    fc.property(samples, (sample) => {
      const balances = new Map<string, bigint>();
      for (const { takes, puts } of courseOf(sample)) {
        for (const { holding, amount } of takes) change(holding, -amount);
        for (const { holding, amount } of puts) change(holding, amount);
      }
      expect([...balances.values()].filter((balance) => balance !== 0n)).toEqual([]);

      function change(holding: string, amount: bigint) {
        if (parseHolding(holding).kind !== 'conduit') return;
        met += 1;
        const balance = (balances.get(holding) ?? 0n) + amount;
        expect(balance >= 0n).toBe(true);
        balances.set(holding, balance);
      }
    }),
    RUNS,
  );
  expect(met).toBeGreaterThan(RUNS.numRuns / 2);
});

test('a conversion is of one address, between two assets, above 0, and never of an exchange; all else balances', () => {
  let met = 0;
  fc.assert(
    fc.property(samples, (sample) => {
      for (const { asset, takes, puts, fee, conversion } of courseOf(sample)) {
        const [take, put] = [placed(takes[0]), placed(puts[0])];
        expect([takes.length, puts.length, fee]).toEqual([1, 1, 0n]);
        expect(take).toMatchObject({ asset });
        if (conversion === undefined) {
          expect(put).toMatchObject({ asset, amount: take.amount });
          continue;
        }
        met += 1;
        expect(put).toMatchObject({ address: take.address });
        expect(put.asset).not.toBe(asset);
        expect(take.amount > 0n && put.amount > 0n).toBe(true);
        const leftover = parseHolding(conversion.leftover);
        expect(leftover).toMatchObject({ kind: 'account', asset });
        if (leftover.kind === 'account' && leftover.address === addressOf('R'))
          expect(take.address).not.toBe(addressOf('R'));
      }
    }),
    RUNS,
  );
  expect(met).toBeGreaterThan(RUNS.numRuns / 2);
});

/** A leg with the address it belongs to; fails where it belongs to none. */
function placed(leg: Leg | undefined) {
  const holding = parseHolding(leg?.holding ?? '');
  if (leg === undefined || !('address' in holding)) throw new Error(`no address: ${leg?.holding}`);
  return { ...holding, ...leg };
}

test('neither the order of views nor that of transfers matters', () => {
  fc.assert(
    fc.property(samples, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (sample, keys) => {
      const whole = transactionOf(sample.sketch);
      const seen = inParts(whole);
      const shuffled = <T>(items: readonly T[]): T[] =>
        items
          .map((item, index) => ({ item, key: keys[index % keys.length] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item);
      const other = { ...seen, transfers: shuffled(seen.transfers), views: shuffled(seen.views) };
      const knowledge = knowledgeOf(sample.known);
      expect(movementsOf(other, knowledge)).toEqual(movementsOf(seen, knowledge));
    }),
    RUNS,
  );
});

/** The same transaction as the lists of its parties show it, each with its own part. */
function inParts(tx: EthereumTransaction): EthereumTransaction {
  const parties = new Set(tx.transfers.flatMap(({ from, to }) => [from, to]));
  const views = [...parties].map((address) =>
    tx.transfers.filter(({ from, to }) => from === address || to === address).map(({ id }) => id),
  );
  return { ...tx, views };
}
