/** A random case: what the naive accounting is asked but for the method, with what is followed told as data. */
import type {
  NaiveAccountMark,
  NaiveCase,
  NaiveMark,
  NaiveMovement,
  NaiveTransferMark,
} from './naive/case.ts';

export interface RandomCase extends Omit<NaiveCase, 'method'> {
  /** The last height at which a holding is followed; one that is not here always is. */
  readonly followedUntil: ReadonlyMap<string, number>;
  /** Transactions that are mixes. */
  readonly mixes: ReadonlySet<string>;
}

/** A case in the making. */
export class CaseDraft {
  readonly movements: NaiveMovement[] = [];
  readonly outpointMarks = new Map<string, NaiveMark>();
  readonly accountMarks = new Map<string, NaiveAccountMark[]>();
  readonly transferMarks = new Map<string, NaiveTransferMark[]>();
  readonly caps = new Map<number, bigint>();
  readonly openings = new Map<string, bigint>();
  readonly followedUntil = new Map<string, number>();
  readonly mixes = new Set<string>();

  markTransfer(txid: string, mark: NaiveTransferMark): void {
    this.transferMarks.set(txid, [...(this.transferMarks.get(txid) ?? []), mark]);
  }

  finish(tipTime: number): RandomCase {
    const { followedUntil, mixes } = this;
    return {
      movements: this.movements,
      outpointMarks: this.outpointMarks,
      accountMarks: this.accountMarks,
      transferMarks: this.transferMarks,
      caps: this.caps,
      openings: this.openings,
      followedUntil,
      mixes,
      follows: (holding, height) => height <= (followedUntil.get(holding) ?? Number.POSITIVE_INFINITY),
      isMix: (txid) => mixes.has(txid),
      tipTime,
    };
  }
}

/** A number as that many hex digits. */
export const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');
