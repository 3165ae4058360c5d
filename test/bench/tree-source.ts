/**
 * An explorer for benchmarks that answers at once: a theft on Ethereum that is split up again and again. Account n pays
 * all it has, in equal parts, to the accounts k·n+1 to k·n+k, until there are as many transactions as asked for.
 */
import { createHash } from 'node:crypto';
import type { ChainSource } from '../../src/cases/ports.ts';
import type { Tip } from '../../src/core/chain.ts';
import type { EthereumTransaction } from '../../src/core/transaction.ts';

const FIRST_HEIGHT = 14_000_000;
const TIP: Tip = { height: 20_000_000, hash: `0x${'ab'.repeat(32)}`, time: 1_720_000_000 };
/** Divides without rest by 10, more often than a benchmark asks for. */
const STOLEN = 10n ** 30n;

export interface Tree {
  readonly source: ChainSource;
  /** The case that starts from its root. */
  readonly body: object;
}

/** @param transactions how many there are; the first one is the theft @param branches payments of an account */
export function createTree(transactions: number, branches: number): Tree {
  const parentOf = (n: number) => Math.floor((n - 1) / branches);
  const depthOf = (n: number): number => (n === 0 ? 0 : 1 + depthOf(parentOf(n)));
  const transactionTo = (n: number): EthereumTransaction => {
    const from = n === 0 ? `0x${'ee'.repeat(20)}` : addressOf(parentOf(n));
    const value = STOLEN / BigInt(branches) ** BigInt(depthOf(n));
    return {
      chain: 'ethereum',
      txid: `0x${hashOf(`transaction ${n}`)}`,
      block: { height: FIRST_HEIGHT + n, hash: `0x${hashOf(`block ${n}`)}`, time: 1_640_000_000 + 12 * n },
      position: 0,
      sender: from,
      fee: 0n,
      transfers: [{ id: 'call', kind: 'call', asset: 'ETH', from, to: addressOf(n), value, moved: true }],
      views: [['call']],
    };
  };
  const numbers = new Map(Array.from({ length: transactions }, (_, n) => [addressOf(n), n]));
  const source: ChainSource = {
    tip: async () => ({ value: TIP, provider: 'tree', evidence: [] }),
    blockHash: async () => TIP.hash,
    traffic: () => ({ requests: 0, cacheHits: 0 }),
    async expand(subject) {
      if (subject.kind !== 'history') throw new Error(`no answer to ${subject.kind}`);
      const n = numbers.get(subject.address);
      if (n === undefined) throw new Error(`no account ${subject.address}`);
      const paid = Array.from({ length: branches }, (_, k) => branches * n + k + 1);
      const found = [n, ...paid.filter((to) => to < transactions)]
        .map(transactionTo)
        .filter(({ block }) => block.height >= subject.fromHeight);
      return { subject, status: 'complete', transactions: found, count: found.length };
    },
  };
  const limits = {
    maxHops: 1000,
    maxLookups: 10_000_000,
    maxTransactionsPerAddress: 1000,
    minShareMillionths: 0,
    maxDays: 10_000,
  };
  const seed = {
    kind: 'address',
    chain: 'ethereum',
    address: addressOf(0),
    asset: 'ETH',
    since: '2021-01-01T00:00:00Z',
  };
  return { source, body: { name: `tree of ${transactions}`, method: 'fifo', limits, seeds: [seed] } };
}

function addressOf(n: number): string {
  return `0x${hashOf(`account ${n}`).slice(0, 40)}`;
}

/** As incompressible as the real ones. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
