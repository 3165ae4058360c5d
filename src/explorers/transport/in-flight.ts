/**
 * Step of the pipeline: who asks for what is already on its way waits for the same answer.
 */

import type { Body } from './body.ts';
import type { Step } from './request.ts';

/** Joins equal requests, for runs pinned to the same block, that are under way at the same time. */
export function deduplicated(): Step {
  const underWay = new Map<string, Promise<Body>>();
  return (next) => (request) => {
    const { origin, posted, tip } = request;
    const key = JSON.stringify([origin.provider, origin.url, posted, tip?.hash]);
    const known = underWay.get(key);
    if (known !== undefined) return known;
    const answer = next(request).finally(() => underWay.delete(key));
    underWay.set(key, answer);
    return answer;
  };
}
