/**
 * Descent: from what rests at the end of a replay back to the seeds, and on the way, for every address, where the units that
 * went through it ended. A unit that comes round to an address is counted when it left it last.
 */

import type { Asset } from '../chain.ts';
import type { SourceId } from '../taint/lots.ts';
import { type Origin, portionsOf } from '../taint/provenance.ts';
import type { LegId } from '../tape/tape.ts';
import type { Place } from '../trace/end.ts';
import { assetOfSeed, type Seed } from '../trace/seed.ts';
import { addCell, addCells, type Cells, divideCells, type IsCopy, oneBefore, totalOf } from './cells.ts';
import { distanceOfRow, type FateId, fateOfRow, HERE, rowOf } from './fates.ts';
import { type Lineage, placeKey } from './lineage.ts';

/** Sources that were visited at most, over all addresses that coins come round to: a few seconds. */
const MAX_VISITED = 20_000_000;

/** Where stolen value came to an address: by a step, or because a seed names the address. */
export interface Visit {
  readonly source: SourceId;
  readonly asset: Asset;
}

export interface Passage {
  readonly place: Place;
  readonly visits: readonly Visit[];
  /** By asset, where the units ended that had come to the address in it; null when it took too long. */
  readonly ended: ReadonlyMap<Asset, Cells> | null;
}

/** What became of the units that went through each address. */
export class Descent {
  readonly #lineage: Lineage;
  readonly #seeds: readonly Seed[];
  /** Every source of what rests, the newest first. */
  readonly #order: readonly SourceId[];
  /** By place. */
  readonly #visits = new Map<string, { readonly place: Place; readonly visits: Visit[] }>();
  readonly #placeOf = new Map<SourceId, string>();
  readonly #assetOf = new Map<SourceId, Asset>();
  #left = MAX_VISITED;

  constructor(lineage: Lineage, seeds: readonly Seed[]) {
    const { provenance } = lineage.ledger;
    this.#lineage = lineage;
    this.#seeds = seeds;
    this.#order = provenance.below(
      lineage.rests.flatMap(({ portions }) => portions.map(({ source }) => source)),
    );
    for (const source of [...this.#order].reverse()) this.#note(source);
  }

  /** In the order in which stolen value came to the places. */
  passages(): Passage[] {
    const once = this.#pass(null);
    return Array.from(this.#visits, ([key, { place, visits }]): Passage => {
      const ended = this.#comesRound(key, visits) ? this.#passFor(key, visits) : (once.get(key) ?? new Map());
      return { place, visits, ended };
    });
  }

  #note(source: SourceId): void {
    const { ledger } = this.#lineage;
    const origin = ledger.provenance.originOf(source);
    const place =
      origin === null
        ? this.#lineage.placeOfSeed(source)
        : origin.kind === 'step'
          ? this.#lineage.placeOfLeg(origin.leg)
          : null;
    if (place === null) return;
    const key = placeKey(place);
    const seed = this.#seeds[source - 1];
    const asset =
      origin?.kind === 'step' ? ledger.tape.assetOf(origin.leg) : seed === undefined ? '' : assetOfSeed(seed);
    this.#placeOf.set(source, key);
    this.#assetOf.set(source, asset);
    const known = this.#visits.get(key);
    if (known === undefined) this.#visits.set(key, { place, visits: [{ source, asset }] });
    else known.visits.push({ source, asset });
  }

  /** Whether what came to a place may have been there before. A seed's own coins are no return. */
  #comesRound(place: string, visits: readonly Visit[]): boolean {
    if (visits.length < 2) return false;
    const [oldest] = visits;
    const open = visits.flatMap(({ source }) => this.#olderOf(source, place));
    const seen = new Set<SourceId>();
    for (let source = open.pop(); source !== undefined; source = open.pop()) {
      if (source < (oldest?.source ?? 0) || seen.has(source)) continue;
      if (this.#placeOf.get(source) === place) return true;
      seen.add(source);
      open.push(...this.#olderOf(source, place));
    }
    return false;
  }

  #olderOf(source: SourceId, place: string): SourceId[] {
    const origin = this.#lineage.ledger.provenance.originOf(source);
    if (origin === null) return [];
    const older = portionsOf(origin).map((portion) => portion.source);
    return this.#placeOf.get(source) === place ? older.filter((one) => !this.#isOwnSeed(one, place)) : older;
  }

  #isOwnSeed(source: SourceId, place: string): boolean {
    return source <= this.#seeds.length && this.#placeOf.get(source) === place;
  }

  #passFor(place: string, visits: readonly Visit[]): ReadonlyMap<Asset, Cells> | null {
    const oldest = visits[0]?.source ?? 0;
    this.#left -= this.#order.length;
    return this.#left < 0 ? null : (this.#pass({ place, oldest }).get(place) ?? new Map());
  }

  /**
   * One descent. @param only a place at whose newest visit units are counted, and not followed further; null to count all
   * units at all places, which is the same where none comes round
   */
  #pass(only: { readonly place: string; readonly oldest: SourceId } | null): Map<string, Map<Asset, Cells>> {
    const counted = new Map<string, Map<Asset, Cells>>();
    const at = this.#start();
    for (const source of this.#order) {
      const cells = at.get(source);
      if (cells === undefined) continue;
      if (only !== null && source < only.oldest) break;
      at.delete(source);
      const origin = this.#lineage.ledger.provenance.originOf(source);
      const arrived = origin?.kind === 'step' ? this.#arrived(cells, origin.leg) : cells;
      const place = this.#placeOf.get(source);
      if (place !== undefined && (only === null || place === only.place))
        this.#count(counted, source, arrived);
      if (origin === null || (only !== null && place === only.place)) continue;
      this.#goOn(origin, arrived, place, at);
    }
    return counted;
  }

  #start(): Map<SourceId, Cells> {
    const at = new Map<SourceId, Cells>();
    for (const { fate, distance, time, portions } of this.#lineage.rests) {
      const [first, last] = [time ?? Number.POSITIVE_INFINITY, time ?? Number.NEGATIVE_INFINITY];
      for (const { source, amount } of portions) {
        addCell(cellsAt(at, source), rowOf(fate, distance), { amount, first, last, hops: distance });
      }
    }
    return at;
  }

  /** The cells of a step, told by its leg when it was that they came there, and to whom. */
  #arrived(cells: Cells, leg: LegId): Cells {
    const time = this.#lineage.timeOf(leg);
    const isCopy = this.#isCopy;
    const passed = this.#lineage.passedAt(leg);
    const arrived: Cells = new Map();
    for (const [row, cell] of cells) {
      const isNew = distanceOfRow(row) === HERE && cell.first === Number.POSITIVE_INFINITY;
      if (passed === null || fateOfRow(row) !== passed)
        addCell(arrived, row, isNew ? { ...cell, first: time, last: time } : cell);
    }
    // All that is here came to this party, whether it did so again later or not.
    if (passed !== null)
      addCell(arrived, rowOf(passed, HERE), {
        amount: totalOf(cells, isCopy),
        first: time,
        last: lastOf(cells, passed, time),
        hops: 0,
      });
    return arrived;
  }

  readonly #isCopy: IsCopy = (row) => this.#lineage.fates.of(fateOfRow(row)).wentOn;

  #count(counted: Map<string, Map<Asset, Cells>>, source: SourceId, cells: Cells): void {
    const place = this.#placeOf.get(source) ?? '';
    const asset = this.#assetOf.get(source) ?? '';
    const byAsset = counted.get(place) ?? new Map<Asset, Cells>();
    counted.set(place, byAsset);
    addCells(cellsAt(byAsset, asset), cells);
  }

  #goOn(origin: Origin, cells: Cells, place: string | undefined, at: Map<SourceId, Cells>): void {
    const isHop = origin.kind === 'step' && this.#lineage.isHop(origin.leg);
    const shares = divideCells(isHop ? oneBefore(cells) : cells, origin, this.#isCopy);
    for (const [index, { source }] of portionsOf(origin).entries()) {
      // What a seed's own address got is counted there already.
      if (place !== undefined && this.#isOwnSeed(source, place)) continue;
      addCells(cellsAt(at, source), shares[index] ?? new Map());
    }
  }
}

function lastOf(cells: Cells, fate: FateId, time: number): number {
  let last = time;
  for (const [row, cell] of cells) if (fateOfRow(row) === fate) last = Math.max(last, cell.last);
  return last;
}

function cellsAt<K>(at: Map<K, Cells>, key: K): Cells {
  const known = at.get(key);
  if (known !== undefined) return known;
  const cells: Cells = new Map();
  at.set(key, cells);
  return cells;
}
