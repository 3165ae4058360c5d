/**
 * The valuation of a run: its amounts in US dollars, at the prices of the hours in which they were stolen and arrived. What
 * cannot be valued is unknown, never zero, and so is every sum that it is part of. Sums are sums of exact values, and rounded
 * once.
 */

import { compare } from '../amount.ts';
import type { Asset } from '../chain.ts';
import {
  addDecimals,
  type Decimal,
  formatCents,
  multiplyDecimals,
  parseDecimal,
  ZERO,
} from '../prices/decimal.ts';
import { isPrice, type Price, priceKey } from '../prices/price.ts';
import type { PriceBook } from '../prices/price-book.ts';
import type { TagLookup } from '../tags/tag.ts';
import type { Portion } from './portion.ts';
import type { PlacePortions, Portions } from './portions.ts';
import { whyWorthless } from './worthless.ts';

/** US dollars with two decimal places, rounded half up; null when unknown. */
export type Usd = string | null;

/** A sum of money. */
export interface Money {
  /** Null when any part of it is unknown. */
  readonly usd: Usd;
  /** The sum of the parts that are known. */
  readonly known: string;
}

export interface Valuation {
  /** What each seed made stolen, in the order of the seeds. */
  readonly seeds: readonly Usd[];
  /** What was stolen of each asset. */
  readonly stolen: ReadonlyMap<Asset, Usd>;
  /** In the order of the outcomes. */
  readonly outcomes: readonly ValuedOutcome[];
  /** Over all seeds, at the time of the theft. */
  readonly stolenTotal: Money;
  /** Over all outcomes, at the time of arrival; null when they do not add up, as under poison. */
  readonly endedTotal: Money | null;
  /** The prices that were used, by asset and hour. */
  readonly prices: readonly UsedPrice[];
  /** What could not be valued, and why, by asset and hour. */
  readonly unknown: readonly Unvalued[];
}

export interface ValuedOutcome {
  readonly usd: Usd;
  /** In the order of the outcome's holdings. */
  readonly places: readonly { readonly usd: Usd; readonly held: Usd }[];
}

/** With the decimals that the asset is valued by, whoever states them. */
export interface UsedPrice extends Price {
  readonly asset: Asset;
  /** Unix seconds. */
  readonly hour: number;
}

export interface Unvalued {
  readonly asset: Asset;
  /** Unix seconds; null when it does not depend on the time. */
  readonly hour: number | null;
  readonly reason: string;
}

/** Values everything. @param book holds the prices that were asked for */
export function valuationOf(portions: Portions, book: PriceBook, tags: TagLookup): Valuation {
  const appraiser = new Appraiser(book, tags);
  const stolen = portions.stolen.map((portion) => appraiser.value(portion));
  const outcomes = portions.outcomes.map(({ places, rest }) => {
    const values = places.map((place) => valuedPlace(place, appraiser));
    const parts = values.map(({ amount }) => amount);
    return { values, sum: sumOf(rest === null ? parts : [...parts, appraiser.value(rest)]) };
  });
  const assets = new Set(portions.stolen.map(({ asset }) => asset));
  const ofAsset = (asset: Asset) => stolen.filter((_, index) => portions.stolen[index]?.asset === asset);
  return {
    seeds: stolen.map(usdOf),
    stolen: new Map([...assets].map((asset) => [asset, moneyOf(sumOf(ofAsset(asset))).usd])),
    outcomes: outcomes.map(({ values, sum }) => ({
      usd: moneyOf(sum).usd,
      places: values.map(({ amount, held }) => ({ usd: usdOf(amount), held: usdOf(held) })),
    })),
    stolenTotal: moneyOf(sumOf(stolen)),
    endedTotal: portions.addUp ? moneyOf(joined(outcomes.map(({ sum }) => sum))) : null,
    ...appraiser.account(),
  };
}

function valuedPlace({ amount, held }: PlacePortions, appraiser: Appraiser) {
  return { amount: appraiser.value(amount), held: held === null ? null : appraiser.value(held) };
}

/** Values portions, and takes down which prices it used and what it could not value. */
class Appraiser {
  readonly #book: PriceBook;
  readonly #tags: TagLookup;
  readonly #used = new Map<string, UsedPrice>();
  readonly #unknown = new Map<string, Unvalued>();

  constructor(book: PriceBook, tags: TagLookup) {
    this.#book = book;
    this.#tags = tags;
  }

  /** The exact value in US dollars; null when it is unknown. Nothing is worth nothing, whatever its price. */
  value({ asset, amount, parts }: Portion): Decimal | null {
    if (amount === 0n) return ZERO;
    const worthless = whyWorthless(asset, this.#tags);
    if (worthless !== null) return this.#unvalued(asset, null, worthless);
    if (parts.length === 0) return this.#unvalued(asset, null, 'it is not known when it came');
    // All of them, so that everything that is missing is told.
    const prices = parts.map(({ hour }) => this.#priceAt(asset, hour));
    if (prices.includes(null)) return null;
    const decimals = this.#book.decimalsOf(asset);
    if (typeof decimals !== 'number') return this.#unvalued(asset, null, decimals.reason);
    const values = parts.map((part, index) => {
      const coins = { units: part.amount, places: BigInt(decimals) };
      return multiplyDecimals(coins, prices[index] ?? ZERO);
    });
    return sumOf(values).known;
  }

  account(): Pick<Valuation, 'prices' | 'unknown'> {
    const prices = [...this.#used.values()].sort(byAssetAndHour);
    return { prices, unknown: [...this.#unknown.values()].sort(byAssetAndHour) };
  }

  #priceAt(asset: Asset, hour: number): Decimal | null {
    const answer = this.#book.at(asset, hour) ?? { reason: 'its price was not asked for' };
    const price = isPrice(answer) ? parseDecimal(answer.usd) : null;
    if (!isPrice(answer) || price === null) {
      const reason = isPrice(answer) ? `${answer.usd} is no price` : answer.reason;
      return this.#unvalued(asset, hour, reason);
    }
    const decimals = this.#book.decimalsOf(asset);
    const known = typeof decimals === 'number' ? decimals : null;
    this.#used.set(priceKey(asset, hour), { asset, hour, ...answer, decimals: known });
    return price;
  }

  #unvalued(asset: Asset, hour: number | null, reason: string): null {
    this.#unknown.set(JSON.stringify([asset, hour, reason]), { asset, hour, reason });
    return null;
  }
}

type Told = Pick<Unvalued, 'asset' | 'hour'> & { readonly reason?: string };

function byAssetAndHour(a: Told, b: Told): number {
  const hours = (a.hour ?? 0) - (b.hour ?? 0);
  return compare(a.asset, b.asset) || hours || compare(a.reason ?? '', b.reason ?? '');
}

interface Sum {
  readonly known: Decimal;
  /** False when a part is unknown. */
  readonly isWhole: boolean;
}

function sumOf(values: readonly (Decimal | null)[]): Sum {
  return joined(values.map((value) => ({ known: value ?? ZERO, isWhole: value !== null })));
}

function joined(sums: readonly Sum[]): Sum {
  return sums.reduce<Sum>(
    (a, b) => ({ known: addDecimals(a.known, b.known), isWhole: a.isWhole && b.isWhole }),
    { known: ZERO, isWhole: true },
  );
}

function moneyOf({ known, isWhole }: Sum): Money {
  const text = formatCents(known);
  return { usd: isWhole ? text : null, known: text };
}

const usdOf = (value: Decimal | null): Usd => (value === null ? null : formatCents(value));
