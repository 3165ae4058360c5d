/**
 * Joining the rows of several lists into transactions: the rows of one must agree on where it stands.
 */

import type { Origin } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';

/** Where a transaction stands, as far as a row says. */
export interface DraftPlace {
  readonly txid: string;
  readonly height: number;
  /** Unix seconds. */
  readonly time: number;
  readonly blockHash: string | null;
  readonly position: number | null;
}

/** The rows of one transaction (its own, its inner calls, its token logs), and what they agree on about it. */
export interface Draft<Own, Call, Token> extends DraftPlace {
  blockHash: string | null;
  position: number | null;
  own: Own | null;
  readonly calls: Call[];
  readonly tokens: Token[];
}

/** Drafts by transaction id, in the order in which they were begun. */
export class Drafts<Own, Call, Token> {
  readonly #drafts = new Map<string, Draft<Own, Call, Token>>();
  readonly #origin: Origin;

  /** @param origin named in errors */
  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /** The draft that a row belongs to. @throws BadProviderDataError when it contradicts the rows before */
  of(place: DraftPlace): Draft<Own, Call, Token> {
    const { txid, height, time, blockHash, position } = place;
    const known = this.#drafts.get(txid);
    if (known === undefined) {
      const draft = { txid, height, time, blockHash, position, own: null, calls: [], tokens: [] };
      this.#drafts.set(txid, draft);
      return draft;
    }
    const agree =
      known.height === height &&
      known.time === time &&
      (known.blockHash ?? blockHash) === (blockHash ?? known.blockHash) &&
      (known.position ?? position) === (position ?? known.position);
    if (!agree) {
      const problem = `rows of transaction ${txid} disagree on its block or its position there`;
      throw badAnswer(this.#origin, problem);
    }
    known.blockHash ??= blockHash;
    known.position ??= position;
    return known;
  }

  all(): Draft<Own, Call, Token>[] {
    return [...this.#drafts.values()];
  }
}
