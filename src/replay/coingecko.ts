/**
 * CoinGecko's API v3 over the prices of a dataset, as it is without a key: a snapshot a day, of the last 365 days. Forms as on
 * docs.coingecko.com; the refusal of what is longer ago as it was recorded in public issues.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Asset, NATIVE_ASSET } from '../core/chain.ts';
import { type Answer, answerOf, Refusal, sendAnswer } from './answer.ts';
import { exact, exactAnswer, nearestPrice, type ReplayedPrices } from './prices.ts';

type Parameters = Readonly<Record<string, string>>;
type Request = FastifyRequest<{ Params: Parameters; Querystring: Parameters }>;

const DAY_SECONDS = 86_400;
const FREE_DAYS = 365;
/** A snapshot is of midnight; the data may have another moment near it. */
const NEAR_SECONDS = DAY_SECONDS / 2;
const BEYOND_RANGE = {
  error_code: 10012,
  error_message:
    'Your request exceeds the allowed time range. Public API users are limited to querying historical data within the past 365 days. Upgrade to a paid plan to enjoy full historical data access: https://www.coingecko.com/en/api/pricing. ',
};

/** Adds the routes to `app`, which stands below `/coingecko/api/v3`. */
export function addCoinGeckoRoutes(app: FastifyInstance, prices: ReplayedPrices): void {
  app.get('/coins/:id/history', (request: Request, reply) =>
    sendAnswer(
      reply,
      answerOf(() => history(prices, request.params.id ?? '', request.query.date ?? '')),
    ),
  );
  app.get('/coins/ethereum/contract/:address', (request: Request, reply) =>
    sendAnswer(
      reply,
      answerOf(() => contract(prices, request.params.address ?? '')),
    ),
  );
}

function history({ table, today }: ReplayedPrices, id: string, date: string): Answer {
  const asset = assetOf(id);
  if (!table.has(asset)) throw new Refusal(exactAnswer(404, { error: 'coin not found' }));
  const day = dayOf(date);
  if (day < today - FREE_DAYS * DAY_SECONDS) {
    const timestamp = new Date(today * 1000).toISOString();
    throw new Refusal(exactAnswer(401, { error: { status: { timestamp, ...BEYOND_RANGE } } }));
  }
  const price = nearestPrice(table, asset, day, NEAR_SECONDS);
  const about = { id, symbol: symbolOf(asset), name: id };
  if (price === null) return exactAnswer(200, about);
  const usd = exact(price.usd);
  return exactAnswer(200, { ...about, market_data: { current_price: { usd } } });
}

function contract({ table }: ReplayedPrices, address: string): Answer {
  const asset = address.toLowerCase();
  const known = table.get(asset);
  if (known === undefined) throw new Refusal(exactAnswer(404, { error: 'coin not found' }));
  const platform = { decimal_place: known.decimals, contract_address: asset };
  const about = { id: asset, symbol: symbolOf(asset), name: asset, asset_platform_id: 'ethereum' };
  const platforms = { platforms: { ethereum: asset }, detail_platforms: { ethereum: platform } };
  return exactAnswer(200, { ...about, ...platforms, contract_address: asset });
}

/** The id of a token is its contract here: a dataset does not know the names that CoinGecko gives. */
function assetOf(id: string): Asset {
  if (id === 'bitcoin') return NATIVE_ASSET.bitcoin;
  return id === 'ethereum' ? NATIVE_ASSET.ethereum : id;
}

function dayOf(date: string): number {
  const [, day, month, year] = /^(\d{2})-(\d{2})-(\d{4})$/.exec(date) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T00:00:00Z`) / 1000;
  if (Number.isNaN(time)) throw new Refusal(exactAnswer(400, { error: 'Invalid date' }));
  return time;
}

function symbolOf(asset: Asset): string {
  return asset.startsWith('0x') ? 'token' : asset.toLowerCase();
}
