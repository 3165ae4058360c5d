/**
 * Sources: where stolen units came from. A seed, a blend of several sources that can no longer be told apart
 * (pooled methods), or units of another asset that were converted. Every source is older than those made of it.
 */
import { CLEAN, type NaiveLot } from './lot.ts';

export type NaiveSource =
  | { readonly kind: 'clean' }
  | { readonly kind: 'seed'; readonly seed: number; readonly asset: string }
  | { readonly kind: 'blend'; readonly components: readonly NaiveLot[] }
  | {
      readonly kind: 'conversion';
      readonly source: number;
      /** Units of the asset given. */
      readonly given: bigint;
      /** Units of the asset got. */
      readonly got: bigint;
    };

export class NaiveSources {
  /** The number of a source is its place in this list. */
  readonly list: NaiveSource[] = [{ kind: 'clean' }];

  /** A seed is one source for each asset it marks. */
  ofSeed(seed: number, asset: string): number {
    const known = this.list.findIndex(
      (source) => source.kind === 'seed' && source.seed === seed && source.asset === asset,
    );
    return known > 0 ? known : this.add({ kind: 'seed', seed, asset });
  }

  ofConversion(source: number, given: bigint, got: bigint): number {
    return this.add({ kind: 'conversion', source, given, got });
  }

  /**
   * The one source of stolen lots that come together: their own when they share one, else a new blend of them in
   * this order, equal sources added up at their first place. Clean lots do not count; without stolen lots it is clean.
   */
  ofTogether(lots: readonly NaiveLot[]): number {
    const amounts = new Map<number, bigint>();
    for (const { source, amount } of lots) {
      if (source !== CLEAN && amount > 0n) amounts.set(source, (amounts.get(source) ?? 0n) + amount);
    }
    const components = [...amounts].map(([source, amount]) => ({ source, amount }));
    if (components.length > 1) return this.add({ kind: 'blend', components });
    return components[0]?.source ?? CLEAN;
  }

  private add(source: NaiveSource): number {
    this.list.push(source);
    return this.list.length - 1;
  }
}
