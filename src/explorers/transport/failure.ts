/**
 * From what went wrong in one attempt to the typed error: by status, by the code of an error and by the form of the body,
 * never by the text of an exception. The error of an exchange itself is never passed on: it may hold the request, keys included.
 */

import {
  BadProviderDataError,
  type ProviderError,
  ProviderUnavailableError,
  RateLimitedError,
} from '../../core/errors.ts';
import { contextOf, messageAbout, type Origin } from './body.ts';
import { parseJson } from './parse-json.ts';
import { LastingRefusalError } from './refusal.ts';

/** An HTTP answer as far as it matters here. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  /** Value of the `Retry-After` header. */
  readonly retryAfter: string | undefined;
  /** Value of the `x-ratelimit-reset` header. */
  readonly reset?: string | undefined;
}

const SHOWN_CHARACTERS = 120;
/** What asking again does not change (JSON-RPC 2.0, 5.1): no such method, wrong parameters, no valid request. */
const FINAL_RPC_CODES: readonly unknown[] = [-32600, -32601, -32602];
/** More than this cannot be a pause: others put the time of the reset into the header (milliseconds). */
const LONGEST_RESET_MS = 600_000;

/**
 * What is wrong with an answer; null when nothing is (404 is an answer, too).
 * @param now Unix time in milliseconds, against which a date in `Retry-After` is measured
 */
export function failureOfAnswer(answer: HttpAnswer, origin: Origin, now: number): ProviderError | null {
  const { status, text } = answer;
  const context = { ...contextOf(origin), status };
  const say = (what: string) => messageAbout(origin, what);
  if (status === 429) {
    const retryAfter = retryAfterMs(answer.retryAfter, now) ?? resetMs(answer.reset);
    return new RateLimitedError(say('refuses because of its rate limit (status 429)'), context, retryAfter);
  }
  // 408 is the server's own time-out.
  if ((status >= 500 && !isFinalRpcError(text)) || status === 408) {
    return new ProviderUnavailableError(say(`failed with status ${status}`), context);
  }
  if (isWebPage(text)) {
    const page = `answered with a web page instead of data (status ${status})`;
    // The API was not even asked: that is no word of what it does not know, and mostly the same the next time.
    if (status === 404) return new BadProviderDataError(say(`${page}; check the base URL`), context);
    return new ProviderUnavailableError(say(page), context);
  }
  if (status === 404) return null;
  if (status >= 200 && status < 300) return null;
  const refusal = `refused with status ${status} ("${text.trim().slice(0, SHOWN_CHARACTERS)}")`;
  // Who asks is refused, whatever is asked.
  if (status === 401 || status === 402) {
    const remedy = status === 401 ? 'check the API key' : 'an API key with credits left is needed';
    return new LastingRefusalError(say(`${refusal}; ${remedy}`), context);
  }
  return new BadProviderDataError(say(refusal), context);
}

/** What it means when an explorer redirects to where nobody follows. */
export function failureOfRedirect(what: 'in circles' | 'to another server, or to none', origin: Origin) {
  const problem = `redirects ${what}; check the base URL`;
  return new BadProviderDataError(messageAbout(origin, problem), contextOf(origin));
}

/** Why an attempt is ended that takes longer than it may. */
export const TIMED_OUT = Object.assign(new Error('the time of the attempt is over'), { code: 'ETIMEDOUT' });

/** Why an answer is not read on. */
export const TOO_LARGE = Object.assign(new Error('the body is above its limit'), { code: 'TOO_LARGE' });

/** An answer above the limit of bodies. It would be as large the next time; who asks for less may get it. */
export class TooLargeError extends BadProviderDataError {}

/** What zlib says of a body that would be above it, unpacked. */
const UNPACKED_TOO_LARGE = 'ERR_BUFFER_TOO_LARGE';

/** What undici's parser throws, without a code (github.com/nodejs/undici, lib/core/errors.js). */
const NO_HTTP = 'HTTPParserError';

type Failed = { readonly code?: unknown; readonly name?: unknown };

/** What an attempt that ended without an answer means. */
export function failureOfTransfer(error: Failed, origin: Origin): ProviderError {
  const code = typeof error.code === 'string' ? error.code : 'unknown';
  const context = { ...contextOf(origin), code };
  const say = (what: string) => messageAbout(origin, what);
  if (error === TOO_LARGE || code === UNPACKED_TOO_LARGE) {
    return new TooLargeError(say('answered with a body above the size limit'), context);
  }
  return new ProviderUnavailableError(say(reasonOf(error, code)), context);
}

function reasonOf(error: Failed, code: string): string {
  if (error === TIMED_OUT) return 'did not answer in time';
  if (error.name === NO_HTTP) return 'answered in something that is not HTTP; check the base URL';
  return `cannot be reached or broke off (${code})`;
}

/**
 * A `Retry-After` header in milliseconds (RFC 9110, 10.2.3: seconds, or a date).
 * @returns undefined when it is absent or malformed
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*[0-9]{1,9}\s*$/.test(header)) return Number(header) * 1000;
  // JavaScript reads a date out of almost anything; an HTTP date ends in GMT.
  const date = /GMT\s*$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Blockscout's `x-ratelimit-reset`: milliseconds until the limit is over, -1 when their limiter fails
 * (docs.blockscout.com, API authorization, headers and routes).
 */
function resetMs(header: string | undefined): number | undefined {
  const pause = header !== undefined && /^[0-9]{1,9}$/.test(header) ? Number(header) : undefined;
  return pause === undefined || pause > LONGEST_RESET_MS ? undefined : pause;
}

/** Routescan passes errors of its node on with status 500: the body tells whether one may pass. */
function isFinalRpcError(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    const { jsonrpc, error } = parseJson(text) as { jsonrpc?: unknown; error?: { code?: unknown } | null };
    return jsonrpc === '2.0' && FINAL_RPC_CODES.includes(error?.code);
  } catch {
    return false;
  }
}

/** No explorer sends markup; a front server or a bot check that stands before it does, with any status. */
function isWebPage(text: string): boolean {
  return text.trimStart().startsWith('<');
}
