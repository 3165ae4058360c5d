/**
 * settle: the pure half of a round. Replays everything collected so far in chain order through the ledgers, gives every
 * tainted holding its end, and says what must be looked up next.
 */

import type { Chain, Tip } from '../chain.ts';
import { mayBeMix } from '../detect/coinjoin/mix.ts';
import { isOutdated } from '../graph/fact.ts';
import type { Graph } from '../graph/graph.ts';
import { historyFact, type Subject, spendFact } from '../graph/subject.ts';
import { type HoldingKey, parseHolding } from '../holding.ts';
import type { EthereumKnowledge } from '../movement/knowledge.ts';
import { movementsOf } from '../movement/movement.ts';
import { exchangersIn } from '../tags/exchangers.ts';
import type { TagLookup } from '../tags/tag.ts';
import { Ledger } from '../taint/ledger.ts';
import type { Method } from '../taint/method.ts';
import { openingBalances } from '../taint/opening.ts';
import type { LedgerPlan } from '../taint/plan.ts';
import { appendBitcoin } from '../tape/bitcoin-tape.ts';
import { CONDUIT, type HoldingId, type MovementId, POT, Tape } from '../tape/tape.ts';
import { type End, endByNature, type Place, placeOf } from './end.ts';
import { frontierOf, isWorthFollowing, type Nearness, nearnessOf } from './frontier.ts';
import { isBeyondHorizon, type Limits } from './limits.ts';
import { marksOf, openSeedSubjects } from './marks.ts';
import { Mixes } from './mixes.ts';
import { openPassages } from './passage.ts';
import type { Seed } from './seed.ts';

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
  readonly tape: Tape;
  /** What all ledgers were told. */
  readonly plan: LedgerPlan;
  /** One for each method, in the order given. */
  readonly ledgers: readonly Ledger[];
  /** The end of every holding that is tainted under any method. */
  readonly ends: ReadonlyMap<HoldingId, End>;
  /** What to look up next, nearest and largest first; empty when the walk is over. */
  readonly frontier: readonly Subject[];
}

/** One settlement of all that is known; a pure function of its input. */
export function settle(input: SettleInput): Settlement {
  const { graph, methods, seeds, tips } = input;
  const knowledge = knowledgeOf(input);
  const tape = tapeOf(input, knowledge);
  const nature = natureOf(input, knowledge);
  const follows = followsOf(input, tape, nature);
  const mixes = new Mixes(graph, input.tags);
  const plan: LedgerPlan = {
    tape,
    seeds: seeds.length,
    marks: marksOf(seeds, graph, tape),
    openings: openingBalances(tape, follows),
    follows,
    isMix: mixesOn(tape, mixes),
  };
  const ledgers = methods.map((method) => new Ledger(method, plan).replay(tips.ethereum?.time ?? 0));
  return { tape, plan, ledgers, ...endsAndFrontier(input, ledgers, { tape, nature, mixes, knowledge }) };
}

/** What lies above the pinned tip is not looked at. */
function tapeOf({ graph, tips }: SettleInput, knowledge: EthereumKnowledge): Tape {
  const { table } = graph.bitcoin;
  const tape = new Tape(table);
  appendBitcoin(tape, table, tips.bitcoin?.height ?? -1);
  for (const tx of graph.ethereum.inChainOrder(tips.ethereum?.height ?? -1)) {
    tape.append(movementsOf(tx, knowledge));
  }
  return tape;
}

/** What tags and look-ups tell of Ethereum addresses, to understand what happens inside a transaction. */
function knowledgeOf({ graph, tags, tips }: SettleInput): EthereumKnowledge {
  return {
    ...exchangersIn(tags),
    knowsHistory: (address, height) => height <= heightKnown(address, graph, tips),
  };
}

type Nature = (key: HoldingKey, time: number) => End | null;

/** Ends by nature; a seed address is followed whatever its tags say. */
function natureOf({ graph, tags, seeds }: SettleInput, knowledge: EthereumKnowledge): Nature {
  const seeded = new Set(
    seeds.flatMap((seed) => (seed.kind === 'address' ? [`${seed.chain} ${seed.address}`] : [])),
  );
  const isSeed = ({ chain, address }: Place) => seeded.has(`${chain} ${address}`);
  // Only contracts pay out by internal transfers alone (an account with an EIP-7702 delegation pays out both ways).
  const contracts = graph.ethereum.payersWithoutSignature();
  const isContract = (address: string) =>
    contracts.has(address) && graph.isKnown(historyFact('ethereum', address));
  const isExchanger = (address: string) => knowledge.isExchange(address) || knowledge.isWrapper(address);
  return (key, time) => endByNature(key, time, graph, { tags, isContract, isExchanger, isSeed });
}

/** Below every block, and above. */
const NEVER = -1;
const ALWAYS = 2 ** 31 - 1;

/** An end stops the walk; a conduit passes on within its transaction whatever it gets. */
function followsOf({ graph, tips }: SettleInput, tape: Tape, nature: Nature): LedgerPlan['follows'] {
  const knownUpTo = onceEach(tape.holdings, (holding) => {
    const kind = tape.kindOf(holding);
    if (kind === CONDUIT) return ALWAYS;
    if (kind === POT) return tape.isClaimed(holding) ? ALWAYS : NEVER;
    const key = tape.keyOf(holding);
    if (nature(key, 0) !== null) return NEVER;
    const account = parseHolding(key);
    return account.kind === 'account' ? heightKnown(account.address, graph, tips) : ALWAYS;
  });
  return (holding, height) => height <= knownUpTo(holding);
}

/** The height up to which every movement of an address is known; an earlier run knows them up to its own tip. */
function heightKnown(address: string, graph: Graph, tips: SettleInput['tips']): number {
  const history = historyFact('ethereum', address);
  const fact = graph.fact(history);
  if (fact === undefined || !graph.isKnown(history)) return NEVER;
  return isOutdated(fact, tips.ethereum) ? (fact.asOf?.height ?? NEVER) : ALWAYS;
}

/** The ledgers that say how far to walk: those that count units, and the main one whatever it does. */
export function drivers(ledgers: readonly Ledger[]): Ledger[] {
  return ledgers.filter((ledger, index) => index === 0 || ledger.method.conserves);
}

interface Scene {
  readonly tape: Tape;
  readonly nature: Nature;
  readonly mixes: Mixes;
  readonly knowledge: EthereumKnowledge;
}

function endsAndFrontier(input: SettleInput, ledgers: readonly Ledger[], scene: Scene) {
  const { tape, nature, mixes, knowledge } = scene;
  const ends = new Map<HoldingId, End>();
  const open = new Map<HoldingId, Nearness>();
  const once = keptOnce();
  const driving = drivers(ledgers);
  // Horizons count from here.
  const first = Math.min(...driving.map(({ stolenSince }) => stolenSince));
  for (const ledger of ledgers) {
    for (const holding of ledger.taintedHoldings()) {
      if (ends.has(holding)) continue;
      const key = tape.keyOf(holding);
      const isDriven = driving.some((one) => one.taintedAt(holding) > 0n);
      const reach = nearnessOf(holding, isDriven ? driving : [ledger]);
      const end =
        nature(key, reach.arrival?.time ?? 0) ??
        mixes.endAt(key) ??
        endByLookup(key, input) ??
        (isDriven ? endByLimit(holding, reach, first, input, driving) : ONLY_POISON);
      ends.set(holding, once(end ?? BUDGET));
      if (end === null) open.set(holding, reach);
    }
  }
  const seeds = openSeedSubjects(input.seeds, input.graph, input.tips);
  const passages = openPassages(ends, driving, input.graph, tape, knowledge.isWrapper);
  const budget = Math.max(0, input.limits.maxLookups - input.graph.lookups);
  const frontier = [...seeds, ...frontierOf(open, driving, input.graph, tape), ...passages].slice(0, budget);
  return { ends, frontier };
}

/** Stands until the holding is looked up, and remains when the budget does not allow it. */
const BUDGET = plainEnd('not-explored', 'look-up budget used up (maxLookups)');
/** Poison reaches almost everything in the end, so it is not walked after unless it is the main method. */
const ONLY_POISON = plainEnd('not-explored', 'reached by no method that counts units');

/** Ends that follow from what the explorers said. */
function endByLookup(key: HoldingKey, { graph, tips }: SettleInput): End | null {
  const holding = parseHolding(key);
  const { chain, address } = placeOf(key, graph);
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
    case 'incomplete':
      return plainEnd('not-explored', `incomplete at the explorer: ${fact.reason}`);
  }
}

/** Ends that the case's limits set. */
function endByLimit(
  holding: HoldingId,
  { hops, arrival }: Nearness,
  firstTime: number,
  { limits }: SettleInput,
  ledgers: readonly Ledger[],
): End | null {
  if (!isWorthFollowing(holding, ledgers, limits)) {
    return plainEnd(
      'below-threshold',
      `less than ${limits.minShareMillionths} millionths of what was stolen`,
    );
  }
  if (hops >= limits.maxHops) return plainEnd('not-explored', `hop limit of ${limits.maxHops} reached`);
  return arrival !== null && isBeyondHorizon(arrival.time, firstTime, limits)
    ? plainEnd('not-explored', `time horizon reached: more than ${limits.maxDays} days after the theft`)
    : null;
}

function mixesOn(tape: Tape, mixes: Mixes): LedgerPlan['isMix'] {
  const isMix = onceEach(tape.length, (movement) => (entersMix(movement, tape, mixes) ? 1 : 0));
  return (movement) => isMix(movement) === 1;
}

function entersMix(movement: MovementId, tape: Tape, mixes: Mixes): boolean {
  if (tape.chainOf(movement) !== 'bitcoin') return false;
  const [first, firstPut] = [tape.firstLeg(movement), tape.firstPut(movement)];
  // The last put is the fee.
  const outputs = tape.endLeg(movement) - firstPut - 1;
  if (!mayBeMix(firstPut - first, outputs, tape.heightOf(movement))) return false;
  return mixes.endIn(tape.sourceOf(movement).txid) !== null;
}

function plainEnd(kind: End['kind'], reason: string): End {
  return { kind, entity: null, reason, confidence: null };
}

/** There is an end for every holding, but they say few different things. */
function keptOnce(): (end: End) => End {
  const kept = new Map<string, End>();
  return (end) => {
    const text = JSON.stringify(end);
    const known = kept.get(text) ?? end;
    kept.set(text, known);
    return known;
  };
}

/** Not computed yet. */
const OPEN = -(2 ** 31);

/** Computes a number above `OPEN` for each of so many ids once, when it is first asked for; 4 bytes each. */
function onceEach(ids: number, compute: (id: number) => number): (id: number) => number {
  const known = new Int32Array(ids).fill(OPEN);
  return (id) => {
    const found = known[id] ?? OPEN;
    if (found !== OPEN) return found;
    const value = compute(id);
    known[id] = value;
    return value;
  };
}
