/**
 * How many blocks a server answers about in one call, as far as its refusals have told. It is different for every server
 * and plan, and often not documented.
 */

import { type ProviderError, ProviderUnavailableError } from '../../core/errors.ts';
import type { Blocks, Width } from '../ethereum/paging.ts';
import { contextOf, messageAbout, type Origin } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';

/** More calls for one list are not made: what they would cost is not what anybody expects of one address. */
const MOST_CALLS = 5000;

/** Learns from all lists of one method; what was learned costs or saves calls, and changes no answer. */
export class RangeLimit {
  #most = Number.MAX_SAFE_INTEGER;

  /** The width with which a list is read up to the block `end`. */
  reading(end: number, origin: Origin): RangeWidth {
    return new RangeWidth(this, end, origin);
  }

  get most(): number {
    return this.#most;
  }

  /** @param most blocks, as the server says */
  learn(most: number): void {
    this.#most = Math.min(this.#most, Math.max(1, most));
  }
}

/**
 * Halves after a refusal that does not say more, and doubles after every answer: results are dense in some places only.
 */
export class RangeWidth implements Width {
  readonly #limit: RangeLimit;
  readonly #end: number;
  readonly #origin: Origin;
  #now: number;
  #told: number | null = null;
  #calls = 0;

  constructor(limit: RangeLimit, end: number, origin: Origin) {
    this.#limit = limit;
    this.#end = end;
    this.#origin = origin;
    this.#now = limit.most;
  }

  get now(): number {
    return Math.min(this.#now, this.#limit.most);
  }

  /** Takes note of what a refusal says; null for nothing. */
  tell(most: number | null): void {
    this.#told = most;
  }

  /** @throws BadProviderDataError when the list has taken too many calls, and is not at its end */
  accepted({ start, end }: Blocks): void {
    this.#now = Math.max(this.#now, 2 * (end - start + 1));
    this.#calls += 1;
    if (this.#calls < MOST_CALLS || end >= this.#end) return;
    throw this.#refusal(`answered ${this.#calls} calls about one list, up to block ${end} of ${this.#end}`);
  }

  /**
   * @throws BadProviderDataError when the range is not what the server minds, or when too many calls would be needed
   * @throws ProviderUnavailableError when not even a single block is answered
   */
  refused({ start, end }: Blocks): void {
    const asked = end - start + 1;
    if (this.#told !== null) {
      // Recorded: the same words for 300 blocks of long ago as for 400,000. Fewer would not be answered either.
      if (asked <= this.#told) {
        throw this.#refusal(`refuses ${asked} blocks, from ${start} on, with a limit of ${this.#told}`);
      }
      this.#limit.learn(this.#told);
      this.#now = this.#told;
    } else {
      if (asked === 1) throw this.#unanswered(start);
      this.#now = Math.floor(asked / 2);
    }
    const calls = Math.ceil((this.#end - start + 1) / this.now);
    if (this.#told !== null && calls > MOST_CALLS) {
      throw this.#refusal(`answers about ${this.now} blocks a call, so that ${calls} calls would be needed`);
    }
  }

  #refusal(problem: string): ProviderError {
    const remedy =
      'use a plan or a node that answers wider ranges and about all blocks (Erigon: --rpc.blockrange.limit), or another explorer';
    return badAnswer(this.#origin, `${problem}; ${remedy}`);
  }

  #unanswered(block: number): ProviderError {
    const problem = `does not answer in time, not even for block ${block} alone`;
    return new ProviderUnavailableError(messageAbout(this.#origin, problem), {
      ...contextOf(this.#origin),
      block,
    });
  }
}
