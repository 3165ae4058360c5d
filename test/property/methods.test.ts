/** What a run tells under each of its methods is what a run with that main method tells; and it adds up. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { graphJsonUnder, keptGraph } from '../../src/cases/report/kept-graph.ts';
import { methodViewsJson } from '../../src/cases/report/method-views.ts';
import { moneyGraphJson } from '../../src/cases/report/money-graph-json.ts';
import { type ReportJson, reportJson } from '../../src/cases/report/report-json.ts';
import { type ResultsUnder, resultsUnder } from '../../src/cases/report/results-under.ts';
import { displayAddress } from '../../src/core/address.ts';
import { compare, sum } from '../../src/core/amount.ts';
import { NO_CONTRACTS } from '../../src/core/ethereum-mixers/contracts.ts';
import { methodGraph } from '../../src/core/report/make-money-graph.ts';
import { graphUnder } from '../../src/core/report/money-graph.ts';
import type { Tag } from '../../src/core/tags/tag.ts';
import { flowsOf } from '../../src/core/taint/flow.ts';
import { countsOn, type Method } from '../../src/core/taint/method.ts';
import { methodsFor } from '../../src/core/taint/methods.ts';
import { OUTCOME_KINDS, type OutcomeKind, placeOf } from '../../src/core/trace/end.ts';
import type { Seed } from '../../src/core/trace/seed.ts';
import type { Transaction } from '../../src/core/transaction.ts';
import { madeUpTag } from '../support/made-up-tag.ts';
import { NO_LIMITS, type OfflineWalk, walkOffline } from '../support/offline-walk.ts';
import { ACCOUNTS, bitcoinGraphs, ethereumGraphs } from '../support/random-graphs.ts';
import { seedAt, tagOf, tx } from '../support/tale.ts';

const RUNS = { numRuns: 40 };

interface World {
  readonly seeds: readonly Seed[];
  readonly transactions: readonly Transaction[];
  readonly tags: readonly Tag[];
}

const bitcoinWorlds = bitcoinGraphs.map((transactions): World => {
  const seeded = transactions.filter((_, index) => index % 3 === 0);
  const victims = ['Ann', 'Bob'];
  return {
    transactions,
    seeds: seeded.map(({ txid }, index) => ({
      kind: 'transaction',
      chain: 'bitcoin',
      txid,
      asset: 'BTC',
      victim: victims[index % 2] ?? '',
    })),
    tags: [],
  };
});

const accountSeed = (address: string, since: number): Seed => ({
  kind: 'address',
  chain: 'ethereum',
  address,
  asset: 'ETH',
  since,
  until: Number.POSITIVE_INFINITY,
});

const ethereumWorlds = ethereumGraphs.map(
  (transactions): World => ({
    transactions,
    seeds: [accountSeed(ACCOUNTS[0] ?? '', 0), accountSeed(ACCOUNTS[2] ?? '', 60)],
    tags: [
      madeUpTag(ACCOUNTS[3] ?? '', 'A mixer', ['mixing_service']),
      madeUpTag(ACCOUNTS[4] ?? '', 'An exchange', ['exchange']),
    ],
  }),
);

/** S has 60 that are clean and 90 that are stolen, gets 7 of a token for some of them, and pays with what is left. */
const swapWorlds = fc.integer({ min: 1, max: 149 }).map(
  (paid): World => ({
    transactions: [
      tx(1, ['call C S 60']),
      tx(2, ['call V S 90']),
      tx(3, [`call S R ${paid}`, `internal R P ${paid}`, 'T P S 7']),
      tx(4, ['T S M 3']),
      tx(5, [`call S A ${150 - paid}`]),
    ],
    seeds: [seedAt('V')],
    tags: [tagOf('R', 'Uniswap', 'defi_dex', 'dex-router'), tagOf('M', 'A mixer', 'mixing_service')],
  }),
);

const WORLDS = [
  ['Bitcoin', bitcoinWorlds],
  ['Ethereum', ethereumWorlds],
  ['Swaps', swapWorlds],
] as const;

function walked(world: World, methods: readonly Method[]): OfflineWalk {
  return walkOffline({ ...world, methods });
}

function reported({ report }: OfflineWalk, { seeds }: World): ReportJson {
  const theCase = {
    name: 'x',
    method: report.method,
    assets: 'all',
    limits: NO_LIMITS,
    watchSeconds: null,
    webhook: null,
    emails: [],
    seeds,
  } as const;
  return reportJson({ case: theCase, report, traffic: { requests: 0, cacheHits: 0 }, seconds: 1 });
}

/** As it comes back from the database. */
function viewsOf({ settlement, graph, report }: OfflineWalk, { seeds, tags }: World) {
  const lookup = (_: string, address: string) => tags.filter((tag) => tag.address === address);
  const input = { seeds, graph, tips: report.tips, tags: lookup };
  return JSON.parse(
    JSON.stringify(methodViewsJson({ settlement, input, report, profiles: [], mixers: NO_CONTRACTS })),
  );
}

/** A run with another main method values nothing here, and tells ways, their hops and the patterns on them, which views do not. */
function comparable({ outcomes, victims, flags }: ResultsUnder | ReportJson) {
  return {
    outcomes: outcomes.map(({ places, ...outcome }) => {
      const { usd: _usd, ...rest } = { usd: null, ...outcome };
      const shown = places.map(({ held, ...place }) => ({
        ...without(place, 'usd'),
        held: held === null ? null : without(held, 'usd'),
      }));
      return { ...rest, places: shown };
    }),
    victims,
    flags: flags.map((flag) => without(flag, 'hops', 'path', 'heaviest', 'patterns')),
  };
}

function without(value: object, ...keys: readonly string[]) {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

describe.each(WORLDS)('%s', (chain, worlds) => {
  test('outcomes, victims and flags under a method are those of a run with it as the main one', () => {
    let flags = 0;
    fc.assert(
      fc.property(worlds, (world) => {
        const methods = methodsFor(
          'fifo',
          world.seeds.map(({ chain }) => chain),
        );
        const walk = walked(world, methods);
        const [report, views] = [reported(walk, world), viewsOf(walk, world)];
        for (const method of methods.filter(({ conserves }) => conserves)) {
          const main = walked(world, [method, ...methods.filter((one) => one !== method)]);
          const under = resultsUnder(report, views, method.name);
          const asMain = reported(main, world);
          expect(comparable(under)).toEqual(comparable(asMain));
          for (const [n, { hops }] of under.flags.entries()) {
            expect(hops).toBeLessThanOrEqual(asMain.flags[n]?.hops ?? 0);
          }
          flags += under.flags.length;
        }
      }),
      RUNS,
    );
    if (chain !== 'Bitcoin') expect(flags).toBeGreaterThan(10);
  });

  test('outcomes, their places and their origins add up to what is stolen under each method, and span the range', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const methods = methodsFor(
          'haircut',
          world.seeds.map(({ chain }) => chain),
        );
        const walk = walked(world, methods);
        const [report, views] = [reported(walk, world), viewsOf(walk, world)];
        for (const { asset, amounts } of report.stolen) {
          for (const { name } of methods.filter((method) => method.conserves)) {
            const outcomes = resultsUnder(report, views, name).outcomes.filter((one) => one.asset === asset);
            const stolen = BigInt(amounts[name] ?? -1);
            expect(sum(outcomes.map(({ amount }) => BigInt(amount)))).toBe(stolen);
            const shares = outcomes.flatMap(({ origins }) => origins.map(({ amount }) => BigInt(amount)));
            expect(sum(shares)).toBe(stolen);
            for (const { kind, amount, places } of outcomes) {
              if (kind === 'fees') continue;
              expect(sum(places.map((place) => BigInt(place.amount)))).toBe(BigInt(amount));
            }
          }
        }
        for (const found of [...report.outcomes, ...report.flags]) {
          const counted = methods.filter((method) => countsOn(method, world.seeds[0]?.chain ?? 'bitcoin'));
          const amounts = counted.map(({ name }) => BigInt(found.amounts[name] ?? -1)).sort(compare);
          expect(found.range).toEqual({ min: String(amounts[0]), max: String(amounts.at(-1)) });
          expect(found.amounts.haircut).toBe(found.amount);
        }
      }),
      RUNS,
    );
  });

  test('the graph under a method has what its ledger moved, and comes back from what is kept as it was', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const methods = methodsFor(
          'fifo',
          world.seeds.map(({ chain }) => chain),
        );
        const { settlement, graph } = walked(world, methods);
        const all = methodGraph(settlement, graph);
        const kept = JSON.parse(JSON.stringify(keptGraph(all)));
        for (const ledger of settlement.ledgers) {
          const { name } = ledger.method;
          const under = graphJsonUnder(kept, name);
          expect(sorted(under)).toEqual(sorted(moneyGraphJson(graphUnder(all, name))));
          expect(under.method).toBe(name);
          const moved = under.edges.map(({ amount, txid, from, to }) => `${txid} ${from} ${to} ${amount}`);
          expect(moved.sort()).toEqual(movedBy(ledger, graph));
          const reached = under.nodes.map(({ address, hops, kind }) => `${address} ${hops} ${kind}`);
          expect(reached.sort()).toEqual(reachedBy(ledger, settlement.ends, graph));
          const left = leftBy(ledger, graph);
          for (const { address, received, sent = [] } of under.nodes) {
            expect(sum(sent.map(({ amount }) => BigInt(amount)))).toBe(left.get(address) ?? 0n);
            const arrived = under.edges.filter(({ to }) => to === address);
            const total = sum(arrived.map(({ amount }) => BigInt(amount)));
            expect(sum(received.map(({ amount }) => BigInt(amount)))).toBe(total);
          }
        }
      }),
      RUNS,
    );
  });
});

/** Amounts of one asset by node may come in any order. */
function sorted({ nodes, edges }: ReturnType<typeof graphJsonUnder>) {
  return { edges, nodes: nodes.map((node) => ({ ...node, received: [...node.received].sort() })) };
}

type Ledger = OfflineWalk['settlement']['ledgers'][number];
type Graph = OfflineWalk['graph'];

/** Where a holding rests, as it is shown; null for fees, which go to no address. */
function shownPlace(holding: number, { tape }: Ledger, graph: Graph): string | null {
  const key = tape.keyOf(holding);
  if (key.startsWith('fees')) return null;
  const { chain, address } = placeOf(key, graph);
  return chain === 'ethereum' ? displayAddress(chain, address) : address;
}

/** What movements brought to addresses under a method, and from whom, straight from its flows. */
function movedBy(ledger: Ledger, graph: Graph): string[] {
  const moved: string[] = [];
  for (const { movement, takes, puts } of flowsOf(ledger)) {
    const placesOf = (legs: readonly number[]) =>
      legs.map((leg) => shownPlace(ledger.tape.holdingOf(leg), ledger, graph));
    const from = [...new Set(placesOf(takes))].filter((address) => address !== null);
    const byAddress = new Map<string, bigint>();
    for (const [index, address] of placesOf(puts).entries()) {
      const amount = ledger.taintedOf(puts[index] ?? -1);
      if (address !== null) byAddress.set(address, (byAddress.get(address) ?? 0n) + amount);
    }
    const { txid } = ledger.tape.sourceOf(movement);
    for (const [address, amount] of byAddress) moved.push(`${txid} ${from} ${address} ${amount}`);
  }
  return moved.sort();
}

/** What left each address under a method, straight from its flows. */
function leftBy(ledger: Ledger, graph: Graph): Map<string, bigint> {
  const left = new Map<string, bigint>();
  for (const { takes } of flowsOf(ledger)) {
    for (const leg of takes) {
      const address = shownPlace(ledger.tape.holdingOf(leg), ledger, graph);
      if (address !== null) left.set(address, (left.get(address) ?? 0n) + ledger.taintedOf(leg));
    }
  }
  return left;
}

/** The addresses that a method reached, in how many hops, and the strongest of what rests there. */
function reachedBy(ledger: Ledger, ends: OfflineWalk['settlement']['ends'], graph: Graph): string[] {
  const reached = new Map<string, { hops: number; kinds: OutcomeKind[] }>();
  for (const holding of ledger.reach.holdings()) {
    const address = shownPlace(holding, ledger, graph);
    if (address === null) continue;
    const { hops, kinds } = reached.get(address) ?? { hops: Number.POSITIVE_INFINITY, kinds: [] };
    const end = ledger.taintedAt(holding) > 0n ? ends.get(holding) : undefined;
    reached.set(address, {
      hops: Math.min(hops, ledger.reach.hopsTo(holding) ?? 0),
      kinds: end === undefined ? kinds : [...kinds, end.kind],
    });
  }
  return Array.from(reached, ([address, { hops, kinds }]) => {
    const kind = OUTCOME_KINDS.find((one) => kinds.includes(one)) ?? null;
    return `${address} ${hops} ${kind}`;
  }).sort();
}
