/**
 * Telling the answers of JSON-RPC servers apart: a result, a range that is too wide, a method that is not there, or a
 * refusal. Status, code and text all have to be looked at: most servers answer everything with HTTP status 200, some say
 * the same with 400, 413 or 500, and each has its own codes (-32602 stands for limits and for malformed calls).
 */

import {
  BadProviderDataError,
  type ProviderError,
  ProviderUnavailableError,
  RateLimitedError,
} from '../../core/errors.ts';
import { type Body, contextOf, messageAbout } from '../transport/body.ts';
import { parseJson } from '../transport/parse-json.ts';
import { LastingRefusalError } from '../transport/refusal.ts';
import { badField, textIn } from '../wire-form.ts';
import { type Meaning, meaningOf } from './meanings.ts';

/** What an answer holds. `most`: the widest range that is answered, in blocks; null when that is not said. */
export type Answer =
  | { readonly result: unknown }
  | { readonly refused: 'no-method' }
  | { readonly refused: 'too-wide'; readonly most: number | null };

/** The id of every single call: nothing in a question but what is asked, so that equal questions are the same. */
export const CALL_ID = 1;

const SHOWN_CHARACTERS = 160;

/**
 * Reads an answer; also the check inside an attempt.
 * @throws RateLimitedError, ProviderUnavailableError or BadProviderDataError for other refusals
 */
export function readAnswer(body: Body): Answer {
  const { id, result, error } = fieldsOf(body);
  if (error === undefined || error === null) {
    if (result === undefined) throw badField(body, 'result', result, 'a result or an error');
    if (id !== CALL_ID) throw badField(body, 'id', id, `${CALL_ID}, that of the call`);
    return { result };
  }
  const { code, text, shown } = toldIn(error);
  const meaning = meaningOf(code, text, body.status);
  if (meaning === 'unknown thing') return { result: null };
  if (meaning === 'no method') return { refused: 'no-method' };
  if (meaning === 'timeout') return { refused: 'too-wide', most: null };
  if (meaning !== null && typeof meaning === 'object' && 'most' in meaning)
    return { refused: 'too-wide', most: meaning.most };
  throw refusal(meaning, code, shown, body);
}

/** Whether a text is an answer of such a server, whatever the status that comes with it. */
export function isRpcAnswer(text: string): boolean {
  try {
    const json = parseJson(text);
    return typeof json === 'object' && json !== null && (Array.isArray(json) || 'error' in json);
  } catch {
    return false;
  }
}

/** The first answer of a batch that says that more was asked than the rate allows; null for none. */
export function rateLimitIn(body: Body): RateLimitedError | null {
  if (body.isAbsent) return null;
  const json = body.json();
  for (const answer of Array.isArray(json) ? json : [json]) {
    if (typeof answer !== 'object' || answer === null || !('error' in answer) || !answer.error) continue;
    const { code, text, shown } = toldIn(answer.error);
    if (meaningOf(code, text, body.status) !== 'rate limit') continue;
    return new RateLimitedError(messageAbout(body, `answered "${shown}"`), contextOf(body));
  }
  return null;
}

function fieldsOf(body: Body): Partial<Record<string, unknown>> {
  const json = body.json();
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  throw badField(body, 'the answer', json, 'an object');
}

interface Told {
  readonly code: number | null;
  /** All that is said, in which to look for its meaning. */
  readonly text: string;
  readonly shown: string;
}

/** Some servers say an error as a plain text; some say "invalid params" and what that means in `data`. */
function toldIn(error: unknown): Told {
  if (typeof error !== 'object' || error === null) {
    const shown = String(error).slice(0, SHOWN_CHARACTERS);
    return { code: null, text: shown, shown };
  }
  const { code, message, data }: { code?: unknown; message?: unknown; data?: unknown } = error;
  const said = typeof message === 'string' ? message : textIn(error);
  const more =
    typeof data === 'object' && data !== null && 'payload' in data ? ` ${textIn(data.payload)}` : '';
  return {
    code: typeof code === 'number' ? code : null,
    text: `${said}${more}`,
    shown: `${said}${more}`.slice(0, SHOWN_CHARACTERS),
  };
}

function refusal(
  meaning: Exclude<Meaning, { readonly most: number | null } | 'timeout' | 'no method' | 'unknown thing'>,
  code: number | null,
  shown: string,
  body: Body,
): ProviderError {
  const context = { ...contextOf(body), code, text: shown };
  const say = (remedy = '') => messageAbout(body, `answered "${shown}"${remedy}`);
  if (meaning === 'rate limit') return new RateLimitedError(say(), context);
  if (meaning === 'overload') return new ProviderUnavailableError(say(), context);
  if (meaning === null) return new BadProviderDataError(say(), context);
  const problem = say(`; ${meaning.remedy}`);
  return meaning.lasts
    ? new LastingRefusalError(problem, context)
    : new BadProviderDataError(problem, context);
}
