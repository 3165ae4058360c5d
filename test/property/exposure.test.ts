/** What must hold for the exposure of every address, on every graph, under every method. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addressOfScript } from '../../src/core/address.ts';
import type { Exposure } from '../../src/core/exposure/exposure.ts';
import { assetOf, parseHolding } from '../../src/core/holding.ts';
import { flowsOf } from '../../src/core/taint/flow.ts';
import type { Ledger } from '../../src/core/taint/ledger.ts';
import { METHODS } from '../../src/core/taint/methods.ts';
import { placeOf } from '../../src/core/trace/end.ts';
import type { Seed } from '../../src/core/trace/seed.ts';
import type { Transaction } from '../../src/core/transaction.ts';
import { madeUpTag } from '../support/made-up-tag.ts';
import { type OfflineWalk, walkOffline } from '../support/offline-walk.ts';
import { ACCOUNTS, bitcoinGraphs, ethereumGraphs } from '../support/random-graphs.ts';
import { p2wpkh } from '../support/transactions.ts';

const RUNS = { numRuns: 30, endOnFailure: true };
const KNOWN = { numRuns: 20, seed: 7, endOnFailure: true };

const bitcoinAddress = (number: string) => addressOfScript(p2wpkh(number));
const tags = [
  madeUpTag(ACCOUNTS[4] ?? '', 'Mixer', ['mixing_service']),
  madeUpTag(ACCOUNTS[3] ?? '', 'Exchange', ['exchange']),
  madeUpTag(ACCOUNTS[2] ?? '', 'Listed', ['sanction']),
  madeUpTag(bitcoinAddress('03'), 'Mixer', ['mixing_service'], { chain: 'bitcoin' }),
  madeUpTag(bitcoinAddress('01'), 'Listed', ['sanction'], { chain: 'bitcoin' }),
];

const accountSeeds = (): Seed[] => [
  { kind: 'address', chain: 'ethereum', address: ACCOUNTS[0] ?? '', asset: 'ETH', since: 0, until: 12 },
];
const transactionSeeds = (transactions: readonly Transaction[]): Seed[] =>
  transactions
    .filter((_, index) => index % 4 === 0)
    .map(({ txid }) => ({ kind: 'transaction', chain: 'bitcoin', txid, asset: 'BTC' }));

const total = (amounts: readonly bigint[]) => amounts.reduce((sum, one) => sum + one, 0n);
const endedOf = ({ parties, elsewhere }: Exposure) =>
  total([
    ...parties.flatMap(({ wentOn, direct, indirect }) => (wentOn ? [] : [direct.amount, indirect.amount])),
    ...elsewhere.map(({ amount }) => amount),
  ]);

/** By address: all stolen units that movements took from it, and those that it holds at the end. */
function movedBy(ledger: Ledger, { graph }: OfflineWalk) {
  const [left, held] = [new Map<string, bigint>(), new Map<string, bigint>()];
  const add = (map: Map<string, bigint>, key: string, amount: bigint) =>
    map.set(key, (map.get(key) ?? 0n) + amount);
  const nameOf = (key: string) => `${placeOf(key, graph).address} ${assetOf(key)}`;
  for (const { takes } of flowsOf(ledger)) {
    for (const leg of takes) {
      add(left, nameOf(ledger.tape.keyOf(ledger.tape.holdingOf(leg))), ledger.taintedOf(leg));
    }
  }
  for (const holding of ledger.taintedHoldings()) {
    const key = ledger.tape.keyOf(holding);
    if (parseHolding(key).kind !== 'fees') add(held, nameOf(key), ledger.taintedAt(holding));
  }
  return { left, held };
}

function expectExposure(walk: OfflineWalk): number {
  const [main] = walk.settlement.ledgers;
  if (main === undefined) throw new Error('no ledger');
  const { addresses, steps, leftOut } = walk.report.exposure;
  const { left, held } = movedBy(main, walk);
  expect(leftOut).toEqual([]);
  for (const exposure of addresses) {
    const name = `${exposure.address} ${exposure.asset}`;
    expect(exposure.outflow > 0n).toBe(true);
    // All of the outflow ended somewhere, and is counted once.
    expect(endedOf(exposure)).toBe(exposure.outflow);
    // Nothing comes from nowhere: what comes round leaves more than once, and is counted less often than it left.
    expect(exposure.outflow <= (left.get(name) ?? 0n)).toBe(true);
    expect(exposure.resting).toBe(held.get(name) ?? 0n);
    for (const party of exposure.parties) expectParty(party, exposure, walk);
  }
  expect(steps.every(({ next }, index) => next === null || next < index)).toBe(true);
  return addresses.length;
}

function expectParty(
  { kind, entity, direct, indirect, hops, first, last, wentOn, path }: Exposure['parties'][number],
  { outflow, asset }: Exposure,
  { report, settlement }: OfflineWalk,
): void {
  const came = direct.amount + indirect.amount;
  expect(came > 0n && came <= outflow).toBe(true);
  expect(hops === 1).toBe(direct.amount > 0n);
  expect(first <= last).toBe(true);
  expect(direct.share).toBe(Number((direct.amount * 1_000_000n) / outflow));
  const { steps } = report.exposure;
  let [count, at] = [0, path];
  for (; at !== null; at = steps[at]?.next ?? null) count += 1;
  // Coins that came back may have been nearer to a party that they only passed; a pool's last unit may be another's.
  const [{ method } = { method: null }] = settlement.ledgers;
  if (wentOn || (method?.name !== 'fifo' && method?.name !== 'lifo')) expect(count).toBeGreaterThan(0);
  else expect(count).toBe(hops);
  const outcome = report.outcomes.find((one) => one.kind === kind && one.entity === entity);
  if (!wentOn && asset === outcome?.asset) expect(came <= outcome.amount).toBe(true);
}

describe.each(METHODS.filter(({ conserves }) => conserves).map((method) => [method.name, method] as const))(
  '%s',
  (_, method) => {
    test.each([
      ['Ethereum', ethereumGraphs, accountSeeds],
      ['Bitcoin', bitcoinGraphs, transactionSeeds],
    ] as const)('%s: every unit that left an address ends once', (chain, graphs, seedsOf) => {
      if (!method.chains.includes(chain === 'Bitcoin' ? 'bitcoin' : 'ethereum')) return;
      let met = 0;
      const property = fc.property(graphs as fc.Arbitrary<Transaction[]>, (transactions) => {
        const seeds = seedsOf(transactions);
        met += expectExposure(walkOffline({ seeds, transactions, tags, methods: [method] }));
      });
      fc.assert(property, KNOWN);
      expect(met).toBeGreaterThan(3);
      fc.assert(property, RUNS);
    });
  },
);
