/**
 * View: exposure under one method, address by address and asset by asset, as amounts.
 */

import { sum } from '../amount.ts';
import type { Asset } from '../chain.ts';
import { assetOf } from '../holding.ts';
import type { SourceId } from '../taint/lots.ts';
import type { MethodName } from '../taint/method.ts';
import type { OutcomeKind, Place } from '../trace/end.ts';
import type { Seed } from '../trace/seed.ts';
import type { Cells } from './cells.ts';
import { Descent } from './descent.ts';
import { DIRECT, distanceOfRow, type FateId, fateOfRow, HERE } from './fates.ts';
import { type Lineage, placeKey } from './lineage.ts';
import { type WayStep, Ways } from './ways.ts';

/** What came from an address to a party. */
export interface Met {
  readonly fate: FateId;
  direct: bigint;
  indirect: bigint;
  first: number;
  last: number;
  hops: number;
}

export interface ViewedAddress {
  readonly place: Place;
  readonly asset: Asset;
  readonly outflow: bigint;
  readonly resting: bigint;
  readonly parties: ReadonlyMap<string, Met>;
  readonly elsewhere: ReadonlyMap<OutcomeKind, bigint>;
  /** Where stolen value came to it. */
  readonly sources: readonly SourceId[];
}

export class View {
  readonly method: MethodName;
  readonly lineage: Lineage;
  readonly ways: Ways;
  /** By place and asset; only what came to a party. */
  readonly addresses: ReadonlyMap<string, ViewedAddress>;
  readonly leftOut: readonly Place[];

  /** @param steps where the steps of ways are added to */
  constructor(lineage: Lineage, seeds: readonly Seed[], steps: WayStep[]) {
    this.method = lineage.ledger.method.name;
    this.lineage = lineage;
    this.ways = new Ways(lineage, steps);
    const addresses = new Map<string, ViewedAddress>();
    const leftOut: Place[] = [];
    const resting = restingIn(lineage);
    for (const { place, visits, ended } of new Descent(lineage, seeds).passages()) {
      if (ended === null) leftOut.push(place);
      for (const [asset, cells] of ended ?? []) {
        const name = nameOf(place, asset);
        const sources = visits.filter((visit) => visit.asset === asset).map(({ source }) => source);
        const rest = resting.get(name) ?? new Map();
        const viewed = viewedOf(cells, rest, lineage);
        if (viewed.parties.size > 0) addresses.set(name, { place, asset, sources, ...viewed });
      }
    }
    this.addresses = addresses;
    this.leftOut = leftOut;
  }
}

const nameOf = (place: Place, asset: Asset) => `${placeKey(place)} ${asset}`;

/** A party as it is named under every method. */
function partyName({ fates }: Lineage, fate: FateId): string {
  const { kind, entity, wentOn } = fates.of(fate);
  return JSON.stringify([kind, entity, wentOn]);
}

/** What rests at each address, by kind; coins that enter a mix have left it. */
function restingIn({ rests, fates, ledger }: Lineage): Map<string, Map<OutcomeKind, bigint>> {
  const resting = new Map<string, Map<OutcomeKind, bigint>>();
  for (const { place, fate, distance, holding, portions } of rests) {
    if (distance !== HERE) continue;
    const name = nameOf(place, assetOf(ledger.tape.keyOf(holding)));
    const byKind = resting.get(name) ?? new Map<OutcomeKind, bigint>();
    const { kind } = fates.of(fate);
    byKind.set(kind, (byKind.get(kind) ?? 0n) + sum(portions.map(({ amount }) => amount)));
    resting.set(name, byKind);
  }
  return resting;
}

function viewedOf(cells: Cells, rest: ReadonlyMap<OutcomeKind, bigint>, lineage: Lineage) {
  const parties = new Map<string, Met>();
  const elsewhere = new Map<OutcomeKind, bigint>();
  let [outflow, resting] = [0n, 0n];
  for (const [row, { amount, first, last, hops }] of cells) {
    const fate = fateOfRow(row);
    const { kind, entity, wentOn } = lineage.fates.of(fate);
    const distance = distanceOfRow(row);
    if (entity === null) elsewhere.set(kind, (elsewhere.get(kind) ?? 0n) + amount);
    else if (distance === HERE) resting += wentOn ? 0n : amount;
    else {
      const name = partyName(lineage, fate);
      const met = parties.get(name) ?? { fate, direct: 0n, indirect: 0n, first, last, hops };
      if (distance === DIRECT) met.direct += amount;
      else met.indirect += amount;
      met.first = Math.min(met.first, first);
      met.last = Math.max(met.last, last);
      met.hops = Math.min(met.hops, hops);
      parties.set(name, met);
      outflow += wentOn ? 0n : amount;
    }
  }
  for (const [kind, amount] of [...elsewhere]) {
    const own = rest.get(kind) ?? 0n;
    const stays = own < amount ? own : amount;
    resting += stays;
    outflow += amount - stays;
    if (stays === amount) elsewhere.delete(kind);
    else elsewhere.set(kind, amount - stays);
  }
  for (const met of parties.values()) boundBy(outflow, met);
  return { outflow, resting, parties, elsewhere };
}

/** Units of a party that the coins passed are divided for themselves, and may be off by the remainders. */
function boundBy(outflow: bigint, met: Met): void {
  const excess = met.direct + met.indirect - outflow;
  if (excess <= 0n) return;
  const indirect = met.indirect > excess ? met.indirect - excess : 0n;
  met.direct -= excess - (met.indirect - indirect);
  met.indirect = indirect;
}
