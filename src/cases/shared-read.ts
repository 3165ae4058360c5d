/**
 * Reads that many ask for at once: whoever asks before a read begins shares it, and whoever asks while one is under way
 * waits for the next one. So a crowd costs two reads at a time, and still everybody gets what was read after they
 * asked: nobody is shown a state from before their own last change.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';

/** The same read, shared by those who ask for the same key. */
export function sharedRead<Value>(read: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const waiting = new Map<string, Promise<Value>>();
  const underWay = new Map<string, Promise<unknown>>();
  const take = async (key: string): Promise<Value> => {
    await underWay.get(key);
    // All requests that have arrived by now are heard before the read begins.
    await nextTurn();
    waiting.delete(key);
    const reading = read(key);
    const settled = reading.catch(() => {});
    underWay.set(key, settled);
    try {
      return await reading;
    } finally {
      if (underWay.get(key) === settled) underWay.delete(key);
    }
  };
  return (key) => {
    const taken = waiting.get(key) ?? take(key);
    waiting.set(key, taken);
    return taken;
  };
}
