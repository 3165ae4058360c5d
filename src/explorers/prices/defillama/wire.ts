/**
 * What DefiLlama's coins API sends, as far as it is used: DefiLlama/defillama-server, coins/src/getHistoricalCoins.ts and
 * getBatchHistoricalCoins.ts. Numbers are read as text, since prices are decimals.
 */

import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ProviderUnavailableError } from '../../../core/errors.ts';
import { type Body, contextOf, messageAbout } from '../../transport/body.ts';
import { badAnswer, checked, textIn } from '../../wire-form.ts';

const Numeral = Type.String({ pattern: '^-?[0-9][0-9.eE+-]*$', description: 'a number' });
const MaybeNumeral = Type.Optional(
  Type.Union([Numeral, Type.Null()], { description: 'a number, or null, or nothing' }),
);
const UnixTime = Type.String({ pattern: '^[0-9]{1,12}$', description: 'a time in Unix seconds' });

/** Confidence is absent in records of old. */
const point = { price: Numeral, timestamp: UnixTime, confidence: MaybeNumeral };
const Point = Type.Object(point, { description: 'an object with price and timestamp' });
const Coin = Type.Object(
  { ...point, decimals: MaybeNumeral },
  { description: 'an object with price and timestamp' },
);
const Coins = Type.Object({ prices: Type.Array(Point, { description: 'a list of prices' }) });

export type WirePoint = Static<typeof Point>;
export type WireCoin = Static<typeof Coin>;

const historicalForm = Compile(Type.Object({ coins: Type.Record(Type.String(), Coin) }));
const batchForm = Compile(Type.Object({ coins: Type.Record(Type.String(), Coins) }));

/**
 * `/prices/historical/:timestamp/:coins` for one coin; null when DefiLlama does not know it, for then it is left out.
 * @throws BadProviderDataError as all functions of this file
 * @throws ProviderUnavailableError for an error in the form of an answer
 */
export function readHistorical(body: Body, coin: string): WireCoin | null {
  return ofCoin(checked(historicalForm, answerIn(body), body).coins, coin, body);
}

/** `/batchHistorical` for one coin, in no order; times without a price are left out. */
export function readBatch(body: Body, coin: string): readonly WirePoint[] {
  return ofCoin(checked(batchForm, answerIn(body), body).coins, coin, body)?.prices ?? [];
}

/** An error is a `message` where the coins should be (coins/src/utils/shared, errorResponse; its gateway likewise). */
function answerIn(body: Body): unknown {
  const answer = body.jsonWithNumbersAsText();
  if (typeof answer !== 'object' || answer === null || 'coins' in answer || !('message' in answer))
    return answer;
  const problem = `answered with an error ("${textIn(answer.message).slice(0, 100)}")`;
  throw new ProviderUnavailableError(messageAbout(body, problem), contextOf(body));
}

function ofCoin<T>(coins: Readonly<Record<string, T>>, coin: string, body: Body): T | null {
  const other = Object.keys(coins).find((known) => known !== coin);
  if (other !== undefined) throw badAnswer(body, `tells of "${other.slice(0, 100)}" when asked for ${coin}`);
  return coins[coin] ?? null;
}
