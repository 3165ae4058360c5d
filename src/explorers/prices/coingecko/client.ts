/**
 * CoinGecko as a price source: one snapshot a day, of bitcoin and ether by id, of tokens by contract, never by symbol. It
 * allows few requests, and without a paid key tells of the last 365 days only, so the newest day is asked for first: when it
 * is too long ago, all others are.
 */

import type { PriceSource } from '../../../cases/price-source.ts';
import { type Asset, NATIVE_ASSET, NATIVE_DECIMALS } from '../../../core/chain.ts';
import { ProviderError } from '../../../core/errors.ts';
import type { PriceAnswer, TimedAnswer } from '../../../core/prices/price.ts';
import { attested } from '../../pinned.ts';
import type { Body } from '../../transport/body.ts';
import type { Transport } from '../../transport/transport.ts';
import { badAnswer } from '../../wire-form.ts';
import { dateText, dayOf, decimalsIn, noPrice, normalizeSnapshot, TOO_LONG_AGO } from './normalize.ts';
import { ANSWERS, readContract, readHistory, type Snapshot } from './wire.ts';

const DAY_SECONDS = 86_400;

/** Days that are asked for in one look-up: at 5 requests a minute, six minutes. The newest ones are. */
const MAX_DAYS = 30;
const TOO_MANY = noPrice(`asked for ${MAX_DAYS} days at once, and not for this one`);

/** Prices over `transport`, whose base URL is the API's, such as `https://api.coingecko.com/api/v3`. */
export function createCoinGeckoPrices(transport: Transport): PriceSource {
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
  const coin = await coinOf(transport, asset);
  if (coin === null) {
    return times.map((time) => ({ time, answer: noPrice('the contract of the token is not known') }));
  }
  const days = [...new Set(times.map(dayOf))].sort((a, b) => b - a);
  const { answers, rest } = await readDays(transport, coin, days);
  return times.map((time) => ({ time, answer: answers.get(dayOf(time)) ?? rest }));
}

/** Day by day; what was found before a failure stays. @returns with what is to be said of the days that were not asked for */
async function readDays(transport: Transport, { id, decimals }: Coin, days: readonly number[]) {
  const answers = new Map<number, PriceAnswer>();
  for (const day of days) {
    if (answers.size === MAX_DAYS) return { answers, rest: TOO_MANY };
    try {
      const snapshot = await askHistory(transport, id, day);
      if (snapshot === 'beyond range') break;
      answers.set(day, normalizeSnapshot(snapshot, day, decimals));
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return { answers, rest: { reason: error.message } };
    }
  }
  return { answers, rest: TOO_LONG_AGO };
}

interface Coin {
  readonly id: string;
  readonly decimals: number | null;
}

/** The coin that an asset is at CoinGecko; null when it is none there. */
async function coinOf(transport: Transport, asset: Asset): Promise<Coin | null> {
  const decimals = NATIVE_DECIMALS[asset];
  if (decimals !== undefined) {
    return { id: asset === NATIVE_ASSET.bitcoin ? 'bitcoin' : 'ethereum', decimals };
  }
  const check = (fresh: Body) => {
    readContract(fresh);
  };
  const body = await transport.get(`/coins/ethereum/contract/${asset}`, {}, { check, answers: ANSWERS });
  if (body === null) return null;
  const contract = readContract(body);
  const address = contract.detail_platforms.ethereum.contract_address.toLowerCase();
  if (address !== asset) throw badAnswer(body, `tells of contract "${address}" when asked for ${asset}`);
  return { id: contract.id, decimals: decimalsIn(contract) };
}

async function askHistory(transport: Transport, coin: string, day: number): Promise<Snapshot> {
  const path = `/coins/${encodeURIComponent(coin)}/history`;
  const params = { date: dateText(day), localization: 'false' };
  const body = await transport.get(path, params, {
    answers: ANSWERS,
    check: (fresh) => {
      readHistory(fresh, coin);
    },
    validity: (fresh) => (isLasting(readHistory(fresh, coin), day, fresh) ? 'settled' : 'once'),
  });
  if (body !== null) return readHistory(body, coin);
  throw badAnswer(transport.originOf(path, params), `does not know the coin "${coin}" (404)`);
}

/** The snapshot of a day that is over stays as it is; what is not known may be added, or paid for. */
function isLasting(snapshot: Snapshot, day: number, { at }: Body): boolean {
  return typeof snapshot === 'object' && (day + DAY_SECONDS) * 1000 < at;
}
