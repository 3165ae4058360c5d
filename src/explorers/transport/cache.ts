/**
 * First step of the pipeline: answers that can never change are asked for once. What is kept is the raw body under
 * its URL without secrets; it is read and checked again each time, like a fresh one.
 */

import { Body } from './body.ts';
import type { Step } from './request.ts';

/** Where bodies are kept. */
export interface BodyCache {
  /** The body kept under `key`, or null. */
  get(key: string): Promise<string | null>;
  set(key: string, body: string): Promise<void>;
}

/** Default size of a memory cache, in characters: some 10,000 Bitcoin transactions of usual size. */
const MEMORY_CACHE_CHARACTERS = 32 * 1024 * 1024;

/** A cache in memory that drops its oldest bodies once they have more than `maxCharacters` together. */
export function createMemoryCache(maxCharacters = MEMORY_CACHE_CHARACTERS): BodyCache {
  const bodies = new Map<string, string>();
  let characters = 0;
  const drop = (key: string) => {
    characters -= bodies.get(key)?.length ?? 0;
    bodies.delete(key);
  };
  return {
    get: async (key) => bodies.get(key) ?? null,
    set: async (key, body) => {
      drop(key);
      bodies.set(key, body);
      characters += body.length;
      for (const oldest of bodies.keys()) {
        if (characters <= maxCharacters) break;
        drop(oldest);
      }
    },
  };
}

/** Answers from the cache where it can; without a cache it lets everything through. */
export function cached(
  cache: BodyCache | undefined,
  traffic: { cacheHits: number },
  onHit: () => void,
): Step {
  if (cache === undefined) return (next) => next;
  return (next) => async (request) => {
    const { origin, isImmutable } = request;
    const kept = await cache.get(origin.url);
    if (kept !== null) {
      traffic.cacheHits += 1;
      onHit();
      return new Body(origin, kept);
    }
    const body = await next(request);
    if (body !== null && isImmutable(body)) await cache.set(origin.url, body.text);
    return body;
  };
}
