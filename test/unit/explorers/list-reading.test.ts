/** A list of an address from a node that gives all of it at once. */

import { expect, test } from '@jest/globals';
import { Activity } from '../../../src/explorers/ethereum/activity.ts';
import { readList } from '../../../src/explorers/ethereum/list-reading.ts';

const MANY = 300_000;
const SUBJECT = {
  kind: 'history',
  chain: 'ethereum',
  address: `0x${'a'.repeat(40)}`,
  fromHeight: 0,
} as const;

test('however many rows come at once, they are read, and tell that the address is too active', async () => {
  const rows = Array.from({ length: MANY }, (_, n) => ({ hash: `0x${n}`, blockNumber: '7' }));
  const list = {
    blockOf: () => 7,
    batches: async function* () {
      yield { rows, isLast: true };
    },
  };
  const activity = new Activity(SUBJECT, 10_000);
  expect(await readList(list, 0, { start: 0, end: 9 }, activity)).toHaveLength(MANY);
  expect(activity.excess).toBe(10_001);
});
