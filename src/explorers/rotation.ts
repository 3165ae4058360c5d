/**
 * Several explorers of one chain that stand in for each other: the first that answers a look-up properly is believed. One
 * that failed rests for a while, so that not every look-up finds out again. An explorer is asked only when it knows the
 * block that the run is pinned to: one that lags behind, or follows another fork, would leave out what it does not know.
 */

import type { ChainSource } from '../cases/ports.ts';
import type { Tip } from '../core/chain.ts';
import {
  BadProviderDataError,
  IncompleteAnswerError,
  InvariantError,
  ProviderError,
  ProviderUnavailableError,
  RateLimitedError,
} from '../core/errors.ts';
import type { Subject } from '../core/graph/subject.ts';
import { proveJointly } from './joint-proof.ts';
import { LastingRefusalError } from './transport/refusal.ts';
import { ATTEMPTS } from './transport/retry.ts';

/** An explorer under its name in the configuration. */
export interface Explorer {
  readonly name: string;
  readonly source: ChainSource;
}

export interface RotationDeps {
  /** Milliseconds, from any time on. */
  readonly now: () => number;
  /** Waits, milliseconds. */
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Told when an explorer gave no proper answer and another one is asked. */
  readonly onRotated: (from: string, error: ProviderError) => void;
}

/** Rest after the first failure, doubled with each one that follows; and the longest (milliseconds). */
const REST_MS = 30_000;
const LONGEST_REST_MS = 600_000;
/** A wrong key or a used-up daily limit does not pass soon (milliseconds). */
const REFUSED_REST_MS = 3_600_000;

/** When all of them ask for a pause, the shortest one is waited for, but no longer than this (milliseconds). */
const LONGEST_WAIT_MS = 120_000;

/** Blocks that are remembered to be known, of each explorer: those of runs under way. */
const REMEMBERED_TIPS = 100;

/** One source of several explorers, asked in this order. @param explorers at least one */
export function rotating(explorers: readonly Explorer[], deps: RotationDeps): ChainSource {
  const [only] = explorers;
  if (only === undefined) throw new InvariantError('a chain without an explorer');
  if (explorers.length === 1) return alone(only);
  const members = explorers.map((explorer) => new Member(explorer, deps.now));
  const ask = <T>(asked: readonly Member[], question: (member: Member) => Promise<T>) =>
    firstAnswer(asked, question, deps);
  const expand: ChainSource['expand'] = async (subject, tip, maxTransactions) => {
    const trusted = without(subject, members);
    const expandBy = (asked: readonly Member[], what: Subject) =>
      ask(asked, async (member) => {
        await member.require(tip);
        return member.source.expand(what, tip, maxTransactions);
      });
    if (subject.kind !== 'proof') return expandBy(trusted, subject);
    const names = trusted.map(({ name }) => name);
    return proveJointly(subject, names, (some, what) =>
      expandBy(
        trusted.filter(({ name }) => some.includes(name)),
        what,
      ),
    );
  };
  const callers = members.filter(({ source }) => source.call !== undefined);
  return {
    tip: () =>
      ask(members, async (member) => {
        const tip = await member.source.tip();
        member.knows(tip.value);
        return tip;
      }),
    blockHash: (height) => ask(members, ({ source }) => source.blockHash(height)),
    expand,
    ...(callers.length === 0
      ? {}
      : {
          call: (contract: string, data: string, tip: Tip) =>
            ask(callers, async (member) => {
              await member.require(tip);
              return askCall(member, contract, data, tip);
            }),
        }),
    traffic: () =>
      members
        .map(({ source }) => source.traffic())
        .reduce((a, b) => ({ requests: a.requests + b.requests, cacheHits: a.cacheHits + b.cacheHits })),
  };
}

/** @throws InvariantError when its explorer cannot be asked that */
function askCall({ name, source }: Member, contract: string, data: string, tip: Tip) {
  if (source.call === undefined) throw new InvariantError(`${name} calls no contracts`, { name });
  return source.call(contract, data, tip);
}

/** Nobody stands in for it. */
function alone({ name, source }: Explorer): ChainSource {
  return {
    ...source,
    expand: async (subject, tip, maxTransactions) => {
      without(subject, [{ name }]);
      return source.expand(subject, tip, maxTransactions);
    },
  };
}

/** Those whose word was not found to be wrong before. @throws BadProviderDataError when there is none */
function without<T extends { readonly name: string }>({ without = [] }: Subject, all: readonly T[]): T[] {
  const left = all.filter(({ name }) => !without.includes(name));
  if (left.length > 0) return left;
  const wrong = without.join(', ');
  throw new BadProviderDataError(`no explorer is left to ask: what ${wrong} said was found to be wrong`, {
    providers: wrong,
  });
}

/**
 * Asks one after the other, those that rest last, and all of them again before it gives up.
 * @throws IncompleteAnswerError when one of them answered in part; else ProviderError of the first that may answer later;
 *   else of the first
 */
async function firstAnswer<T>(
  members: readonly Member[],
  question: (member: Member) => Promise<T>,
  { onRotated, sleep }: RotationDeps,
): Promise<T> {
  const errors: ProviderError[] = [];
  for (let round = 1; round <= ATTEMPTS.rotation; round += 1) {
    if (round > 1) await sleep(pauseOf(errors));
    const order = [...members.filter((one) => !one.rests), ...members.filter((one) => one.rests)];
    for (const member of order) {
      try {
        const answer = await question(member);
        member.answered();
        return answer;
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        // Whoever lacks something may have the rest.
        if (error instanceof IncompleteAnswerError) member.answered();
        else member.failed(error);
        errors.push(error);
        onRotated(member.name, error);
      }
    }
  }
  const incomplete = errors.find((error) => error instanceof IncompleteAnswerError);
  throw incomplete ?? errors.find(({ retryable }) => retryable) ?? errors[0];
}

/** The shortest pause that was asked for, milliseconds; 0 for none. */
function pauseOf(errors: readonly ProviderError[]): number {
  const pauses = errors.flatMap((error) =>
    error instanceof RateLimitedError ? [error.retryAfterMs ?? 0] : [],
  );
  return pauses.length === 0 ? 0 : Math.min(...pauses, LONGEST_WAIT_MS);
}

/** An explorer, and what is known of it. */
class Member {
  readonly name: string;
  readonly source: ChainSource;
  readonly #now: () => number;
  readonly #tips = new Map<string, Promise<boolean>>();
  #failures = 0;
  #restsUntil = Number.NEGATIVE_INFINITY;

  constructor({ name, source }: Explorer, now: () => number) {
    this.name = name;
    this.source = source;
    this.#now = now;
  }

  get rests(): boolean {
    return this.#now() < this.#restsUntil;
  }

  answered(): void {
    this.#failures = 0;
    this.#restsUntil = Number.NEGATIVE_INFINITY;
  }

  failed(error: ProviderError): void {
    const rest = Math.min(REST_MS * 2 ** this.#failures, LONGEST_REST_MS);
    this.#failures += 1;
    this.#restsUntil = this.#now() + (error instanceof LastingRefusalError ? REFUSED_REST_MS : rest);
  }

  /** It said itself that it knows the block. */
  knows(tip: Tip): void {
    this.#remember(tip, Promise.resolve(true));
  }

  /** @throws ProviderUnavailableError when it does not know the block (yet) */
  async require(tip: Tip): Promise<void> {
    const known = this.#tips.get(tip.hash) ?? this.#remember(tip, this.#asksFor(tip));
    if (await known) return;
    this.#tips.delete(tip.hash);
    const problem = `does not have block ${tip.height} (${tip.hash}), which the run is pinned to`;
    throw new ProviderUnavailableError(`${this.name}: ${problem}`, {
      provider: this.name,
      height: tip.height,
    });
  }

  async #asksFor({ height, hash }: Tip): Promise<boolean> {
    try {
      return (await this.source.blockHash(height)) === hash;
    } catch (error) {
      this.#tips.delete(hash);
      throw error;
    }
  }

  #remember({ hash }: Tip, known: Promise<boolean>): Promise<boolean> {
    this.#tips.set(hash, known);
    for (const oldest of this.#tips.keys()) {
      if (this.#tips.size <= REMEMBERED_TIPS) break;
      this.#tips.delete(oldest);
    }
    return known;
  }
}
