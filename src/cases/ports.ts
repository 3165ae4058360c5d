/**
 * What the use cases need from the outside, as narrow as they use it. The edges implement these; `compose.ts` ties them.
 */

import type { Chain, Tip } from '../core/chain.ts';
import type { Expansion, Subject } from '../core/trace/subject.ts';

/** The blocks a run is pinned to, one for each chain of its seeds. */
export type Tips = Readonly<Partial<Record<Chain, Tip>>>;

/** Counters of the explorer traffic of a run; for people, never part of a digest. */
export interface TrafficCount {
  readonly requests: number;
  readonly cacheHits: number;
}

/** An explorer of one chain. */
export interface ChainSource {
  /** The newest block. @throws ProviderError */
  tip(): Promise<Tip>;
  /**
   * Looks a subject up, up to and including the pinned tip.
   * @param maxTransactions gives up with `too-active` when an address has more transactions from the subject's
   *   height on, or more before it
   * @throws ProviderError when the explorer does not answer properly after all attempts
   */
  expand(subject: Subject, tip: Tip, maxTransactions: number): Promise<Expansion>;
  traffic(): TrafficCount;
}

/** Time, injected so that results never depend on it. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
}
