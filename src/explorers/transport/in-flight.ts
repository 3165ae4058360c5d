/**
 * Second step of the pipeline: who asks for what is already on its way waits for the same answer.
 */

import type { Body } from './body.ts';
import type { Step } from './request.ts';

/** Joins equal requests that are under way at the same time. */
export function deduplicated(): Step {
  const underWay = new Map<string, Promise<Body | null>>();
  return (next) => (request) => {
    const { url } = request.origin;
    const known = underWay.get(url);
    if (known !== undefined) return known;
    const answer = next(request).finally(() => underWay.delete(url));
    underWay.set(url, answer);
    return answer;
  };
}
