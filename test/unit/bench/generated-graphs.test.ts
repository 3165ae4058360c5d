/** The graphs that the accounting is measured on: the same each time, and honest. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { spendFact } from '../../../src/core/graph/subject.ts';
import { accountKey, outpointKey, parseOutpoint } from '../../../src/core/holding.ts';
import type {
  BitcoinOutput,
  BitcoinTransaction,
  EthereumTransaction,
} from '../../../src/core/transaction.ts';
import { BitcoinGraph } from '../../bench/graphs/bitcoin-graph.ts';
import { DISPERSER, EthereumGraph, HOT_WALLET } from '../../bench/graphs/ethereum-graph.ts';
import { walkBitcoin, walkEthereum } from '../../bench/graphs/walked.ts';

const SIZE = 3_000;

const digest = (items: Iterable<unknown>) => {
  const hash = createHash('sha256');
  const text = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value);
  for (const item of items) hash.update(JSON.stringify(item, text));
  return hash.digest('hex');
};

const largest = (numbers: Iterable<number>) => Math.max(...numbers);

/** Hops of the longest chain in which a transaction spends one coin, into at most two, and the next spends one of these. */
function longestChain(transactions: readonly BitcoinTransaction[]): number {
  const hops = new Map<string, number>();
  for (const { txid, inputs, outputs } of transactions) {
    const [only] = inputs;
    const isHop = only !== undefined && inputs.length === 1 && outputs.length <= 2;
    hops.set(txid, isHop ? 1 + (hops.get(parseOutpoint(only.outpoint).txid) ?? 0) : 0);
  }
  return largest(hops.values());
}

describe('Bitcoin', () => {
  const made = new BitcoinGraph(SIZE, 7);
  const transactions = [...made.transactions()];
  const unspent = [...made.unspent()].map(({ txid, vout }) => outpointKey(txid, vout));

  test('the same seed gives the same graph, another one another', () => {
    const again = digest(new BitcoinGraph(SIZE, 7).transactions());
    expect(again).toBe(digest(transactions));
    expect(digest(new BitcoinGraph(SIZE, 8).transactions())).not.toBe(again);
  });

  test('every output is spent once or unspent, by an input that states it, and not before it exists', () => {
    const coins = new Map<string, BitcoinOutput>();
    const own = new Set(transactions.map(({ txid }) => txid));
    const wrong: string[] = [];
    for (const { txid, inputs, outputs } of transactions) {
      for (const { outpoint, value, script } of inputs) {
        const coin = coins.get(outpoint);
        const isRight = coin?.value === value && coin.script === script;
        if (own.has(parseOutpoint(outpoint).txid) && !isRight) wrong.push(outpoint);
        coins.delete(outpoint);
      }
      for (const [vout, output] of outputs.entries()) coins.set(outpointKey(txid, vout), output);
    }
    expect(wrong).toEqual([]);
    expect(own.size).toBe(SIZE);
    const heights = transactions.map(({ block }) => block.height);
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    expect([...coins.keys()].sort()).toEqual(unspent.sort());
  });

  test('amounts add up and are as large as real ones', () => {
    const total = (coins: readonly { readonly value: bigint }[]) =>
      coins.reduce((sum, coin) => sum + coin.value, 0n);
    const wrong = transactions.filter(
      ({ inputs, outputs, fee }) => fee <= 0n || total(inputs) - total(outputs) !== fee,
    );
    expect(wrong).toEqual([]);
    const values = transactions.flatMap(({ outputs }) => outputs.map(({ value }) => Number(value)));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(2_000);
    expect(largest(values)).toBe(100_000_000_000);
  });

  test('it has the shape that is promised', () => {
    const inputs = transactions.map((tx) => tx.inputs.length);
    const outputs = transactions.map((tx) => tx.outputs.length);
    const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b) / numbers.length;
    expect(Math.abs(mean(inputs) - 2.5)).toBeLessThan(0.1);
    expect(Math.abs(mean(outputs) - 2.5)).toBeLessThan(0.1);
    expect(largest(inputs)).toBe(60);
    expect(largest(outputs)).toBeGreaterThanOrEqual(40);
    expect(longestChain(transactions)).toBeGreaterThan(100);
    expect(unspent.length / outputs.reduce((a, b) => a + b)).toBeCloseTo(0.1, 1);
    expect(new Set(transactions.map(({ block }) => block.height)).size).toBeLessThan(SIZE / 2);
  });

  test('a graph takes it, whichever look-ups it is found by', () => {
    const { graph } = walkBitcoin(new BitcoinGraph(SIZE, 7));
    expect(graph.bitcoin.size).toBe(SIZE);
    expect(unspent.filter((outpoint) => !graph.isKnown(spendFact(outpoint)))).toEqual([]);
  });

  test('500 seeds are 500 different coins of the graph', () => {
    for (const seeds of [made.joinedSeeds(), made.spreadSeeds()]) {
      const outpoints = seeds.map((seed) =>
        seed.kind === 'outpoint' ? outpointKey(seed.txid, seed.vout) : '',
      );
      const known = new Set(
        transactions.flatMap(({ txid, outputs }) => outputs.map((_, n) => outpointKey(txid, n))),
      );
      expect(new Set(outpoints).size).toBe(500);
      expect(outpoints.every((outpoint) => known.has(outpoint))).toBe(true);
    }
  });
});

describe('Ethereum', () => {
  const made = new EthereumGraph(SIZE, 7);
  const transactions = [...made.transactions()];
  const transfers = transactions.flatMap((tx) => tx.transfers);

  test('the same seed gives the same graph, another one another', () => {
    const again = digest(new EthereumGraph(SIZE, 7).transactions());
    expect(again).toBe(digest(transactions));
    expect(digest(new EthereumGraph(SIZE, 8).transactions())).not.toBe(again);
  });

  test('nobody pays what he does not have, gas included', () => {
    const balances = new Map<string, bigint>();
    const overdrawn: string[] = [];
    const move = (address: string, asset: string, amount: bigint) => {
      const key = accountKey(address, asset);
      const balance = (balances.get(key) ?? 0n) + amount;
      if (address !== HOT_WALLET && balance < 0n) overdrawn.push(key);
      balances.set(key, balance);
    };
    for (const { sender, fee, transfers } of transactions) {
      move(sender ?? '', 'ETH', -(fee ?? 0n));
      for (const { from, to, asset, value } of transfers) {
        move(from, asset, -value);
        move(to, asset, value);
      }
    }
    expect(overdrawn).toEqual([]);
    expect(balances.get(accountKey(DISPERSER, 'ETH'))).toBe(0n);
  });

  test('it has the shape that is promised', () => {
    expect(transfers.length).toBeGreaterThanOrEqual(SIZE);
    expect(transfers.length).toBeLessThan(SIZE + 41);
    expect(transfers.some(({ value }) => value > 2n ** 64n)).toBe(true);
    expect(new Set(transfers.map(({ asset }) => asset)).size).toBe(4);
    expect(new Set(transfers.map(({ kind }) => kind))).toEqual(new Set(['call', 'internal', 'token']));
    expect(comesRound(transactions)).toBe(true);
  });

  test('a graph takes it, whichever look-ups it is found by', () => {
    const walked = new EthereumGraph(SIZE, 7);
    const { graph } = walkEthereum(walked);
    expect(graph.ethereum.size).toBe(transactions.length);
    for (const tx of transactions)
      expect(graph.ethereum.get(tx.txid)?.transfers.length).toBe(tx.transfers.length);
  });
});

/** Whether value leaves an account and comes back to it by way of another. */
function comesRound(transactions: readonly EthereumTransaction[]): boolean {
  const paid = new Set<string>();
  const ways = transactions.flatMap((tx) => tx.transfers).filter(({ from }) => from !== HOT_WALLET);
  for (const { from, to } of ways) {
    if (from !== to && paid.has(`${to} ${from}`)) return true;
    paid.add(`${from} ${to}`);
  }
  return false;
}
