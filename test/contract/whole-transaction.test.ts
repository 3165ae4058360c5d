/**
 * A transaction as a seed: from the body of a case to what is stored of its look-up, and how that joins with the histories
 * of all who have a part in it, over the replay explorer.
 */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseSeed } from '../../src/cases/seed-body.ts';
import { Graph } from '../../src/core/graph/graph.ts';
import type { Expansion } from '../../src/core/graph/subject.ts';
import { executionOrder } from '../../src/core/movement/execution-order.ts';
import { openSeedSubjects } from '../../src/core/trace/marks.ts';
import type { EthereumTransaction } from '../../src/core/transaction.ts';
import { createTransport } from '../../src/explorers/transport/transport.ts';
import { type Replay, startReplay } from '../../src/replay/server.ts';
import { readTransaction, writeTransaction } from '../../src/storage/transaction-json.ts';
import { BLOCKSCOUT_WORLD, ETHEREUM_WORLD } from './ethereum-world.ts';
import { type World, withFolder } from './world.ts';

/** The same transactions, whoever is asked. */
const WHOLE = ETHEREUM_WORLD.lookups.flatMap(({ name, subject, expected: [first] }) =>
  subject.kind === 'transaction' && subject.assets !== 'native' && first?.chain === 'ethereum'
    ? [{ name, expected: first }]
    : [],
);

let replay: Replay;
beforeAll(() =>
  withFolder(ETHEREUM_WORLD.files, async (dir) => {
    replay = await startReplay({ dir });
  }),
);
afterAll(() => replay.close());

const TIP = ETHEREUM_WORLD.tip;
const sourceNow = ({ path, createSource }: World) =>
  createSource(createTransport({ provider: 'test', baseUrl: `${replay.url}${path}`, concurrency: 8 }));

const moved = (transaction: EthereumTransaction) =>
  executionOrder(transaction).filter((transfer) => transfer.moved);

test('there are such transactions', () => {
  expect(WHOLE.length).toBeGreaterThan(5);
});

const EXPLORERS = [
  { explorer: 'etherscan', of: ETHEREUM_WORLD, histories: ETHEREUM_WORLD },
  { explorer: 'blockscout', of: BLOCKSCOUT_WORLD, histories: BLOCKSCOUT_WORLD },
  { explorer: 'blockscout, with histories of etherscan', of: BLOCKSCOUT_WORLD, histories: ETHEREUM_WORLD },
  { explorer: 'etherscan, with histories of blockscout', of: ETHEREUM_WORLD, histories: BLOCKSCOUT_WORLD },
];
const CASES = EXPLORERS.flatMap((explorer) => WHOLE.map((whole) => ({ ...explorer, ...whole })));

describe.each(CASES)('$explorer: $name', ({ expected, of, histories: listed }) => {
  const { txid } = expected;
  const seed = parseSeed({ kind: 'transaction', chain: 'ethereum', txid } as { kind: string }, 'seed');

  test('is looked up once, and stored as it is', async () => {
    const graph = new Graph();
    const [subject, ...others] = openSeedSubjects([seed], graph, { ethereum: TIP });
    if (subject === undefined) throw new Error('nothing to look up');
    expect(others).toEqual([]);
    const expansion = await sourceNow(of).expand(subject, TIP, 1);
    graph.add({
      ...expansion,
      transactions: expansion.transactions.map((tx) => readTransaction(writeTransaction(tx))),
    });
    expect([...graph.ethereum.values()]).toEqual([expected]);
    expect(openSeedSubjects([seed], graph, { ethereum: TIP })).toEqual([]);
  });

  test('joins with the histories of all its parties: nothing is doubled, nothing lost', async () => {
    const source = sourceNow(listed);
    const parties = new Set(expected.transfers.flatMap(({ from, to }) => [from, to]));
    const whole = await sourceNow(of).expand({ kind: 'transaction', chain: 'ethereum', txid }, TIP, 1);
    const histories = await Promise.all(
      [...parties].map((address) =>
        source.expand({ kind: 'history', chain: 'ethereum', address, fromHeight: 0 }, TIP, 10_000),
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
