/**
 * Origins: how much of what an address received came from mixers, sanctioned parties and exchanges, as far as a graph shows. What
 * these paid out is followed as a theft is, under every method that counts units, with the address as the place where it ends.
 */

import { compare, sum } from '../amount.ts';
import type { Asset, Chain, Tip } from '../chain.ts';
import { CHAIN_DATA, confidenceFrom } from '../flags/confidence.ts';
import { PathFinder } from '../flags/path.ts';
import type { Graph } from '../graph/graph.ts';
import { parseHolding } from '../holding.ts';
import { groupedBy } from '../multimap.ts';
import type { Tag, TagLookup } from '../tags/tag.ts';
import { countsOn } from '../taint/method.ts';
import { methodsFor } from '../taint/methods.ts';
import type { LegId } from '../tape/tape.ts';
import { attribute } from '../trace/attribution.ts';
import { type Place, placeOf } from '../trace/end.ts';
import { rangeOf } from '../trace/outcome.ts';
import { type Settlement, settle } from '../trace/settle.ts';
import type { Part } from './exposure.ts';
import { PARTY_KINDS, type PartyKind } from './party.ts';
import { type Payout, payoutsIn } from './payouts.ts';

/** Payouts that are followed, the newest. */
const MAX_PAYOUTS = 2000;
const MILLION = 1_000_000n;

/** What an address got from a party. */
export interface Origin {
  readonly kind: PartyKind;
  readonly entity: string;
  readonly asset: Asset;
  readonly confidence: number;
  /** By one movement. */
  readonly direct: Part;
  readonly indirect: Part;
  /** The fewest movements under the main method; null where only another method knows it. */
  readonly hops: number | null;
  /** When the party paid the first and the last of it, Unix seconds. */
  readonly first: number;
  readonly last: number;
}

export interface Origins {
  /** All that arrived, by asset; what an address paid itself did not. */
  readonly received: ReadonlyMap<Asset, bigint>;
  /** Strongest kind first, then larger amounts. */
  readonly parties: readonly Origin[];
  /** Payouts that were not followed, because there are too many. */
  readonly leftOut: number;
}

export interface OriginsInput {
  readonly place: Place;
  readonly graph: Graph;
  readonly tags: TagLookup;
  readonly tip: Tip;
}

/** Works out the origins; a pure function of the graph. */
export function originsOf(input: OriginsInput): Origins {
  const { place, graph, tags, tip } = input;
  const all = payoutsIn(graph, tags).filter(({ seed }) => seed.chain === place.chain);
  const payouts = all.slice(-MAX_PAYOUTS);
  const settlement = settle({
    seeds: payouts.map(({ seed }) => seed),
    graph,
    tips: { [place.chain]: tip },
    limits: {
      maxHops: 1000,
      maxLookups: 0,
      maxTransactionsPerAddress: 0,
      minShareMillionths: 0,
      maxDays: 36_500,
    },
    methods: methodsFor('fifo', [place.chain]),
    tags: endingAt(place, tags),
  });
  const received = receivedAt(place, settlement, graph);
  const arrived = arrivedFrom(payouts, settlement, place.chain);
  const hops = hopsFrom(payouts, settlement, input);
  const parties = groupsOf(payouts).map((group) => originOf(group, payouts, arrived, received, hops, place));
  return {
    received,
    parties: parties.filter(hasAny).sort(byKindAndAmount),
    leftOut: all.length - payouts.length,
  };
}

const screenedAs = ({ address }: Place) => `screened ${address}`;

/** The address keeps what it gets, whatever its tags say: then what arrived lies there. */
function endingAt(place: Place, tags: TagLookup): TagLookup {
  const tag: Tag = {
    ...place,
    label: screenedAs(place),
    entity: screenedAs(place),
    concepts: ['service'],
    role: '',
    confidence: 'override',
    validFrom: null,
    validTo: null,
    source: '',
    licence: '',
  };
  return (chain, address) =>
    chain === place.chain && address === place.address ? [tag] : tags(chain, address);
}

function receivedAt(place: Place, { tape }: Settlement, graph: Graph): Map<Asset, bigint> {
  const received = new Map<Asset, bigint>();
  for (let movement = 0; movement < tape.length; movement += 1) {
    const isHere = (leg: LegId) => isAt(place, tape.keyOf(tape.holdingOf(leg)), graph);
    const [first, firstPut, end] = [tape.firstLeg(movement), tape.firstPut(movement), tape.endLeg(movement)];
    const puts = legsFrom(firstPut, end).filter(isHere);
    if (puts.length === 0 || legsFrom(first, firstPut).some(isHere)) continue;
    for (const leg of puts) {
      const asset = tape.assetOf(leg);
      received.set(asset, (received.get(asset) ?? 0n) + tape.amountOf(leg));
    }
  }
  return received;
}

const legsFrom = (first: LegId, end: LegId): LegId[] =>
  Array.from({ length: end - first }, (_, index) => first + index);

function isAt(place: Place, key: string, graph: Graph): boolean {
  const { kind } = parseHolding(key);
  return (kind === 'account' || kind === 'outpoint') && placeOf(key, graph).address === place.address;
}

/** By method that counts units, what of each payout arrived, in units of what was paid out. */
function arrivedFrom(payouts: readonly Payout[], { ledgers, ends }: Settlement, chain: Chain): bigint[][] {
  const assets = payouts.map(({ seed }) => seed.asset);
  return ledgers
    .filter(({ method }) => countsOn(method, chain))
    .map((ledger) => {
      const amounts = payouts.map(() => 0n);
      for (const { entity, seed, amount } of attribute(ledger, ends, assets)) {
        if (entity?.startsWith('screened ')) amounts[seed - 1] = (amounts[seed - 1] ?? 0n) + amount;
      }
      return amounts;
    });
}

/** By payout, the fewest movements from the party to the address under the main method. */
function hopsFrom(
  payouts: readonly Payout[],
  { ledgers, plan, tape }: Settlement,
  { place, graph, tip }: OriginsInput,
): Map<number, number> {
  const [ledger] = ledgers;
  if (ledger === undefined) return new Map();
  const legs: LegId[] = [];
  for (let movement = 0; movement < tape.length; movement += 1) {
    for (const leg of legsFrom(tape.firstPut(movement), tape.endLeg(movement))) {
      if (isAt(place, tape.keyOf(tape.holdingOf(leg)), graph)) legs.push(leg);
    }
  }
  const seeds = payouts.map(({ seed }) => seed);
  const finder = new PathFinder({ ledger, plan, tipTime: tip.time, seeds, graph, legs });
  return new Map(finder.paths(legs).map(({ seed, shortest }) => [seed, shortest.length + 1]));
}

/** Numbers of payouts by party and asset. */
function groupsOf(payouts: readonly Payout[]): number[][] {
  const groups = groupedBy(payouts.entries(), ([, { payer, seed }]) =>
    JSON.stringify([payer.kind, payer.entity, seed.asset]),
  );
  return Array.from(groups.values(), (group) => group.map(([index]) => index));
}

function originOf(
  group: readonly number[],
  payouts: readonly Payout[],
  arrived: readonly bigint[][],
  received: ReadonlyMap<Asset, bigint>,
  hops: ReadonlyMap<number, number>,
  { address }: Place,
): Origin {
  const counted = group.filter((index) => arrived.some((amounts) => (amounts[index] ?? 0n) > 0n));
  const payout = payouts[group[0] ?? 0] as Payout;
  const { kind, entity } = payout.payer;
  const { asset } = payout.seed;
  const isDirect = (index: number) => payouts[index]?.seed.receiver === address;
  const part = (indexes: readonly number[]): Part => {
    const amounts = arrived.map((one) => sum(indexes.map((index) => one[index] ?? 0n)));
    const [amount = 0n] = amounts;
    const whole = received.get(asset) ?? 0n;
    return { amount, range: rangeOf(amounts), share: whole === 0n ? 0 : Number((amount * MILLION) / whole) };
  };
  const nearest = counted.flatMap((index) => hops.get(index + 1) ?? []);
  const fewest = nearest.length === 0 ? null : nearest.reduce((least, one) => Math.min(least, one));
  const namings = group.map((index) => payouts[index]?.payer.naming ?? 0);
  const naming = namings.reduce((surest, one) => Math.max(surest, one));
  const times = counted.map((index) => payouts[index]?.time ?? 0);
  return {
    kind,
    entity,
    asset,
    confidence: confidenceFrom({ rule: CHAIN_DATA, naming, hops: fewest ?? 2 }),
    direct: part(counted.filter(isDirect)),
    indirect: part(counted.filter((index) => !isDirect(index))),
    hops: fewest,
    first: times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY),
    last: times.reduce((last, time) => Math.max(last, time), 0),
  };
}

const hasAny = ({ direct, indirect }: Origin) => direct.range.max > 0n || indirect.range.max > 0n;

function byKindAndAmount(a: Origin, b: Origin): number {
  return (
    PARTY_KINDS.indexOf(a.kind) - PARTY_KINDS.indexOf(b.kind) ||
    compare(b.direct.amount + b.indirect.amount, a.direct.amount + a.indirect.amount) ||
    compare(a.entity, b.entity) ||
    compare(a.asset, b.asset)
  );
}
