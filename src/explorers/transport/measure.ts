/**
 * Step of the pipeline: tells the observer what became of each attempt, and how long it took.
 */

import { type ExplorerObserver, resultOf } from './observer.ts';
import type { Step } from './request.ts';

/** Watches attempts. The waits before them are not part of their time. */
export function measured(provider: string, observer: ExplorerObserver): Step {
  return (next) => async (request) => {
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    try {
      const body = await next(request);
      observer.attempted({ provider, result: body.isAbsent ? 'not-found' : 'ok', seconds: seconds() });
      return body;
    } catch (error) {
      observer.attempted({ provider, result: resultOf(error), seconds: seconds(), error });
      throw error;
    }
  };
}
