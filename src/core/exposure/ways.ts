/**
 * Ways from addresses to the parties that their coins came to. Many ways share their ends, so each step is kept once and tells
 * the next one.
 */

import type { Asset, Chain } from '../chain.ts';
import { type Best, isShorter, searched } from '../flags/path.ts';
import type { Portion, SourceId } from '../taint/lots.ts';
import type { Place } from '../trace/end.ts';
import { DIRECT, type FateId } from './fates.ts';
import type { Lineage } from './lineage.ts';

/** One movement on a way; `amount` is what of the coins on it arrived at `to`. */
export interface WayStep {
  readonly txid: string;
  /** Unix seconds. */
  readonly time: number;
  readonly chain: Chain;
  readonly from: string;
  readonly to: string;
  readonly asset: Asset;
  readonly amount: bigint;
  /** Number of the step after it; null for the last. */
  readonly next: number | null;
}

/** The shortest ways under one method. */
export class Ways {
  readonly #lineage: Lineage;
  readonly #steps: WayStep[];
  readonly #best = new Map<FateId, ReadonlyMap<SourceId, Best>>();
  readonly #known = new Map<string, number>();

  /** @param steps where steps are added to */
  constructor(lineage: Lineage, steps: WayStep[]) {
    this.#lineage = lineage;
    this.#steps = steps;
  }

  /**
   * The number of the first step of the shortest way from any of the sources, all at one place; null where the way has none.
   * @param hops of the coins that are meant; a shorter way, of coins that came back, is taken where there is no other
   */
  shortest(fate: FateId, sources: readonly SourceId[], { address }: Place, hops: number): number | null {
    const best = this.#bestTo(fate);
    const known = sources.flatMap((source) => {
      const way = best.get(source);
      return way === undefined ? [] : [{ source, way }];
    });
    const meant = known.filter(({ way }) => way.hops >= hops);
    const [first, ...others] = meant.length > 0 ? meant : known;
    if (first === undefined) return null;
    const nearest = others.reduce((found, one) => (isShorter(one.way, found.way) ? one : found), first);
    return this.#stepsFrom(nearest.source, fate, address);
  }

  #stepsFrom(source: SourceId, fate: FateId, address: string): number | null {
    const best = this.#bestTo(fate);
    const ahead: { source: SourceId; from: string; key: string }[] = [];
    let [from, next]: [string, number | null] = [address, null];
    for (let at = best.get(source)?.next ?? null; at !== null; at = best.get(at)?.next ?? null) {
      const to = this.#placeOf(at);
      if (to === null) continue;
      const key = `${fate} ${at} ${from}`;
      const known = this.#known.get(key);
      if (known !== undefined) {
        next = known;
        break;
      }
      ahead.push({ source: at, from, key });
      from = to.address;
    }
    for (const step of ahead.reverse()) {
      next = this.#steps.push(this.#step(step.source, step.from, next)) - 1;
      this.#known.set(step.key, next);
    }
    return next;
  }

  /** A seed's coins, and what only passes through within a transaction, have come by no step of their own. */
  #placeOf(source: SourceId): Place | null {
    const origin = this.#lineage.ledger.provenance.originOf(source);
    return origin?.kind === 'step' ? this.#lineage.placeOfLeg(origin.leg) : null;
  }

  #step(source: SourceId, from: string, next: number | null): WayStep {
    const { tape, provenance } = this.#lineage.ledger;
    const origin = provenance.originOf(source);
    const leg = origin?.kind === 'step' ? origin.leg : 0;
    const { txid, block, chain } = tape.sourceOf(tape.movementOf(leg));
    const to = this.#placeOf(source)?.address ?? '';
    const amount = origin?.kind === 'step' ? origin.portion.amount : 0n;
    return { txid, time: block.time, chain, from, to, asset: tape.assetOf(leg), amount, next };
  }

  #bestTo(fate: FateId): ReadonlyMap<SourceId, Best> {
    const known = this.#best.get(fate);
    if (known !== undefined) return known;
    const { provenance } = this.#lineage.ledger;
    const best = searched(this.#startsOf(fate), provenance, isShorter, (leg) => this.#lineage.isHop(leg));
    this.#best.set(fate, best);
    return best;
  }

  #startsOf(fate: FateId): (Portion & { hops: number })[] {
    const { rests, fates } = this.#lineage;
    if (fates.of(fate).wentOn) return this.#lineage.passages(fate);
    return rests
      .filter((rest) => rest.fate === fate)
      .flatMap(({ portions, distance }) =>
        portions.map((portion) => ({ ...portion, hops: distance === DIRECT ? 1 : 0 })),
      );
  }
}
