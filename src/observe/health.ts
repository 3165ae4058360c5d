/**
 * Readiness: whether everything this process needs answers. Each part has a time limit of its own, and answers are kept
 * for a moment, so that asking costs next to nothing and never piles up behind a part that hangs.
 */

import type { Clock } from '../cases/ports.ts';
import type { Log } from './log.ts';
import { TimeLimitError, withinTime } from './within-time.ts';

/** Something that this process needs. */
export interface Check {
  /** Its name: `database`, `schema`, `redis`. */
  readonly part: string;
  /** Ends well when the part works. */
  readonly run: () => Promise<unknown>;
}

/** How a part is; nothing about the inside, since anybody may ask. Why it failed is in the log. */
export type PartState = 'up' | 'down' | 'no-answer';

export interface Readiness {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, PartState>>;
}

/** Tells whether the process is ready; never throws. */
export type ReadReadiness = () => Promise<Readiness>;

/** A part has this long to answer; an answer is kept this long (milliseconds). */
const TIMEOUT_MS = 2_000;
const KEPT_MS = 1_000;

export interface ReadinessDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/** Builds the question. */
export function createReadiness(checks: readonly Check[], deps: ReadinessDeps): ReadReadiness {
  const probes = checks.map((check) => ({ part: check.part, state: createProbe(check, deps.log) }));
  let latest: { readonly at: number; readonly answer: Promise<Readiness> } | null = null;
  const ask = async (): Promise<Readiness> => {
    const states = await Promise.all(probes.map(async ({ part, state }) => [part, await state()] as const));
    return { ready: states.every(([, state]) => state === 'up'), parts: Object.fromEntries(states) };
  };
  return () => {
    const at = deps.clock.now();
    if (latest === null || at - latest.at >= KEPT_MS) latest = { at, answer: ask() };
    return latest.answer;
  };
}

/** Asks a part once at a time: while it still owes an answer, it is not asked again. Logs each change. */
function createProbe({ part, run }: Check, log: Log): () => Promise<PartState> {
  let owed: Promise<unknown> | null = null;
  let last: PartState = 'up';
  const change = (state: PartState, error?: unknown): PartState => {
    if (state !== last && state === 'up') log.info(`${part} is back`, { part });
    if (state !== last && state !== 'up') log.error(`${part} does not work`, { part, state, error });
    last = state;
    return state;
  };
  return async () => {
    if (owed === null) {
      // Begun inside a promise, so that a check that throws at once is a check that fails.
      owed = Promise.resolve().then(run);
      const settled = () => {
        owed = null;
      };
      owed.then(settled, settled);
    }
    try {
      await withinTime(owed, TIMEOUT_MS);
      return change('up');
    } catch (error) {
      return change(error instanceof TimeLimitError ? 'no-answer' : 'down', error);
    }
  };
}
