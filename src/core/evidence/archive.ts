/**
 * Evidence: the exchanges with explorers that a report rests on. What was asked, what came back, when, and how long the answer
 * may stand for a new one. Archives keep them (`storage`), the request pipeline fills and asks them (`explorers`).
 */

/** An answer that is longer is not read, from an explorer or an archive: a page of 25 Bitcoin transactions with 2 MB of witness data each fits. */
export const MOST_BODY_BYTES = 128 * 1024 * 1024;

/** What an explorer was asked. */
export interface Question {
  readonly provider: string;
  /** Absolute, without secrets. */
  readonly url: string;
  /** The part below the base URL: the same wherever the explorer runs. */
  readonly path: string;
  /** What was posted; null for a GET. */
  readonly posted: string | null;
}

/**
 * How long an answer may stand for a new one: `settled`: for good, it tells only of blocks deeper than the finality;
 * `tip`: for every run that is pinned to the same block, since nothing above that block is looked at; `once`: not at all.
 */
export type Validity = 'settled' | 'tip' | 'once';

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Where in a list that grows with the chain, such as the transactions of an address, an answer begins. */
export interface ListPlace {
  /** Names the list. */
  readonly list: string;
  /** The first block that the answer tells of. */
  readonly from: number;
}

/** The rows of some blocks of such a list. */
export interface Span extends ListPlace {
  /** The last block of which it tells all rows, and which is settled; below `from` when there is none. */
  readonly through: number;
}

/** An exchange to be kept. */
export interface Exchange {
  /** The same on every machine, and another one for every other exchange. */
  readonly id: string;
  readonly question: Question;
  /** A short name of the question. */
  readonly key: string;
  readonly answer: Answer;
  /** SHA-256 of the answer's text in UTF-8, hex. */
  readonly sha256: string;
  readonly validity: Validity;
  /** Hash of the block that the run is pinned to; null when the answer has nothing to do with one. */
  readonly tip: string | null;
  readonly span: Span | null;
  /**
   * Id of the exchange whose answer this one was taken from: several questions were asked as one, or a page told more than it
   * was asked for. Null when it came as it is.
   */
  readonly source: string | null;
}

/** What somebody wants to know. */
export interface Wanted {
  /** The short name of the question. */
  readonly key: string;
  /** Hash of the block that the run is pinned to; null when the question has nothing to do with one. */
  readonly tip: string | null;
  readonly place: ListPlace | null;
  /** Nobody else can be asked: an answer that was good for one time is good again. */
  readonly isOffline: boolean;
}

export interface ArchivedAnswer extends Answer {
  /** Of its exchange. */
  readonly id: string;
  /** See `Exchange.source`. */
  readonly source: string | null;
  /** Of a part of a list, the last block up to which it is true; null for an answer to the very question. */
  readonly through: number | null;
}

export interface Archive {
  /**
   * The newest answer that may stand for a new one; for want of one, of those that begin at the same place of the list,
   * the one that goes furthest.
   */
  recall(wanted: Wanted): Promise<ArchivedAnswer | null>;
  /** Keeps an exchange. Keeping one again changes nothing. */
  keep(exchange: Exchange): Promise<void>;
}

/** An archive from which evidence can be handed over. */
export interface EvidenceArchive extends Archive {
  /** The exchanges with these ids, by id; without those that it does not hold. */
  exchanges(ids: readonly string[]): Promise<readonly Exchange[]>;
}
