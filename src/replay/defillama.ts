/**
 * DefiLlama's coins API over the prices of a dataset: DefiLlama/defillama-server, coins/src/getHistoricalCoins.ts and
 * getBatchHistoricalCoins.ts. What is not known is left out, and a batch is in the order in which its parts were found.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Asset, NATIVE_ASSET } from '../core/chain.ts';
import { type Answer, answerOf, Refusal, sendAnswer } from './answer.ts';
import { exact, exactAnswer, nearestPrice, type ReplayedPrices } from './prices.ts';

type Parameters = Readonly<Record<string, string>>;
type Request = FastifyRequest<{ Params: Parameters; Querystring: Parameters }>;

/** `searchWidth` when it is not given (getHistoricalCoins.ts), and the units it is written in (timestampUtils.ts). */
const DEFAULT_WIDTH = '6h';
const UNIT_SECONDS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, '': 1 };
/** What prices of markets have. */
const CONFIDENCE = exact('0.99');

/** Adds the routes to `app`, which stands below `/defillama`. */
export function addDefiLlamaRoutes(app: FastifyInstance, prices: ReplayedPrices): void {
  app.get('/prices/historical/:timestamp/:coins', (request: Request, reply) => {
    const { timestamp = '', coins = '' } = request.params;
    return sendAnswer(
      reply,
      answerOf(() => historical(prices, timestamp, coins, request.query)),
    );
  });
  app.get('/batchHistorical', (request: Request, reply) =>
    sendAnswer(
      reply,
      answerOf(() => batch(prices, request.query)),
    ),
  );
}

function historical({ table }: ReplayedPrices, timestamp: string, coins: string, query: Parameters): Answer {
  const [time, width] = [timeOf(timestamp), widthOf(query)];
  const known = coins.split(',').flatMap((coin) => {
    const asset = assetOf(coin);
    const price = asset === null ? null : nearestPrice(table, asset, time, width);
    if (asset === null || price === null) return [];
    const decimals = table.get(asset)?.decimals ?? undefined;
    const about = { ...(decimals === undefined ? {} : { decimals }), symbol: symbolOf(asset) };
    return [[coin, { ...about, price: exact(price.usd), timestamp: price.time, confidence: CONFIDENCE }]];
  });
  return exactAnswer(200, { coins: Object.fromEntries(known) });
}

function batch({ table }: ReplayedPrices, query: Parameters): Answer {
  const width = widthOf(query);
  const known = Object.entries(coinsIn(query.coins)).flatMap(([coin, times]) => {
    const asset = assetOf(coin);
    const prices = times.flatMap((time) => {
      const price = asset === null ? null : nearestPrice(table, asset, time, width);
      return price === null
        ? []
        : [{ timestamp: price.time, price: exact(price.usd), confidence: CONFIDENCE }];
    });
    if (asset === null || prices.length === 0) return [];
    return [[coin, { symbol: symbolOf(asset), prices: prices.reverse() }]];
  });
  return exactAnswer(200, { coins: Object.fromEntries(known) });
}

function coinsIn(text = '{}'): Record<string, number[]> {
  let coins: unknown;
  try {
    coins = JSON.parse(text);
  } catch {
    throw refused('Unexpected token in JSON at position 0');
  }
  const isForm =
    typeof coins === 'object' &&
    coins !== null &&
    Object.values(coins).every((times) => Array.isArray(times) && times.every(Number.isFinite));
  if (!isForm || Object.keys(coins as object).length === 0) throw refused('no coins queried');
  return coins as Record<string, number[]>;
}

function timeOf(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw refused('timestamp is not a number');
}

function widthOf({ searchWidth = DEFAULT_WIDTH }: Parameters): number {
  const [, amount = '', unit = ''] = /^(\d*)([wdhm]?)$/.exec(searchWidth.toLowerCase()) ?? [];
  return (amount === '' ? 1 : Number(amount)) * (UNIT_SECONDS[unit] ?? 1);
}

function refused(message: string): Refusal {
  return new Refusal(exactAnswer(400, { message }));
}

/** The asset of an id such as `coingecko:bitcoin` or `ethereum:0x…`; null for one that no dataset has. */
function assetOf(coin: string): Asset | null {
  if (coin === 'coingecko:bitcoin') return NATIVE_ASSET.bitcoin;
  if (coin === 'coingecko:ethereum') return NATIVE_ASSET.ethereum;
  const [, contract] = /^ethereum:(0x[0-9a-fA-F]{40})$/.exec(coin) ?? [];
  return contract?.toLowerCase() ?? null;
}

/** A dataset does not tell what a token calls itself, and nothing is valued by that. */
function symbolOf(asset: Asset): string {
  return asset.startsWith('0x') ? 'TOKEN' : asset;
}
