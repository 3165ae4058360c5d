/**
 * Step of the pipeline: another attempt after a failure that may pass, with growing pauses and jitter. Jitter
 * is random; results never depend on when an answer came. After a rate limit there is no pause here: then the host as a
 * whole has one, for whoever asks (`rate-limit.ts`).
 */

import { DelegateBackoff, ExponentialBackoff, handleWhen, type IBackoff, retry } from 'cockatiel';
import { CoinhoundError, RateLimitedError } from '../../core/errors.ts';
import { PausedError } from './rate-limit.ts';
import type { Step } from './request.ts';

/**
 * How often things are tried, all layers in one place, so that retries never multiply unseen.
 * - `opening`: attempts of the requests for the tip, with which a run begins: nothing is lost yet and somebody waits, so
 *   an explorer that is down is reported within seconds.
 * - `request`: attempts of one request. With 30 % of all calls failing, one request in 170,000 fails for good
 *   (0.3^10).
 * - `batch`: attempts of one request that asks several questions; when it fails, they are asked one by one.
 * - `standIn`: attempts of one request where another explorer can be asked instead, in place of the two above.
 * - `reading`: how often several answers that belong together are read from the start when they contradict each
 *   other (a new block, a reorganisation, servers behind one name that are not at the same block).
 * - `lookUp`: how often a look-up is made from the start when one of its answers cannot be right (a wrong form, another
 *   transaction). Not more: what an explorer gets wrong twice it mostly gets wrong always.
 * - `rotation`: how often all explorers of a chain are asked, one after the other, before a look-up is given up.
 */
export const ATTEMPTS = {
  request: 10,
  opening: 6,
  batch: 5,
  standIn: 4,
  reading: 2,
  lookUp: 2,
  rotation: 2,
} as const;

/** First pause in milliseconds, as in BDK's Esplora client; the longest pause. */
export const RETRY_BASE_MS = 256;
const MAX_PAUSE_MS = 10_000;

/**
 * Tries again what failed with a retryable error.
 * @param baseMs first pause, milliseconds
 * @param onRetry told of every attempt after the first
 */
export function retried(baseMs = RETRY_BASE_MS, onRetry: () => void = () => {}): Step {
  const pauses = new ExponentialBackoff({ initialDelay: baseMs, maxDelay: MAX_PAUSE_MS });
  const backoff = new DelegateBackoff<{ result: object }, IBackoff<unknown>>(({ result }, previous) => {
    const pause = previous === undefined ? pauses.next() : previous.next(undefined);
    return { delay: isRateLimit(result) ? 0 : pause.duration, state: pause };
  });
  const mayPass = handleWhen(
    (error) => error instanceof CoinhoundError && error.retryable && !(error instanceof PausedError),
  );
  return (next) => (request) => {
    const { attempts = ATTEMPTS.request } = request;
    return retry(mayPass, { maxAttempts: attempts - 1, backoff }).execute(({ attempt }) => {
      if (attempt > 0) onRetry();
      return next(request);
    });
  };
}

function isRateLimit(result: object): boolean {
  return 'error' in result && result.error instanceof RateLimitedError;
}
