/**
 * Telling Etherscan's answers apart: a result, an empty list, a range that is too wide, or a refusal.
 */

import {
  BadProviderDataError,
  IncompleteAnswerError,
  type ProviderError,
  ProviderUnavailableError,
  RateLimitedError,
} from '../../core/errors.ts';
import { type Body, contextOf, messageAbout } from '../transport/body.ts';
import { LastingRefusalError } from '../transport/refusal.ts';
import { badField, textIn } from '../wire-form.ts';

/** What an answer holds; `too-wide` when the same question about fewer blocks may be answered. */
export type Answer = { readonly result: unknown } | 'too-wide';

/**
 * A remedy stands for a refusal that another attempt does not change; one that `lasts` is the answer to everything, until
 * something is changed or for an hour.
 */
type Meaning =
  | 'empty'
  | 'too-wide'
  | 'rate limit'
  | 'overload'
  | { readonly remedy: string; readonly lasts: boolean | 'an hour' };

/** When the day of a daily limit ends is not told: it is asked again after an hour (milliseconds). */
const HOUR_MS = 3_600_000;

const CHECK_KEY = { remedy: 'check the API key', lasts: true };
const CHECK_URL = { remedy: 'check the base URL, which must be that of the API V2 (…/v2/api)', lasts: false };

/**
 * How Etherscan's texts begin, in lower case, and what they mean. Texts, because there are no codes: every refusal has
 * status "0". The text stands in `result`, or, where that is no text, in `message`. Sources: docs.etherscan.io (common
 * error messages), recorded answers, and issues of public clients (pcko1/etherscan-python#31, gakonst/ethers-rs#2689).
 */
const MEANINGS: readonly (readonly [begins: string, meaning: Meaning])[] = [
  ['no transactions found', 'empty'],
  ['no records found', 'empty'],
  ['no internal transactions found', 'empty'],
  ['no token transfers found', 'empty'],
  ['max calls per sec rate limit reached', 'rate limit'],
  ['max rate limit reached', 'rate limit'],
  ['maximum rate limit reached', 'rate limit'],
  [
    'max daily rate limit reached',
    { remedy: 'wait for the next day, or use another API key', lasts: 'an hour' },
  ],
  ['free api access is temporarily unavailable', 'overload'],
  ['unexpected error, timeout or server too busy', 'overload'],
  [
    'free api access is not supported',
    { remedy: 'use an API key with a paid plan, or another explorer', lasts: true },
  ],
  // Routescan.
  ['chain not supported', { remedy: 'use another explorer', lasts: true }],
  // Asked again at once, a wrong key gets the whole address throttled.
  ['invalid api key', CHECK_KEY],
  ['missing/invalid api key', CHECK_KEY],
  ['too many invalid api key attempts', CHECK_KEY],
  // It comes after some 30 seconds of work; the same question would take as long again.
  ['query timeout', 'too-wide'],
  ['please specify a block range smaller than', 'too-wide'],
  ['result window is too large', { remedy: 'fewer rows must be asked for at once', lasts: false }],
  ['missing or unsupported chainid', CHECK_URL],
  ['you are using a deprecated v1 endpoint', CHECK_URL],
  ['error! missing or invalid action name', CHECK_URL],
  ['error! missing or invalid module name', CHECK_URL],
  // Blockscout.
  ['unknown module', CHECK_URL],
  ['unknown action', CHECK_URL],
];

const SHOWN_CHARACTERS = 120;

/**
 * Reads an answer of module `proxy`: JSON-RPC, passed through without a status; a refusal has one as everywhere.
 * @throws as `readListAnswer`
 */
export function readRpcAnswer(body: Body): Answer {
  const { status, result, error } = fieldsOf(body);
  if (status !== undefined) return readListAnswer(body);
  if (error !== undefined) throw badField(body, 'error', error, 'a result');
  return { result };
}

/**
 * Reads an answer of module `account`; also the check inside an attempt, so that a rate limit told in a body with status
 * 200 leads to another attempt.
 * @throws RateLimitedError, ProviderUnavailableError or BadProviderDataError for a refusal, or without a status;
 *   IncompleteAnswerError for a part
 */
export function readListAnswer(body: Body): Answer {
  const { status, message, result } = fieldsOf(body);
  // The message of a success may be a warning ("OK-Missing/Invalid API Key, …"); the data is good.
  if (status === '1') return { result };
  // Blockscout: inner calls of some blocks are not processed yet, so that what is here is a part, or nothing.
  if (status === '2') throw incomplete(message, body);
  if (status !== '0') throw badField(body, 'status', status, `"0" or "1" (message: ${textIn(message)})`);
  const text = typeof result === 'string' && result !== '' ? result : textIn(message);
  const meaning = MEANINGS.find(([begins]) => text.toLowerCase().startsWith(begins))?.[1];
  if (meaning === 'empty' && Array.isArray(result) && result.length === 0) return { result };
  if (meaning === 'too-wide') return meaning;
  throw refusal(meaning, text, body);
}

/**
 * What a success warns of; null when it does not. "OK-Missing/Invalid API Key, rate limit of 1/5sec applied" comes with
 * good data: every request goes through, at a fraction of the rate.
 */
export function warningIn(body: Body): string | null {
  const { status, message } = fieldsOf(body);
  return status === '1' && typeof message === 'string' && /^ok\W./i.test(message)
    ? message.slice(0, SHOWN_CHARACTERS)
    : null;
}

function fieldsOf(body: Body): Partial<Record<string, unknown>> {
  const json = body.json();
  if (typeof json !== 'object' || json === null) throw badField(body, 'the answer', json, 'an object');
  return json;
}

function incomplete(message: unknown, body: Body): IncompleteAnswerError {
  const shown = textIn(message).slice(0, SHOWN_CHARACTERS);
  return new IncompleteAnswerError(messageAbout(body, `says "${shown}"`), {
    ...contextOf(body),
    text: shown,
  });
}

function refusal(meaning: Meaning | undefined, text: string, body: Body): ProviderError {
  const shown = text.slice(0, SHOWN_CHARACTERS);
  const context = { ...contextOf(body), text: shown };
  const say = (remedy = '') => messageAbout(body, `answered "${shown}"${remedy}`);
  if (meaning === 'rate limit') return new RateLimitedError(say(), context);
  if (meaning === 'overload') return new ProviderUnavailableError(say(), context);
  if (typeof meaning !== 'object') return new BadProviderDataError(say(), context);
  const problem = say(`; ${meaning.remedy}`);
  if (meaning.lasts === false) return new BadProviderDataError(problem, context);
  const until = meaning.lasts === 'an hour' ? body.at + HOUR_MS : undefined;
  return new LastingRefusalError(problem, context, until);
}
