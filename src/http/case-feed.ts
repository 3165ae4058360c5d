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

/**
 * Opens the feed.
 * @param onError told when the database cannot be asked; the feed asks again
 */
export function createCaseFeed(
  events: EventReader,
  { pollMs, onError }: { readonly pollMs: number; readonly onError: (error: unknown) => void },
): CaseFeed {
  const topics = new Map<string, Topic>();
  const begin = (caseId: string): Topic => {
    const changes = new EventEmitter().setMaxListeners(0);
    const topic: Topic = { listeners: 0, pulse: null, reads: new Map(), changes };
    topics.set(caseId, topic);
    return topic;
  };
  /** Ends with the last listener, or with the case. */
  const poll = async (caseId: string, topic: Topic) => {
    while (topic.listeners > 0) {
      try {
        const pulse = await events.pulse(caseId);
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
    topics.delete(caseId);
  };
  return {
    join(caseId) {
      const topic = topics.get(caseId) ?? begin(caseId);
      topic.listeners += 1;
      if (topic.listeners === 1) void poll(caseId, topic);
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
