/**
 * News of cases for event streams. However many listen to a case, the database is asked for it once in a while, and
 * listeners at the same place share what is read. A listener holds nothing but its place, so one that reads slowly
 * costs no memory: it is given the next events when it asks for them.
 */

import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { CaseEvent, CasePulse, EventReader } from '../cases/case-events.ts';

/** Events that are given at once. */
const BATCH = 20;

export interface CaseFeed {
  /** Listens to a case, until `leave`. */
  join(caseId: string): Listener;
}

export interface Listener {
  /** Events after a number, as many as are given at once; none when there are none yet. */
  read(after: number): Promise<readonly CaseEvent[]>;
  /**
   * Waits for a pulse that differs from the one that the listener knows, or for the time to pass.
   * @param known null for none
   * @returns the newest pulse; null when there was none yet, or the case is gone
   */
  wait(known: CasePulse | null, milliseconds: number, signal: AbortSignal): Promise<CasePulse | null>;
  leave(): void;
}

/** What is shared by the listeners of a case. */
interface Topic {
  listeners: number;
  pulse: CasePulse | null;
  /** Reads under way, by place. */
  readonly reads: Map<number, Promise<readonly CaseEvent[]>>;
  /** Emits `change` with every pulse that differs from the one before. */
  readonly changes: EventEmitter;
}

interface FeedOptions {
  readonly pollMs: number;
  /** Told when the database cannot be asked; the feed asks again. */
  readonly onError: (error: unknown) => void;
}

/** Opens the feed. */
export function createCaseFeed(events: EventReader, options: FeedOptions): CaseFeed {
  const topics = new Map<string, Topic>();
  const begin = (caseId: string): Topic => {
    const topic = {
      listeners: 0,
      pulse: null,
      reads: new Map(),
      changes: new EventEmitter().setMaxListeners(0),
    };
    topics.set(caseId, topic);
    // Begins when its first listener is there.
    queueMicrotask(() =>
      poll(
        topic,
        () => events.pulse(caseId),
        () => topics.delete(caseId),
        options,
      ),
    );
    return topic;
  };
  return {
    join(caseId) {
      const topic = topics.get(caseId) ?? begin(caseId);
      topic.listeners += 1;
      return {
        read: (after) => readShared(topic, after, () => events.after(caseId, after, BATCH)),
        wait: (known, milliseconds, signal) => waitFor(topic, known, milliseconds, signal),
        leave: () => {
          topic.listeners -= 1;
        },
      };
    },
  };
}

/** Ends with the last listener, or with the case. @param end called before anybody else could join */
async function poll(
  topic: Topic,
  read: () => Promise<CasePulse | null>,
  end: () => void,
  { pollMs, onError }: FeedOptions,
): Promise<void> {
  while (topic.listeners > 0) {
    try {
      const pulse = await read();
      if (pulse === null) break;
      if (!isDeepStrictEqual(pulse, topic.pulse)) {
        topic.pulse = pulse;
        topic.changes.emit('change');
      }
    } catch (error) {
      onError(error);
    }
    await sleep(pollMs, undefined, { ref: false });
  }
  end();
}

function readShared(
  topic: Topic,
  after: number,
  read: () => Promise<readonly CaseEvent[]>,
): Promise<readonly CaseEvent[]> {
  const underWay = topic.reads.get(after);
  if (underWay !== undefined) return underWay;
  const begun = read().finally(() => topic.reads.delete(after));
  topic.reads.set(after, begun);
  return begun;
}

async function waitFor(
  topic: Topic,
  known: CasePulse | null,
  milliseconds: number,
  signal: AbortSignal,
): Promise<CasePulse | null> {
  if (topic.pulse !== known || signal.aborted) return topic.pulse;
  const timeOut = AbortSignal.timeout(milliseconds);
  await once(topic.changes, 'change', { signal: AbortSignal.any([signal, timeOut]) }).catch(() => {
    // Time is up, or the listener left: the pulse is what it was.
  });
  return topic.pulse;
}
