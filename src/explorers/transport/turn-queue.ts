/**
 * The requests of this process that wait for their turns, first come, first served.
 *
 * When the place of turns is away, this waits until it is back. A local rate instead would have to guess how many
 * processes there are, and guess too low the day somebody starts more; waiting is always polite. It costs little:
 * without Redis no process is given new jobs anyway, and what waits here is neither failed nor counted as a gap.
 */

import { StorageError } from '../../core/errors.ts';
import type { News, Refusal, Taken, Turns } from './turns.ts';

/** What a request that waited is told: to go, and to say when it is on its way; or why not. Milliseconds. */
export type Verdict =
  | { readonly kind: 'go'; readonly waitedMs: number; readonly sent: () => void }
  | { readonly kind: 'paused'; readonly forMs: number }
  | { readonly kind: 'spent'; readonly forMs: number };

/** How soon the place of turns is asked again when it does not answer (milliseconds). */
const ABSENCE_MS = 1000;

/** The least wait before it is asked for more: as long as turns are reserved ahead, none is missed (milliseconds). */
const LEAST_WAIT_MS = 20;

/**
 * A turn that comes later than this is given back and another one taken: the process was busy, and the second in which it
 * would go now may be full (milliseconds). With the ways of the requests this must stay below the margin of the windows.
 */
const LATE_MS = 10;

/** Up to here it is told when turns are asked for the next time, and not at all below the grain of timers (milliseconds). */
const TOLD_IN_PASSING_MS = 5;
const UNTOLD_MS = 1;

interface Waiting {
  /** How many it asks, of which each counts. */
  readonly questions: number;
  readonly tell: (verdict: Verdict) => void;
  readonly fail: (error: unknown) => void;
  readonly since: number;
  /** Time that the place of turns had taken to answer until then. */
  readonly askedMs: number;
}

/** A turn in hand, due on the clock of this process. */
interface InHand {
  readonly id: number;
  /** For how many it is. */
  readonly questions: number;
  readonly due: number;
  /** What the place of turns may have meant, as far as can be told: no later than `due`. */
  readonly earliest: number;
}

export class TurnQueue {
  readonly #turns: Turns;
  readonly #patienceMs: number;
  /** Turns have times that matter; without a pace one is as good as another. */
  readonly #isPaced: boolean;
  #waiting: Waiting[] = [];
  #inHand: InHand[] = [];
  #unused: number[] = [];
  #late: News['late'][number][] = [];
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;
  #askFrom = 0;
  /** The place of turns did not answer, and is left alone until then. */
  #awayUntil = 0;
  #pausedUntil = 0;
  #refusals = 0;
  #askedMs = 0;
  /** What the place of turns takes to answer at the least, as far as seen lately, and what it surely takes. */
  #quickestMs = Infinity;
  #surelyMs = 0;

  /** @param patienceMs a pause that lasts longer is not waited for */
  constructor(turns: Turns, { patienceMs, isPaced }: { patienceMs: number; isPaced: boolean }) {
    this.#turns = turns;
    this.#patienceMs = patienceMs;
    this.#isPaced = isPaced;
    turns.closed.addEventListener('abort', () => this.#end(), { once: true });
    // Opens the key: nobody knows what was used of a new one, so its first turns come a second later.
    turns.take([]).catch(() => {});
  }

  /**
   * Waits for a turn, in the order of the calls.
   * @param questions that are asked at once in it
   * @throws StorageError once no turn will ever come
   */
  next(questions = 1): Promise<Verdict> {
    return new Promise((tell, fail) => {
      this.#waiting.push({ questions, tell, fail, since: performance.now(), askedMs: this.#askedMs });
      this.#work();
    });
  }

  /** The explorer refused a request. Whoever asks, nobody goes before the pause is over. */
  async refused(refusal: Refusal, firstPauseMs: number): Promise<void> {
    this.#refusals += 1;
    this.#giveBackUntil(Infinity);
    // When the place of turns is away nobody gets one; this process keeps to the pause when it is back, too.
    const alone = () => refusal.retryAfterMs ?? firstPauseMs;
    this.#pause(await this.#turns.refused(refusal).catch(alone));
    this.#work();
  }

  /** The explorer answered properly. */
  async answered(ageMs: number): Promise<void> {
    if (this.#refusals > 0) await this.#turns.answered(ageMs).catch(() => {});
  }

  /** Turns that were asked for before it began may have come since. */
  #pause(forMs: number): void {
    if (forMs <= 0) return;
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + forMs);
    this.#giveBackUntil(this.#pausedUntil);
  }

  /** @param until turns that are due before it */
  #giveBackUntil(until: number): void {
    this.#unused.push(...this.#inHand.filter(({ due }) => due < until).map(({ id }) => id));
    this.#inHand = this.#inHand.filter(({ due }) => due >= until);
  }

  /** Lets those go whose turns are due, and sees to it that there are turns for the others. */
  #work(): void {
    clearTimeout(this.#timer);
    if (this.#turns.closed.aborted) {
      this.#end();
      return;
    }
    const now = performance.now();
    const pausedMs = this.#pausedUntil - now;
    if (pausedMs > this.#patienceMs) this.#tellFrom(0, { kind: 'paused', forMs: pausedMs });
    this.#letGo(now);
    const hasNews = this.#hasUrgentNews();
    if (this.#waiting.length === 0 && !hasNews) return;
    const mustAsk = !this.#isAsking && (hasNews || this.#waiting.length > this.#inHand.length);
    // News do not wait until there are turns again: the windows of all processes count from it.
    const askFrom = Math.max(this.#awayUntil, hasNews ? 0 : Math.max(this.#askFrom, this.#pausedUntil));
    if (mustAsk && askFrom <= now) void this.#ask();
    const due = this.#inHand[0]?.due ?? Infinity;
    const next = mustAsk && askFrom > now ? Math.min(due, askFrom) : due;
    // Rounded up: a timer knows whole milliseconds, and is set again when it fires before its time.
    if (next < Infinity) this.#timer = setTimeout(() => this.#work(), Math.ceil(next - now));
  }

  #letGo(now: number): void {
    while (this.#inHand[0] !== undefined && this.#inHand[0].due <= now) {
      const [{ id, due, earliest, questions }] = this.#inHand.splice(0, 1) as [InHand];
      const isLate = this.#isPaced && now - due > LATE_MS;
      // After a turn that came too late the next ones may be for others than those who are first.
      const isFor = !isLate && this.#waiting[0]?.questions === questions;
      const first = isFor ? this.#waiting.shift() : undefined;
      if (first === undefined) this.#unused.push(id);
      else {
        const sent = () => this.#sent(id, questions, earliest);
        first.tell({ kind: 'go', waitedMs: this.#waitOf(first, now), sent });
      }
    }
  }

  /** A request may lie about before it is sent: while it connects, or while the process is busy. */
  #sent(id: number, questions: number, earliest: number): void {
    const byMs = performance.now() - earliest;
    if (!this.#isPaced || byMs <= UNTOLD_MS) return;
    this.#late.push({ id, byMs, questions });
    if (this.#hasUrgentNews()) this.#work();
  }

  #hasUrgentNews(): boolean {
    return this.#late.some(({ byMs }) => byMs > TOLD_IN_PASSING_MS);
  }

  /** Without what the place of turns took to answer, be it away or not. */
  #waitOf({ since, askedMs }: Waiting, now: number): number {
    return Math.max(0, now - since - (this.#askedMs - askedMs));
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    const began = performance.now();
    const [unused, late] = [this.#unused.splice(0), this.#late.splice(0)];
    try {
      const sizes = this.#waiting.slice(this.#inHand.length).map(({ questions }) => questions);
      const taken = await this.#turns.take(sizes, { unused, late });
      this.#receive(taken, sizes, began);
    } catch {
      this.#unused.push(...unused);
      this.#late.push(...late);
      this.#awayUntil = performance.now() + ABSENCE_MS;
      this.#askedMs += ABSENCE_MS;
    }
    this.#askedMs += performance.now() - began;
    this.#isAsking = false;
    this.#work();
  }

  #receive(taken: Taken, sizes: readonly number[], began: number): void {
    const { turns, againMs, pausedMs, refusals, spentMs } = taken;
    const tookMs = performance.now() - began;
    // An answer that takes longer than others most likely lay here while the process was busy: its turns are that old. Of the
    // first ones nobody knows; what they bring goes late rather than early, and counts as late as it may be.
    this.#quickestMs = Math.min(tookMs, this.#quickestMs * 1.1 + 0.1);
    this.#surelyMs = Math.min(tookMs, this.#surelyMs * 1.1 + 0.1);
    const [now, earliest] = [began + this.#quickestMs, began + this.#surelyMs];
    this.#refusals = refusals;
    this.#pause(pausedMs);
    this.#inHand.push(
      ...turns.map(({ id, inMs }, n) => ({
        id,
        questions: sizes[n] as number,
        due: now + inMs,
        earliest: earliest + inMs,
      })),
    );
    this.#askFrom = againMs === null ? 0 : now + Math.max(againMs, LEAST_WAIT_MS);
    if (spentMs !== null) this.#tellFrom(this.#inHand.length, { kind: 'spent', forMs: spentMs });
  }

  /** @param place of the first that is told */
  #tellFrom(place: number, verdict: Verdict): void {
    for (const { tell } of this.#waiting.splice(place)) tell(verdict);
  }

  /** No ProviderError: that would end a look-up as a gap, though the explorer was never asked. */
  #end(): void {
    clearTimeout(this.#timer);
    for (const { fail } of this.#waiting.splice(0)) {
      fail(new StorageError('the connection to Redis was closed while a request waited for its turn'));
    }
  }
}
