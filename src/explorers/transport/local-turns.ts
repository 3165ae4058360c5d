/**
 * The turns of this process, in memory. A process that begins has asked nobody yet, so its first turn is at once.
 */

import {
  AHEAD_MS,
  type Allowance,
  type News,
  type OpenTurns,
  pauseAfter,
  type Refusal,
  type Taken,
  type Turn,
  type Turns,
} from './turns.ts';

export interface LocalClock {
  /** Milliseconds from any time on; never goes back. */
  readonly now: () => number;
  /** Milliseconds since 1970, for the day. */
  readonly date: () => number;
}

const CLOCK: LocalClock = { now: () => performance.now(), date: () => Date.now() };
const DAY_MS = 86_400_000;
const NO_NEWS: News = { unused: [], late: [] };

/** Turns for all that this process asks: one account of a host has them once, whatever it is called here. */
export function createLocalTurns(clock: LocalClock = CLOCK): OpenTurns {
  const opened = new Map<string, LocalTurns>();
  return (key, allowance) => {
    const turns = opened.get(key) ?? new LocalTurns(allowance, clock);
    opened.set(key, turns);
    return turns;
  };
}

class LocalTurns implements Turns {
  readonly closed = new AbortController().signal;
  readonly #allowance: Allowance;
  readonly #clock: LocalClock;
  /** One for each question, ascending by time, without those that bind nobody any more. */
  #given: { readonly id: number; time: number }[] = [];
  #pause = { from: Number.NEGATIVE_INFINITY, until: Number.NEGATIVE_INFINITY };
  #refusals = 0;
  #day = 0;
  #spent = 0;

  constructor(allowance: Allowance, clock: LocalClock) {
    this.#allowance = allowance;
    this.#clock = clock;
  }

  async take(sizes: readonly number[], news: News = NO_NEWS): Promise<Taken> {
    const now = this.#clock.now();
    const date = this.#clock.date();
    this.#begin(now, date, news);
    const turns: Turn[] = [];
    let againMs: number | null = null;
    let isSpent = false;
    for (const size of sizes) {
      isSpent = !this.#hasBudget(size);
      if (isSpent) break;
      const time = this.#next(now, size);
      if (time > now + AHEAD_MS) {
        againMs = time - AHEAD_MS - now;
        break;
      }
      if (this.#allowance.pace !== null)
        this.#given.push(...Array.from({ length: size }, () => ({ id: time, time })));
      this.#spent += size;
      turns.push({ id: time, inMs: time - now });
    }
    return {
      turns,
      againMs,
      pausedMs: Math.max(0, this.#pause.until - now),
      refusals: this.#refusals,
      spentMs: isSpent ? DAY_MS - (date % DAY_MS) : null,
    };
  }

  async refused(refusal: Refusal): Promise<number> {
    const now = this.#clock.now();
    const { until, from } = this.#pause;
    if (now - refusal.ageMs >= from) {
      this.#refusals += 1;
      const pause = pauseAfter(this.#refusals, refusal, this.#allowance.firstPauseMs);
      this.#pause = { from: now, until: Math.max(until, now + pause) };
    } else if (refusal.retryAfterMs !== null) {
      this.#pause = { from, until: Math.max(until, now + pauseAfter(1, refusal, 0)) };
    }
    return Math.max(0, this.#pause.until - now);
  }

  async answered(ageMs: number): Promise<void> {
    if (this.#clock.now() - ageMs >= this.#pause.until) this.#refusals = 0;
  }

  #hasBudget(size: number): boolean {
    const { perDay } = this.#allowance;
    return perDay === null || this.#spent + size <= perDay;
  }

  /** Turns the page of the day, hears the news, and forgets turns that bind nobody any more. */
  #begin(now: number, date: number, { unused, late }: News): void {
    const day = Math.floor(date / DAY_MS);
    if (day !== this.#day) this.#spent = 0;
    this.#day = day;
    // Turns that lie less far into the day may be of the budget of the day before.
    const surelyOfDay = now - (date % DAY_MS) + AHEAD_MS;
    const back = this.#given.filter(({ id }) => unused.includes(id));
    this.#given = this.#given.filter(({ id }) => !unused.includes(id));
    this.#spent -= back.filter(({ id }) => id > surelyOfDay).length;
    for (const { id, byMs, questions } of late) this.#move(id, questions, byMs, now);
    if (late.length > 0) this.#given.sort((a, b) => a.time - b.time);
    const { pace } = this.#allowance;
    const oldest = now - Math.max(pace?.windowMs ?? 0, pace?.gapMs ?? 0);
    this.#given = this.#given.filter(({ time }) => time >= oldest);
  }

  /** To when a turn was used, be it forgotten since or not. It was used by now, whatever its user takes for its time. */
  #move(id: number, questions: number, byMs: number, now: number): void {
    const from = this.#given.find((given) => given.id === id)?.time ?? id;
    const time = Math.max(from, Math.min(from + byMs, now));
    this.#given = this.#given.filter((given) => given.id !== id);
    this.#given.push(...Array.from({ length: questions }, () => ({ id, time })));
  }

  /** When the next turn comes, for so many questions. */
  #next(now: number, size: number): number {
    const { pace } = this.#allowance;
    const earliest = Math.max(now, this.#pause.until);
    if (pace === null) return earliest;
    const last = this.#given.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
    const first = this.#given.at(-Math.max(1, pace.most - size + 1))?.time ?? Number.NEGATIVE_INFINITY;
    return Math.max(earliest, last + size * pace.gapMs, first + pace.windowMs);
  }
}
