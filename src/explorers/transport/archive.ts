/**
 * The archive: every answer that was used, with what was asked, when, and the SHA-256 of the body. It is the evidence
 * behind a report, and it saves requests: an answer about settled blocks is never asked for twice.
 */

import { createHash } from 'node:crypto';

/** What an explorer was asked. */
export interface Question {
  readonly provider: string;
  /** Absolute, without secrets. */
  readonly url: string;
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

export interface ArchivedAnswer extends Answer {
  /** Names the exchange of this question and this answer at this time. */
  readonly id: string;
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
  readonly question: Question;
  readonly answer: Answer;
  readonly validity: Validity;
  /** Hash of the block that the run is pinned to; null when the answer has nothing to do with one. */
  readonly tip: string | null;
  readonly span: Span | null;
}

/** What somebody wants to know. */
export interface Wanted {
  readonly question: Question;
  /** Hash of the block that the run is pinned to; null when the question has nothing to do with one. */
  readonly tip: string | null;
  readonly place: ListPlace | null;
}

export interface Archive {
  /**
   * The newest answer that may stand for a new one; for want of one, of those that begin at the same place of the list,
   * the one that goes furthest: that is true up to `through`.
   */
  recall(wanted: Wanted): Promise<(ArchivedAnswer & { readonly through: number | null }) | null>;
  /** Keeps an exchange. Keeping one again changes nothing. */
  keep(exchange: Exchange & { readonly id: string }): Promise<void>;
}

const ID_CHARACTERS = 32;

/** The id of an exchange: the same on every machine, and another one for every other exchange. */
export function exchangeId({ question, answer }: Pick<Exchange, 'question' | 'answer'>): string {
  const { provider, url, posted } = question;
  const content = JSON.stringify([provider, url, posted, answer.status, answer.at, sha256Of(answer.text)]);
  return sha256Of(content).slice(0, ID_CHARACTERS);
}

/** SHA-256 of a text in UTF-8, hex. */
function sha256Of(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** A name for a question that is short enough for an index. */
export function questionKey({ provider, url, posted }: Question): string {
  return sha256Of(JSON.stringify([provider, url, posted]));
}
