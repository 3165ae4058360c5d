/**
 * What the naive accounting is asked: movements in chain order, what is marked as stolen, what is followed.
 * These types are its own on purpose, and nothing here imports the sources: a second implementation that
 * shared code with the first would share its mistakes too.
 */

/** What leaves or enters a holding, in the smallest unit of the asset of the holding. */
export interface NaiveLeg {
  readonly holding: string;
  readonly amount: bigint;
}

export interface NaiveMovement {
  readonly txid: string;
  readonly height: number;
  /** Unix seconds. */
  readonly time: number;
  readonly takes: readonly NaiveLeg[];
  /** The network fee, when there is one, is the last put, into a fee pot. */
  readonly puts: readonly NaiveLeg[];
  /** One asset becomes another; `leftover` is the account that keeps stolen lots too small to convert. */
  readonly conversion?: { readonly leftover: string };
}

/** Seeds are numbered from 1. */
export interface NaiveMark {
  readonly seed: number;
}

/** Everything in the account at `since`, and all it receives until `until`, is stolen. Both inclusive. */
export interface NaiveAccountMark extends NaiveMark {
  readonly since: number;
  readonly until: number;
}

/** The puts of a transaction are stolen: those of the asset, to the receiving holding (`null`: to any). */
export interface NaiveTransferMark extends NaiveMark {
  readonly receiver: string | null;
  readonly asset: string;
}

export type NaiveMethodName = 'fifo' | 'lifo' | 'haircut' | 'libr' | 'tiho' | 'poison';

export interface NaiveCase {
  readonly method: NaiveMethodName;
  /** In chain order. */
  readonly movements: readonly NaiveMovement[];
  readonly outpointMarks: ReadonlyMap<string, NaiveMark>;
  /** By account, in the order in which they count. */
  readonly accountMarks: ReadonlyMap<string, readonly NaiveAccountMark[]>;
  /** By transaction, in the order in which they count. */
  readonly transferMarks: ReadonlyMap<string, readonly NaiveTransferMark[]>;
  /** The most that a seed can mark, over all its marks; a seed that is not here has no limit. */
  readonly caps: ReadonlyMap<number, bigint>;
  /** What an account holds before its first movement; clean. */
  readonly openings: ReadonlyMap<string, bigint>;
  follows(holding: string, height: number): boolean;
  isMix(txid: string): boolean;
  readonly tipTime: number;
}
