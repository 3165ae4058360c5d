/**
 * settle: the pure half of a round. Replays everything collected so far in chain order through the ledger, all
 * methods in one pass, gives every tainted holding its end, and says what must be looked up next.
 */

import type { Chain, Tip } from '../chain.ts';
import { detectWhirlpoolMix } from '../detect/coinjoin/whirlpool.ts';
import { type HoldingKey, parseHolding } from '../holding.ts';
import { NOTHING_KNOWN } from '../movement/knowledge.ts';
import { type Movement, movementsOf } from '../movement.ts';
import type { TagLookup } from '../tags/tag.ts';
import { Ledger, type Trail } from '../taint/ledger.ts';
import type { Method } from '../taint/method.ts';
import { openingBalances } from '../taint/opening.ts';
import { type End, endByNature, mixEntered, type Place, placeOf } from './end.ts';
import { frontierOf, isWorthFollowing } from './frontier.ts';
import { type Graph, isOutdated } from './graph.ts';
import type { Limits } from './limits.ts';
import { marksOf, openSeedSubjects } from './marks.ts';
import type { Seed } from './seed.ts';
import { historyFact, type Subject, spendFact } from './subject.ts';

export interface SettleInput {
  readonly seeds: readonly Seed[];
  readonly graph: Graph;
  readonly tips: Readonly<Partial<Record<Chain, Tip>>>;
  readonly limits: Limits;
  /** The main method first. */
  readonly methods: readonly Method[];
  readonly tags: TagLookup;
}

export interface Settlement {
  /** One for each method, in the order given. */
  readonly ledgers: readonly Ledger[];
  /** The end of every holding that is tainted under any method. */
  readonly ends: ReadonlyMap<HoldingKey, End>;
  /** What to look up next, nearest and largest first; empty when the walk is over. */
  readonly frontier: readonly Subject[];
  /** Balances that had to be assumed before the first known movement. */
  readonly openings: ReadonlyMap<HoldingKey, bigint>;
}

/** One settlement of all that is known; a pure function of its input. */
export function settle(input: SettleInput): Settlement {
  const { graph, methods } = input;
  const marks = marksOf(input.seeds, graph);
  const movements = movementsBelow(input.tips, graph);
  const nature = natureOf(input);
  const knownUpTo = memoize((key: HoldingKey) =>
    nature(key, 0) === null ? heightKnown(key, graph, input.tips) : NEVER,
  );
  const follows = (key: HoldingKey, height: number) => height <= knownUpTo(key);
  const openings = openingBalances(movements, (key, height) => key.includes('/') && follows(key, height));
  const plan = {
    outpointMarks: marks.outpoints,
    accountMarks: marks.accounts,
    openings,
    follows,
    isMix: memoize((txid: string) => isWhirlpoolMix(txid, graph)),
  };
  const ledgers = methods.map((method) => new Ledger(method, plan));
  for (const movement of movements) for (const ledger of ledgers) ledger.apply(movement);
  for (const ledger of ledgers) ledger.finish(input.tips.ethereum?.time ?? 0);
  return { ...endsAndFrontier(input, ledgers, nature), ledgers, openings };
}

/** What lies above the pinned tip is not looked at. */
function movementsBelow(tips: SettleInput['tips'], graph: Graph): Movement[] {
  const isBelow = (chain: Chain) => (tx: { block: { height: number } }) =>
    tx.block.height <= (tips[chain]?.height ?? -1);
  return movementsOf(
    [...graph.bitcoin.values()].filter(isBelow('bitcoin')),
    [...graph.ethereum.values()].filter(isBelow('ethereum')),
    NOTHING_KNOWN,
  );
}

type Nature = (key: HoldingKey, time: number) => End | null;

/** Ends by nature; a seed address is followed whatever its tags say. */
function natureOf({ graph, tags, seeds }: SettleInput): Nature {
  const seeded = new Set(
    seeds.flatMap((seed) => (seed.kind === 'address' ? [`${seed.chain} ${seed.address}`] : [])),
  );
  const isSeed = ({ chain, address }: Place) => seeded.has(`${chain} ${address}`);
  const contracts = contractsIn(graph);
  const isContract = (address: string) =>
    contracts.has(address) && graph.isKnown(historyFact('ethereum', address));
  return (key, time) => endByNature(key, time, graph, { tags, isContract, isSeed });
}

/**
 * Addresses that pay out by internal transfers and never sign a transaction: only contracts do that
 * (an account with an EIP-7702 delegation pays out both ways).
 */
function contractsIn(graph: Graph): Set<string> {
  const payers = new Set<string>();
  const senders = new Set<string>();
  for (const tx of graph.ethereum.values()) {
    if (tx.sender !== null) senders.add(tx.sender);
    for (const transfer of tx.transfers) if (transfer.kind === 'internal') payers.add(transfer.from);
  }
  return new Set([...payers].filter((address) => !senders.has(address)));
}

/** Below every block. */
const NEVER = -1;

/**
 * The height up to which everything that left a holding is known. An outpoint is spent at once, so its spender is all
 * there is; of an account an earlier run knows the movements up to its own tip.
 */
function heightKnown(key: HoldingKey, graph: Graph, tips: SettleInput['tips']): number {
  const holding = parseHolding(key);
  if (holding.kind === 'outpoint') return Infinity;
  const history = historyFact('ethereum', holding.address);
  const fact = graph.fact(history);
  if (fact === undefined || !graph.isKnown(history)) return NEVER;
  return isOutdated(fact, tips.ethereum) ? (fact.asOf?.height ?? NEVER) : Infinity;
}

function endsAndFrontier(input: SettleInput, ledgers: readonly Ledger[], nature: Nature) {
  const ends = new Map<HoldingKey, End>();
  const open = new Map<HoldingKey, Trail>();
  for (const ledger of ledgers) {
    for (const { holding } of ledger.taintedHoldings()) {
      const trail = ledger.trailTo(holding);
      if (trail === null || ends.has(holding)) continue;
      const arrival = trail.movement?.block.time ?? 0;
      const end =
        nature(holding, arrival) ?? endByLookup(holding, input) ?? endByLimit(holding, input, ledgers);
      ends.set(holding, end ?? BUDGET);
      if (end === null) open.set(holding, nearest(holding, ledgers) ?? trail);
    }
  }
  const seeds = openSeedSubjects(input.seeds, input.graph, input.tips);
  const budget = Math.max(0, input.limits.maxLookups - input.graph.lookups);
  const frontier = [...seeds, ...frontierOf(open, ledgers, input.graph)].slice(0, budget);
  return { ends, frontier };
}

/** Stands until the holding is looked up, and remains when the budget does not allow it. */
const BUDGET: End = {
  kind: 'not-explored',
  entity: null,
  reason: 'look-up budget used up (maxLookups)',
  confidence: null,
};

/** Ends that follow from what the explorers said. */
function endByLookup(key: HoldingKey, { graph, tips }: SettleInput): End | null {
  const holding = parseHolding(key);
  const { chain, address } = placeOf(key, graph);
  const mix = mixEntered(key, graph);
  if (mix !== null) return mix.end;
  const history = graph.fact(historyFact(chain, address));
  const tip = tips[chain];
  // What a history could not tell about an outpoint, its own look-up can.
  const isTold = history?.status === 'complete' && !isOutdated(history, tip);
  const fact = holding.kind === 'outpoint' && !isTold ? graph.fact(spendFact(key)) : history;
  switch (fact?.status) {
    case undefined:
      return null;
    case 'complete':
      if (isOutdated(fact, tip)) return null;
      return plainEnd('unspent', `unspent at block ${tips[chain]?.height}`);
    case 'too-active':
      return plainEnd('high-activity', `more transactions than the limit: ${fact.count} counted`);
    case 'failed':
      return plainEnd('not-explored', `explorer failed: ${fact.reason}`);
  }
}

/** Ends that the case's limits set. */
function endByLimit(key: HoldingKey, { limits }: SettleInput, ledgers: readonly Ledger[]): End | null {
  const hops = nearest(key, ledgers)?.hops ?? 0;
  if (!isWorthFollowing(key, ledgers, limits)) {
    return plainEnd(
      'below-threshold',
      `less than ${limits.minShareMillionths} millionths of what was stolen`,
    );
  }
  return hops >= limits.maxHops ? plainEnd('not-explored', `hop limit of ${limits.maxHops} reached`) : null;
}

function isWhirlpoolMix(txid: string, graph: Graph): boolean {
  const tx = graph.bitcoin.get(txid);
  return tx !== undefined && detectWhirlpoolMix(tx) !== null;
}

/** The shortest trail to a holding under any method. */
function nearest(key: HoldingKey, ledgers: readonly Ledger[]): Trail | null {
  let best: Trail | null = null;
  for (const ledger of ledgers) {
    const trail = ledger.trailTo(key);
    if (trail !== null && (best === null || trail.hops < best.hops)) best = trail;
  }
  return best;
}

function plainEnd(kind: End['kind'], reason: string): End {
  return { kind, entity: null, reason, confidence: null };
}

function memoize<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}
