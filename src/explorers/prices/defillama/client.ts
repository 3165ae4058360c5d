/**
 * DefiLlama (coins.llama.fi) as a price source: bitcoin and ether by their CoinGecko ids, tokens by contract, never by symbol.
 */

import type { PriceSource } from '../../../cases/price-source.ts';
import { type Asset, NATIVE_ASSET, NATIVE_DECIMALS } from '../../../core/chain.ts';
import type { TimedAnswer } from '../../../core/prices/price.ts';
import { attested } from '../../pinned.ts';
import type { Body } from '../../transport/body.ts';
import type { Transport } from '../../transport/transport.ts';
import { badAnswer } from '../../wire-form.ts';
import { decimalsIn, nearest, normalizePoint, WINDOW_HOURS } from './normalize.ts';
import { readBatch, readHistorical, type WireCoin, type WirePoint } from './wire.ts';

const WIDTH = { searchWidth: `${WINDOW_HOURS}h` };

/** Prices over `transport`, whose base URL is the API's, such as `https://coins.llama.fi`. */
export function createDefiLlamaPrices(transport: Transport): PriceSource {
  return {
    prices: (asset, times) => attested(transport, (to) => readPrices(to, asset, times)),
    traffic: () => transport.traffic(),
  };
}

async function readPrices(
  transport: Transport,
  asset: Asset,
  times: readonly number[],
): Promise<readonly TimedAnswer[]> {
  const coin = coinOf(asset);
  const [first, ...others] = times;
  if (first === undefined) return [];
  if (others.length === 0) {
    const found = await askHistorical(transport, coin, first);
    const decimals = found === null ? null : decimalsOf(asset, found);
    return [{ time: first, answer: normalizePoint(found, first, asset, decimals) }];
  }
  const points = await askBatch(transport, coin, times);
  const decimals = await askDecimals(transport, asset, points);
  return times.map((time) => ({
    time,
    answer: normalizePoint(nearest(points, time), time, asset, decimals),
  }));
}

function coinOf(asset: Asset): string {
  switch (asset) {
    case NATIVE_ASSET.bitcoin:
      return 'coingecko:bitcoin';
    case NATIVE_ASSET.ethereum:
      return 'coingecko:ethereum';
    default:
      return `ethereum:${asset}`;
  }
}

function decimalsOf(asset: Asset, coin: WireCoin): number | null {
  return NATIVE_DECIMALS[asset] ?? decimalsIn(coin);
}

/** A batch does not tell the decimals of a token: a single price does. */
async function askDecimals(
  transport: Transport,
  asset: Asset,
  [priced]: readonly WirePoint[],
): Promise<number | null> {
  const native = NATIVE_DECIMALS[asset];
  if (native !== undefined) return native;
  if (priced === undefined) return null;
  const found = await askHistorical(transport, coinOf(asset), Number(priced.timestamp));
  return found === null ? null : decimalsIn(found);
}

async function askHistorical(transport: Transport, coin: string, time: number): Promise<WireCoin | null> {
  const path = `/prices/historical/${time}/${coin}`;
  const body = await ask(transport, path, WIDTH, [time], (fresh) => {
    const found = readHistorical(fresh, coin);
    return found === null ? [] : [found];
  });
  return readHistorical(body, coin);
}

async function askBatch(
  transport: Transport,
  coin: string,
  times: readonly number[],
): Promise<readonly WirePoint[]> {
  const coins = JSON.stringify({ [coin]: times });
  const body = await ask(transport, '/batchHistorical', { coins, ...WIDTH }, times, (fresh) =>
    readBatch(fresh, coin),
  );
  return readBatch(body, coin);
}

/** @throws BadProviderDataError where there is no such API */
async function ask(
  transport: Transport,
  path: string,
  params: Readonly<Record<string, string>>,
  times: readonly number[],
  read: (body: Body) => readonly WirePoint[],
): Promise<Body> {
  const body = await transport.get(path, params, {
    check: read,
    validity: (fresh) => (isLasting(read(fresh), times, fresh) ? 'settled' : 'once'),
  });
  if (body !== null) return body;
  throw badAnswer(transport.originOf(path, params), 'no coins API is found there (404); check the base URL');
}

/** Prices of the past stay as they are. Of the last hours a nearer one may come, and what is not known may be added. */
function isLasting(points: readonly WirePoint[], times: readonly number[], { at }: Body): boolean {
  const settled = at / 1000 - WINDOW_HOURS * 3600;
  return points.length === times.length && times.every((time) => time < settled);
}
