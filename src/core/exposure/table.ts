/**
 * The exposure table of a settled run: every address whose stolen coins came to a mixer, a sanctioned party or an exchange, under
 * the main method and with the range over all that count units.
 */

import { compare, sum } from '../amount.ts';
import type { Chain, Tip } from '../chain.ts';
import { InvariantError } from '../errors.ts';
import { CHAIN_DATA, confidenceFrom } from '../flags/confidence.ts';
import type { Graph } from '../graph/graph.ts';
import type { TagLookup } from '../tags/tag.ts';
import { countsOn } from '../taint/method.ts';
import { OUTCOME_KINDS, type Place } from '../trace/end.ts';
import { rangeOf } from '../trace/outcome.ts';
import type { Seed } from '../trace/seed.ts';
import type { Settlement } from '../trace/settle.ts';
import type { Exposure, ExposureTable, Part, PartyExposure } from './exposure.ts';
import { Lineage, placeKey } from './lineage.ts';
import { PARTY_KINDS, type PartyKind } from './party.ts';
import { type Met, View, type ViewedAddress } from './view.ts';
import type { WayStep } from './ways.ts';

/** Of a whole. */
const MILLION = 1_000_000n;

export interface ExposureContext {
  readonly seeds: readonly Seed[];
  readonly graph: Graph;
  readonly tags: TagLookup;
  readonly tips: Readonly<Partial<Record<Chain, Tip>>>;
}

/** Works out the table; a pure function of the settlement. */
export function exposureTable(settlement: Settlement, context: ExposureContext): ExposureTable {
  const { plan, ends, ledgers } = settlement;
  const { seeds, tips } = context;
  const steps: WayStep[] = [];
  const views = ledgers
    .filter(({ method }) => method.conserves)
    .map((ledger) => {
      const lineage = new Lineage(ledger, { ...context, plan, ends, tipTime: tips.ethereum?.time ?? 0 });
      return new View(lineage, seeds, steps);
    });
  const names = new Set(views.flatMap(({ addresses }) => [...addresses.keys()]));
  const addresses = [...names].map((name) => exposureOf(name, views)).sort(byAssetAndAmount);
  return { addresses, steps, leftOut: leftOutOf(views) };
}

function leftOutOf(views: readonly View[]): Place[] {
  const places = new Map(
    views.flatMap(({ leftOut }) => leftOut.map((place) => [placeKey(place), place] as const)),
  );
  return [...places.values()];
}

function exposureOf(name: string, views: readonly View[]): Exposure {
  const found = views.find(({ addresses }) => addresses.has(name))?.addresses.get(name);
  if (found === undefined) throw new InvariantError(`no method knows ${name}`);
  const { place, asset } = found;
  const counting = views.filter(({ lineage }) => countsOn(lineage.ledger.method, place.chain));
  const [main] = counting;
  if (main === undefined) throw new InvariantError(`no method counts ${name}`);
  const shown = main.addresses.get(name);
  const parties = new Set(
    counting.flatMap(({ addresses }) => [...(addresses.get(name)?.parties.keys() ?? [])]),
  );
  return {
    ...place,
    asset,
    method: main.method,
    outflow: shown?.outflow ?? 0n,
    range: rangeOf(counting.map(({ addresses }) => addresses.get(name)?.outflow ?? 0n)),
    parties: [...parties].map((party) => partyOf(name, party, counting)).sort(byKindAndAmount),
    elsewhere: [...(shown?.elsewhere ?? [])]
      .map(([kind, amount]) => ({ kind, amount }))
      .sort((a, b) => OUTCOME_KINDS.indexOf(a.kind) - OUTCOME_KINDS.indexOf(b.kind)),
    resting: shown?.resting ?? 0n,
  };
}

/** Ways, hops and times are those of the main method, or of the first that knows the party. */
function partyOf(name: string, party: string, counting: readonly View[]): PartyExposure {
  const view = counting.find(({ addresses }) => addresses.get(name)?.parties.has(party));
  const address = view?.addresses.get(name);
  const met = address?.parties.get(party);
  if (view === undefined || address === undefined || met === undefined) {
    throw new InvariantError(`no method knows ${party} of ${name}`);
  }
  const { fates } = view.lineage;
  const { kind, entity, wentOn } = fates.of(met.fate);
  const viewed = counting.map(({ addresses }) => addresses.get(name));
  const part = (amountOf: (met: Met) => bigint) => partOf(party, viewed, amountOf);
  return {
    kind: kind as PartyKind,
    entity: entity ?? '',
    confidence: confidenceFrom({ rule: CHAIN_DATA, naming: fates.namingOf(met.fate), hops: met.hops }),
    wentOn,
    direct: part(({ direct }) => direct),
    indirect: part(({ indirect }) => indirect),
    hops: met.hops,
    first: met.first,
    last: met.last,
    path: view.ways.shortest(met.fate, address.sources, address.place, met.hops),
  };
}

/** @param viewed the address under each method, the main one first */
function partOf(
  party: string,
  viewed: readonly (ViewedAddress | undefined)[],
  amountOf: (met: Met) => bigint,
): Part {
  const amounts = viewed.map((address) => {
    const met = address?.parties.get(party);
    return met === undefined ? 0n : amountOf(met);
  });
  const [amount = 0n] = amounts;
  const outflow = viewed[0]?.outflow ?? 0n;
  return { amount, range: rangeOf(amounts), share: outflow === 0n ? 0 : millionthsOf(amount, outflow) };
}

function millionthsOf(amount: bigint, whole: bigint): number {
  return Number((amount * MILLION) / whole);
}

/** Units that came to parties, each once. */
const totalOf = (parties: readonly PartyExposure[]): bigint =>
  sum(parties.map(({ wentOn, direct, indirect }) => (wentOn ? 0n : direct.amount + indirect.amount)));

const directOf = (parties: readonly PartyExposure[]): bigint =>
  sum(parties.map(({ direct }) => direct.amount));

function byKindAndAmount(a: PartyExposure, b: PartyExposure): number {
  return (
    PARTY_KINDS.indexOf(a.kind) - PARTY_KINDS.indexOf(b.kind) ||
    Number(a.wentOn) - Number(b.wentOn) ||
    compare(b.direct.amount + b.indirect.amount, a.direct.amount + a.indirect.amount) ||
    compare(a.entity, b.entity)
  );
}

/** The largest first, of equals the one that is nearer. */
function byAssetAndAmount(a: Exposure, b: Exposure): number {
  return (
    compare(a.asset, b.asset) ||
    compare(totalOf(b.parties), totalOf(a.parties)) ||
    compare(directOf(b.parties), directOf(a.parties)) ||
    compare(a.address, b.address)
  );
}
