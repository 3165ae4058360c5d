/**
 * Ties the configured explorers to the ports of the use cases.
 */

import type { Sources } from '../cases/expand-hop.ts';
import type { Config } from '../config.ts';
import type { Environment } from '../config-environment.ts';
import type { Chain } from '../core/chain.ts';
import { createEsploraSource } from '../explorers/esplora/client.ts';
import { createEtherscanSource } from '../explorers/etherscan/client.ts';
import { createMemoryCache } from '../explorers/transport/cache.ts';
import { isLoopback } from '../explorers/transport/loopback.ts';
import type { ExplorerObserver } from '../explorers/transport/observer.ts';
import type { SharedTurns } from '../explorers/transport/shared-rate.ts';
import { createTransport } from '../explorers/transport/transport.ts';

export interface ExplorerOptions {
  /** Base URLs that replace those of the configuration. */
  readonly explorers?: Readonly<Partial<Record<Chain, string>>>;
  /**
   * Requests per second to each explorer, 0 for no limit; default is the rate of the configuration, and no limit for
   * an explorer on this machine.
   */
  readonly requestsPerSecond?: number;
  readonly concurrency?: number;
  /** First wait between attempts, milliseconds. */
  readonly retryBaseMs?: number;
}

/** What the explorers of a service have beside those of a single trace. */
export interface ExplorerDeps {
  /** Makes the rates those of all processes together; without it they are those of this process. */
  readonly turns?: SharedTurns;
  readonly observer?: ExplorerObserver;
}

/** Opens an explorer for each chain. Keys are looked up in the environment. @throws InvalidInputError */
export function openSources(
  config: Config,
  env: Environment,
  options: ExplorerOptions,
  deps: ExplorerDeps = {},
): Sources {
  const transportFor = (chain: Chain) => {
    const { requestsPerSecond, keyVariable, api, ...configured } = config.explorers[chain];
    const baseUrl = options.explorers?.[chain] ?? configured.baseUrl;
    // Nobody else is kept waiting by an explorer on this machine.
    const own = isLoopback(baseUrl);
    const rate = options.requestsPerSecond ?? (own ? 0 : (requestsPerSecond ?? 0));
    // An empty variable is none: compose files pass what is not set as empty.
    const key = keyVariable === undefined ? undefined : env[keyVariable] || undefined;
    return createTransport({
      provider: api,
      baseUrl,
      concurrency: options.concurrency ?? (own ? config.concurrency : configured.concurrency),
      cache: createMemoryCache(),
      ...deps,
      ...(rate > 0 ? { requestsPerSecond: rate } : {}),
      ...(key === undefined ? {} : { secretParams: { apikey: key } }),
      ...(options.retryBaseMs === undefined ? {} : { retryBaseMs: options.retryBaseMs }),
    });
  };
  return {
    bitcoin: createEsploraSource(transportFor('bitcoin')),
    ethereum: createEtherscanSource(transportFor('ethereum')),
  };
}

/** Base URLs of an explorer that serves both chains at one origin, as the replay explorer does. */
export function explorersAt(origin: string): Record<Chain, string> {
  const base = origin.replace(/\/+$/, '');
  return { bitcoin: `${base}/api`, ethereum: `${base}/v2/api` };
}
