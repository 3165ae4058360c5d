/** What a method decides; the replay knows nothing else of it. */
import type { NaiveLot } from './lot.ts';
import type { NaiveSources } from './source.ts';

export interface NaiveMethod {
  /** Lots that come together, in a pool or by a deposit: what was there first stands first. */
  join(lots: readonly NaiveLot[], sources: NaiveSources): NaiveLot[];
  /** `amount` units leave an account. */
  withdraw(state: readonly NaiveLot[], amount: bigint): { taken: NaiveLot[]; left: NaiveLot[] };
  /** Divides a pool over the puts, whose amounts add up to it. `fee` is the index of the fee, or -1. */
  divide(pool: readonly NaiveLot[], parts: readonly bigint[], fee: number): NaiveLot[][];
  /** Up to `limit` clean units become stolen by `source`, from the first lot on. */
  mark(lots: readonly NaiveLot[], source: number, limit: bigint, sources: NaiveSources): NaiveLot[];
}
