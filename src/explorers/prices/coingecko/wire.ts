/**
 * What CoinGecko's API v3 sends, as far as it is used: docs.coingecko.com, `/coins/{id}/history` and
 * `/coins/{id}/contract/{address}`. Numbers are read as text, since prices are decimals.
 */

import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ProviderUnavailableError, RateLimitedError } from '../../../core/errors.ts';
import { type Body, contextOf, messageAbout } from '../../transport/body.ts';
import { LastingRefusalError } from '../../transport/refusal.ts';
import { badAnswer, checked, textIn } from '../../wire-form.ts';

const Numeral = Type.String({ pattern: '^-?[0-9][0-9.eE+-]*$', description: 'a number' });
const CoinId = Type.String({ pattern: '^[^/?#\\s]{1,100}$', description: 'the id of a coin' });

/** Without a price of that day there is no `market_data`, or no price in it. */
const History = Type.Object({
  id: CoinId,
  market_data: Type.Optional(
    Type.Object({
      current_price: Type.Object({ usd: Type.Optional(Type.Union([Numeral, Type.Null()])) }),
    }),
  ),
});

const Platform = Type.Object({
  decimal_place: Type.Optional(Type.Union([Numeral, Type.Null()])),
  contract_address: Type.String(),
});
const Contract = Type.Object({
  id: CoinId,
  detail_platforms: Type.Object({ ethereum: Platform }),
});

export type WireContract = Static<typeof Contract>;

const historyForm = Compile(History);
const contractForm = Compile(Contract);

const UNAUTHORIZED = 401;
/** "Your request exceeds the allowed time range": only the last 365 days, without a paid key. */
const BEYOND_RANGE = '10012';
const RATE_LIMITED = '429';
/** docs.coingecko.com, errors and rate limits: no key, not in the plan, and the two kinds of wrong keys. */
const LASTING: readonly string[] = ['10002', '10005', '10010', '10011'];

/** Statuses that are an answer: one of them says that the time is too long ago. */
export const ANSWERS: readonly number[] = [UNAUTHORIZED];

/** What a day's snapshot says: the price as stated, that there is none, or that it is not told for so long ago. */
export type Snapshot = { readonly stated: string } | 'none' | 'beyond range';

/**
 * `/coins/:id/history`.
 * @throws BadProviderDataError as all functions of this file, when the form is not known
 * @throws ProviderError for an error in the form of an answer
 */
export function readHistory(body: Body, coin: string): Snapshot {
  const answer = body.jsonWithNumbersAsText();
  if (errorCode(answer) === BEYOND_RANGE) return 'beyond range';
  const { id, market_data: market } = checked(historyForm, answerIn(answer, body), body);
  if (id !== coin) throw badAnswer(body, `tells of "${id}" when asked for ${coin}`);
  const stated = market?.current_price.usd ?? null;
  return stated === null ? 'none' : { stated };
}

/** `/coins/ethereum/contract/:address`. */
export function readContract(body: Body): WireContract {
  return checked(contractForm, answerIn(body.jsonWithNumbersAsText(), body), body);
}

/** Errors come with any status, as `{status}`, as `{error: {status}}`, or as `{error: "…"}`. */
function answerIn(answer: unknown, body: Body): unknown {
  const code = errorCode(answer);
  const error = fieldOf(answer, 'error');
  if (code === undefined && error === undefined && body.status !== UNAUTHORIZED) return answer;
  const shown = typeof code === 'string' ? `error ${code}` : JSON.stringify(error ?? null).slice(0, 100);
  const message = messageAbout(body, `answered with ${shown} (status ${body.status})`);
  if (code === RATE_LIMITED) throw new RateLimitedError(message, contextOf(body));
  const isLasting = body.status === UNAUTHORIZED || LASTING.includes(textIn(code));
  if (isLasting) throw new LastingRefusalError(message, contextOf(body));
  throw new ProviderUnavailableError(message, contextOf(body));
}

function errorCode(answer: unknown): unknown {
  const status = fieldOf(answer, 'status') ?? fieldOf(fieldOf(answer, 'error'), 'status');
  return fieldOf(status, 'error_code');
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
