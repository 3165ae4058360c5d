/** What must hold for every flag, its evidence and its paths, on every graph, under every method. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addressOfScript } from '../../src/core/address.ts';
import type { Flag, PathStep } from '../../src/core/flags/flag.ts';
import type { Tag } from '../../src/core/tags/tag.ts';
import type { Ledger } from '../../src/core/taint/ledger.ts';
import { METHODS } from '../../src/core/taint/methods.ts';
import { placeOf } from '../../src/core/trace/end.ts';
import type { Seed } from '../../src/core/trace/seed.ts';
import type { Transaction } from '../../src/core/transaction.ts';
import { madeUpTag } from '../support/made-up-tag.ts';
import { type OfflineWalk, walkOffline } from '../support/offline-walk.ts';
import { ACCOUNTS, bitcoinGraphs, ethereumGraphs } from '../support/random-graphs.ts';
import { p2wpkh } from '../support/transactions.ts';

const RUNS = { numRuns: 60 };
/** The same graphs each time, of which some must have what the property is about. */
const KNOWN = { numRuns: 20, seed: 42 };

const mixer = (chain: 'bitcoin' | 'ethereum', address: string): Tag =>
  madeUpTag(address, 'Mixer', ['mixing_service'], { chain, label: 'Mixer' });

const accountSeeds: Seed[] = [ACCOUNTS[0], ACCOUNTS[1]].map((address) => ({
  kind: 'address',
  chain: 'ethereum',
  address: address ?? '',
  asset: 'ETH',
  since: 0,
  until: 12,
}));

const transactionSeeds = (transactions: readonly Transaction[]): Seed[] =>
  transactions
    .filter((_, index) => index % 4 === 0)
    .map(({ txid }) => ({ kind: 'transaction', chain: 'bitcoin', txid, asset: 'BTC' }));

/** `txid to amount` and `txid from` of every stolen flow of a ledger. */
function flowsOf(ledger: Ledger, { graph }: OfflineWalk) {
  const { tape } = ledger;
  const [arrived, left] = [new Map<string, bigint[]>(), new Set<string>()];
  for (const movement of ledger.flows()) {
    const { txid } = tape.sourceOf(movement);
    for (let leg = tape.firstLeg(movement); leg < tape.endLeg(movement); leg += 1) {
      const amount = ledger.taintedOf(leg);
      const { address } = placeOf(tape.keyOf(tape.holdingOf(leg)), graph);
      if (amount === 0n) continue;
      if (leg < tape.firstPut(movement)) left.add(`${txid} ${address}`);
      else arrived.set(`${txid} ${address}`, [...(arrived.get(`${txid} ${address}`) ?? []), amount]);
    }
  }
  return { arrived, left };
}

function startsOf(seed: Seed, transactions: readonly Transaction[]): string[] {
  if (seed.kind === 'address') return [seed.address];
  const theft = transactions.find(({ txid }) => txid === seed.txid);
  return theft?.chain === 'bitcoin' ? theft.outputs.map(({ script }) => addressOfScript(script)) : [];
}

function expectWay(
  steps: readonly PathStep[],
  flag: Flag,
  starts: readonly string[],
  { arrived, left }: ReturnType<typeof flowsOf>,
): void {
  const places = [steps[0]?.from ?? flag.address, ...steps.map(({ to }) => to)];
  expect(starts).toContain(places[0]);
  expect(places.at(-1)).toBe(flag.address);
  expect(steps.map(({ from }) => from)).toEqual(places.slice(0, -1));
  expect(steps.map(({ time }) => time)).toEqual(steps.map(({ time }) => time).toSorted((a, b) => a - b));
  for (const { txid, from, to, amount } of steps) {
    expect(amount > 0n).toBe(true);
    expect(left).toContain(`${txid} ${from}`);
    const brought = arrived.get(`${txid} ${to}`) ?? [];
    expect(brought.some((all) => all >= amount)).toBe(true);
  }
}

/** Every flag, also one that only another method shows, rests on known transactions that its address took part in. */
function expectEvidence({ report }: OfflineWalk, transactions: readonly Transaction[]): void {
  for (const { address, evidence, time } of report.flags) {
    const shown = evidence.map((txid) => transactions.find((tx) => tx.txid === txid));
    expect(shown.length).toBeGreaterThan(0);
    expect(new Set(evidence).size).toBe(evidence.length);
    for (const tx of shown) expect(tx === undefined ? [] : partiesOf(tx)).toContain(address);
    expect(time).toBe(Math.min(...shown.map((tx) => tx?.block.time ?? Number.NaN)));
  }
}

function partiesOf(tx: Transaction): string[] {
  if (tx.chain === 'ethereum') return tx.transfers.flatMap(({ from, to }) => [from, to]);
  return [...tx.inputs, ...tx.outputs].map(({ script }) => addressOfScript(script));
}

function expectPaths(
  walk: OfflineWalk,
  seeds: readonly Seed[],
  transactions: readonly Transaction[],
): number {
  const [main] = walk.settlement.ledgers;
  if (main === undefined) throw new Error('no ledger');
  const flows = flowsOf(main, walk);
  const flags = walk.report.flags.filter(({ amount }) => amount > 0n);
  for (const flag of flags) {
    expect(flag.hops).toBe(flag.path.length);
    expect(flag.paths.length).toBeGreaterThan(0);
    expect(flag.paths.map(({ shortest }) => shortest.length)).toContain(flag.hops);
    for (const { seed, shortest, heaviest } of flag.paths) {
      const stated = seeds[seed - 1];
      const starts = stated === undefined ? [] : startsOf(stated, transactions);
      for (const steps of [shortest, heaviest]) expectWay(steps, flag, starts, flows);
      expect(shortest.length).toBeLessThanOrEqual(heaviest.length);
      expect(shortest.length).toBeGreaterThanOrEqual(flag.hops);
    }
  }
  return flags.length;
}

const bitcoinMixer = addressOfScript(p2wpkh('03'));

describe.each(METHODS.map((method) => [method.name, method] as const))('%s', (_, method) => {
  test.each([
    ['Ethereum', ethereumGraphs, () => accountSeeds, mixer('ethereum', ACCOUNTS[4] ?? '')],
    ['Bitcoin', bitcoinGraphs, transactionSeeds, mixer('bitcoin', bitcoinMixer)],
  ] as const)(
    '%s: paths are ways of stolen value from their seed to the flagged address',
    (__, graphs, seedsOf, tag) => {
      let met = 0;
      const property = fc.property(graphs as fc.Arbitrary<Transaction[]>, (transactions) => {
        const seeds = seedsOf(transactions);
        const walk = walkOffline({ seeds, transactions, tags: [tag], methods: [method] });
        expectEvidence(walk, transactions);
        met += expectPaths(walk, seeds, transactions);
      });
      fc.assert(property, KNOWN);
      if (method.chains.includes(tag.chain)) expect(met).toBeGreaterThan(RUNS.numRuns / 20);
      fc.assert(property, RUNS);
    },
  );
});
