/**
 * A transaction as a seed: from the body of a case to what is stored of its look-up, and how that joins with the histories
 * of all who have a part in it, over the replay explorer.
 */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseSeed } from '../../src/cases/seed-body.ts';
import { executionOrder } from '../../src/core/movement/execution-order.ts';
import { Graph } from '../../src/core/trace/graph.ts';
import { openSeedSubjects } from '../../src/core/trace/marks.ts';
import type { Expansion } from '../../src/core/trace/subject.ts';
import type { EthereumTransaction } from '../../src/core/transaction.ts';
import { createTransport } from '../../src/explorers/transport/transport.ts';
import { type Replay, startReplay } from '../../src/replay/server.ts';
import { readTransaction, writeTransaction } from '../../src/storage/transaction-json.ts';
import { ETHEREUM_WORLD as WORLD } from './ethereum-world.ts';
import { withFolder } from './world.ts';

const WHOLE = WORLD.lookups.flatMap(({ name, subject, expected: [first] }) =>
  subject.kind === 'transaction' && first?.chain === 'ethereum' ? [{ name, expected: first }] : [],
);

let replay: Replay;
beforeAll(() =>
  withFolder(WORLD.files, async (dir) => {
    replay = await startReplay({ dir });
  }),
);
afterAll(() => replay.close());

const sourceNow = () =>
  WORLD.createSource(
    createTransport({ provider: 'etherscan', baseUrl: `${replay.url}${WORLD.path}`, concurrency: 8 }),
  );

const moved = (transaction: EthereumTransaction) =>
  executionOrder(transaction).filter((transfer) => transfer.moved);

test('there are such transactions', () => {
  expect(WHOLE.length).toBeGreaterThan(5);
});

describe.each(WHOLE)('$name', ({ expected }) => {
  const { txid } = expected;
  const seed = parseSeed({ kind: 'transaction', chain: 'ethereum', txid } as { kind: string }, 'seed');

  test('is looked up once, and stored as it is', async () => {
    const graph = new Graph();
    const [subject, ...others] = openSeedSubjects([seed], graph, { ethereum: WORLD.tip });
    if (subject === undefined) throw new Error('nothing to look up');
    expect(others).toEqual([]);
    const expansion = await sourceNow().expand(subject, WORLD.tip, 1);
    graph.add({
      ...expansion,
      transactions: expansion.transactions.map((tx) => readTransaction(writeTransaction(tx))),
    });
    expect([...graph.ethereum.values()]).toEqual([expected]);
    expect(openSeedSubjects([seed], graph, { ethereum: WORLD.tip })).toEqual([]);
  });

  test('joins with the histories of all its parties: nothing is doubled, nothing lost', async () => {
    const source = sourceNow();
    const parties = new Set(expected.transfers.flatMap(({ from, to }) => [from, to]));
    const whole = await source.expand({ kind: 'transaction', chain: 'ethereum', txid }, WORLD.tip, 1);
    const histories = await Promise.all(
      [...parties].map((address) =>
        source.expand({ kind: 'history', chain: 'ethereum', address, fromHeight: 0 }, WORLD.tip, 10_000),
      ),
    );
    const orders: Expansion[][] = [
      [whole, ...histories],
      [...histories, whole],
      [...histories.toReversed(), whole],
    ];
    for (const order of orders) {
      const graph = new Graph();
      for (const expansion of order) graph.add(expansion);
      const joined = graph.ethereum.get(txid) as EthereumTransaction;
      expect(joined.whole).toBe(true);
      expect(joined.transfers).toHaveLength(expected.transfers.length);
      expect(moved(joined)).toEqual(moved(expected));
    }
    // Without the whole, the histories of all parties come to the same transfers.
    const graph = new Graph();
    for (const expansion of histories) graph.add(expansion);
    const parts = graph.ethereum.get(txid) as EthereumTransaction;
    expect(parts).not.toHaveProperty('whole');
    expect(new Set(parts.transfers.map(({ id }) => id))).toEqual(
      new Set(expected.transfers.map(({ id }) => id)),
    );
  });
});
