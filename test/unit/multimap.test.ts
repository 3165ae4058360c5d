/** Lists under keys: in the order in which values came, at a cost that does not grow with the lists. */
import { expect, test } from '@jest/globals';
import { append, groupedBy } from '../../src/core/multimap.ts';
import { Tape } from '../../src/core/tape/tape.ts';

test('values stand under their key in the order in which they came', () => {
  const lists = new Map<string, number[]>();
  for (const [key, value] of [
    ['b', 1],
    ['a', 2],
    ['b', 3],
    ['b', 1],
  ] as const) {
    append(lists, key, value);
  }
  expect([...lists]).toEqual([
    ['b', [1, 3, 1]],
    ['a', [2]],
  ]);
});

test('groups stand in the order of their first item, without what has no key', () => {
  const groups = groupedBy(['bee', 'ant', 'bug', '', 'asp'], (word) => word[0] ?? null);
  expect([...groups]).toEqual([
    ['b', ['bee', 'bug']],
    ['a', ['ant', 'asp']],
  ]);
  expect(groupedBy([], () => 'x').size).toBe(0);
});

test('what an account only passed on is listed in chain order, and not copied for each transaction', () => {
  const [count, account] = [1000, `0x${'a'.repeat(40)}/ETH`];
  const movements = Array.from({ length: count }, (_, n) => {
    const txid = `0x${n.toString(16).padStart(64, '0')}`;
    return {
      chain: 'ethereum' as const,
      txid,
      block: { height: n, hash: `0x${n}`, time: n },
      takes: [{ holding: `0x${'b'.repeat(40)}/ETH`, amount: 1n }],
      puts: [{ holding: `${account}@${txid}`, amount: 1n }],
      asset: 'ETH',
      fee: 0n,
    };
  });
  const tape = new Tape();
  const lists = new Set<unknown>();
  for (const movement of movements) {
    tape.append([movement]);
    lists.add(tape.conduitsOf(account));
  }
  const keys = tape.conduitsOf(account).map((id) => tape.keyOf(id));
  expect(keys).toEqual(movements.map(({ puts }) => puts[0]?.holding));
  expect(lists.size).toBe(1);
});
