/**
 * Marks: what a ledger makes stolen, and how much of it. The seeds of a case are resolved to marks before each replay
 * (`trace/marks.ts`); here they are only applied.
 */

import type { Asset } from '../chain.ts';
import type { HoldingId } from '../tape/tape.ts';
import type { SourceId } from './lots.ts';

/** From when to when everything that an account holds or receives is stolen, as seed `origin`. Unix seconds. */
export interface AccountMark {
  readonly origin: SourceId;
  readonly since: number;
  readonly until: number;
}

/** What a transaction brings of an asset is stolen: to one holding, or to whoever receives it. */
export interface TransferMark {
  readonly origin: SourceId;
  readonly asset: Asset;
  readonly receiver: HoldingId | null;
}

export interface Marks {
  /** Outpoints that are stolen from the moment they exist; several seeds may name one. */
  readonly outpoints: ReadonlyMap<HoldingId, readonly SourceId[]>;
  /** Accounts of which everything held or received in a window is stolen. */
  readonly accounts: ReadonlyMap<HoldingId, readonly AccountMark[]>;
  /** By transaction id. */
  readonly transfers: ReadonlyMap<string, readonly TransferMark[]>;
  /** The most units that a seed makes stolen; absent for no limit. */
  readonly caps: ReadonlyMap<SourceId, bigint>;
}
