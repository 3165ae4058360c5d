/**
 * Ties the configured price sources to the port of the use cases. A trace that stays on this machine asks nobody elsewhere for
 * prices, unless that is wanted.
 */

import { readFileSync, statSync } from 'node:fs';
import type { PriceSource } from '../cases/price-source.ts';
import type { Config, PriceSourceName } from '../config.ts';
import type { Environment } from '../config-environment.ts';
import { CHAINS } from '../core/chain.ts';
import { InvalidInputError } from '../core/errors.ts';
import { createCoinGeckoPrices } from '../explorers/prices/coingecko/client.ts';
import { createDefiLlamaPrices } from '../explorers/prices/defillama/client.ts';
import { firstKnown } from '../explorers/prices/first-known.ts';
import { createPriceFile } from '../explorers/prices/price-file.ts';
import { ATTEMPTS } from '../explorers/transport/retry.ts';
import { createTransport, type Transport } from '../explorers/transport/transport.ts';
import { isLoopback } from '../loopback.ts';
import { type PriceTable, parsePriceTable } from '../price-table.ts';
import type { ExplorerDeps, ExplorerOptions } from './explorers.ts';

/** What a single trace says of prices. */
export interface PriceOptions {
  /** True: also from elsewhere when the explorers are on this machine; false: none at all. As configured when not given. */
  readonly prices?: boolean;
  /** A table of prices that is asked first. */
  readonly priceFile?: string;
}

type ApiName = Exclude<PriceSourceName, 'file'>;
type ApiConfig = Config['prices'][ApiName];

const APIS: Readonly<Record<ApiName, (transport: Transport) => PriceSource>> = {
  defillama: createDefiLlamaPrices,
  coingecko: createCoinGeckoPrices,
};

/** Some 1,000,000 rows. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Opens the price sources in the order in which they are asked; undefined when there are none.
 * @throws InvalidInputError for a table of prices that cannot be read
 */
export function openPrices(
  config: Config,
  env: Environment,
  options: ExplorerOptions & PriceOptions,
  deps: ExplorerDeps = {},
): PriceSource | undefined {
  const path = options.priceFile ?? config.prices.file ?? '';
  const sources = pricesAsked(config, options).map((name) =>
    name === 'file'
      ? createPriceFile(readPriceTable(path))
      : APIS[name](openTransport(name, config.prices[name], { config, env, options, deps })),
  );
  return sources.length === 0 ? undefined : firstKnown(sources);
}

/** The price sources that are asked, in their order. */
export function pricesAsked(config: Config, options: ExplorerOptions & PriceOptions): PriceSourceName[] {
  const { order, file } = config.prices;
  if (options.prices === false) return [];
  const names: readonly PriceSourceName[] =
    options.priceFile === undefined ? order : ['file', ...order.filter((name) => name !== 'file')];
  const staysHere = !(options.prices ?? config.prices.withLocalExplorers) && isLocal(config, options);
  return names.filter((name) => {
    if (name === 'file') return (options.priceFile ?? file) !== undefined;
    return !staysHere || isLoopback(config.prices[name].baseUrl);
  });
}

/** True when one of the explorers that are asked is on this machine. */
function isLocal({ explorers, explorerOrder }: Config, { explorers: given = [] }: ExplorerOptions): boolean {
  const asked =
    given.length > 0 ? given : CHAINS.flatMap((chain) => explorerOrder[chain].map((name) => explorers[name]));
  return asked.some((explorer) => explorer !== undefined && isLoopback(explorer.baseUrl));
}

interface Around {
  readonly config: Config;
  readonly env: Environment;
  readonly options: ExplorerOptions;
  readonly deps: ExplorerDeps;
}

/** A price that cannot be had is unknown, and the next source may know it: none is asked as long as an explorer. */
function openTransport(provider: ApiName, api: ApiConfig, { config, env, options, deps }: Around): Transport {
  const { baseUrl, keyVariable } = api;
  // Nobody else is kept waiting by a source on this machine.
  const own = isLoopback(baseUrl);
  const rate = own ? 0 : (api.requestsPerSecond ?? 0);
  const key = keyVariable === undefined ? undefined : env[keyVariable] || undefined;
  const { archive, observer, turns, isOffline = false } = deps;
  return createTransport({
    provider,
    baseUrl,
    concurrency: own ? config.concurrency : api.concurrency,
    attempts: ATTEMPTS.standIn,
    isOffline,
    ...(rate > 0 ? { requestsPerSecond: rate } : {}),
    ...(key === undefined ? {} : { secretParams: { [keyParameter(baseUrl)]: key } }),
    ...(options.retryBaseMs === undefined ? {} : { retryBaseMs: options.retryBaseMs }),
    ...(archive === undefined ? {} : { archive }),
    ...(observer === undefined ? {} : { observer }),
    ...(turns === undefined ? {} : { turns }),
  });
}

/** CoinGecko takes paid keys at another host, under another name (docs.coingecko.com, errors 10010 and 10011). */
function keyParameter(baseUrl: string): string {
  return new URL(baseUrl).hostname.startsWith('pro-api.') ? 'x_cg_pro_api_key' : 'x_cg_demo_api_key';
}

function readPriceTable(path: string): PriceTable {
  const problem = (text: string, cause?: unknown) =>
    new InvalidInputError(`price table ${path} ${text}`, { field: 'prices.file', value: path }, cause);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) throw problem('does not exist or cannot be read');
  if (stat.size > MAX_FILE_BYTES) throw problem(`has ${stat.size} bytes; at most ${MAX_FILE_BYTES} are read`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    throw problem('cannot be read as UTF-8', cause);
  }
  return parsePriceTable(text, path);
}
