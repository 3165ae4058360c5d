/**
 * Ties the configured explorers to the ports of the use cases.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Sources } from '../cases/expand-hop.ts';
import type { ChainSource } from '../cases/ports.ts';
import { type Api, CHAIN_OF_API, type Config, type ExplorerConfig, onThisMachine } from '../config.ts';
import type { Environment } from '../config-environment.ts';
import { CHAINS, type Chain } from '../core/chain.ts';
import type { Archive } from '../core/evidence/archive.ts';
import { BLOCKSCOUT_HEADERS, createBlockscoutSource } from '../explorers/blockscout/client.ts';
import { createEsploraSource } from '../explorers/esplora/client.ts';
import { createEtherscanSource } from '../explorers/etherscan/client.ts';
import { inBatches } from '../explorers/json-rpc/batch.ts';
import { createJsonRpcSource } from '../explorers/json-rpc/client.ts';
import type { SourceOptions } from '../explorers/pinned.ts';
import { rotating } from '../explorers/rotation.ts';
import { createLocalTurns } from '../explorers/transport/local-turns.ts';
import type { ExplorerObserver } from '../explorers/transport/observer.ts';
import { ATTEMPTS } from '../explorers/transport/retry.ts';
import { createTransport, type Transport } from '../explorers/transport/transport.ts';
import type { OpenTurns } from '../explorers/transport/turns.ts';
import { isLoopback } from '../loopback.ts';
import { createMemoryArchive } from '../storage/memory-archive.ts';
import type { GivenExplorer } from './given-explorers.ts';

export interface ExplorerOptions {
  /** Explorers that take the place of the configured ones of their chains, in the order in which they are asked. */
  readonly explorers?: readonly GivenExplorer[];
  /**
   * Requests per second to each explorer, 0 for no limit; default is the rate of the configuration, and no limit for
   * a given explorer on this machine.
   */
  readonly requestsPerSecond?: number;
  readonly concurrency?: number;
  /** First wait between attempts, milliseconds. */
  readonly retryBaseMs?: number;
  /** Time for one attempt, milliseconds. */
  readonly timeoutMs?: number;
}

/** What the explorers of a service have beside those of a single trace. */
export interface ExplorerDeps {
  /** Makes the rates those of all processes together; without it they are those of this process. */
  readonly turns?: OpenTurns;
  readonly observer?: ExplorerObserver;
  /** Without it, answers are kept in memory as long as there is room. */
  readonly archive?: Archive;
  /** True where only the archive may answer. */
  readonly isOffline?: boolean;
}

/** What a source is told: its chain's finality, and of the settings of an explorer those that its API has a use for. */
type OpenOptions = SourceOptions & { readonly batch?: number };

const SOURCES: Readonly<Record<Api, (transport: Transport, options: OpenOptions) => ChainSource>> = {
  esplora: createEsploraSource,
  etherscan: createEtherscanSource,
  blockscout: createBlockscoutSource,
  'json-rpc': createJsonRpcSource,
};

const HEADERS: Partial<Record<Api, Readonly<Record<string, string>>>> = { blockscout: BLOCKSCOUT_HEADERS };

/** Where others can be asked, nobody waits long for one (milliseconds). */
const STAND_IN_PATIENCE_MS = 10_000;

/** Requests under way at once to an explorer of others for which nothing is said. */
const FEW = 2;

/** Calls a second, in batches or not, to a node of others for which nothing is said: the free plans of providers allow more. */
const NODE_RATE = 5;

/** Opens the explorers of each chain. Keys are looked up in the environment. @throws InvalidInputError */
export function openSources(
  config: Config,
  env: Environment,
  options: ExplorerOptions,
  deps: ExplorerDeps = {},
): Sources {
  const opened = openExplorers(config, env, options, deps);
  const rotation = {
    now: () => performance.now(),
    sleep,
    onRotated: (from: string) => deps.observer?.rotated(from),
  };
  return Object.fromEntries(CHAINS.map((chain) => [chain, rotating(opened[chain], rotation)]));
}

/** An explorer that is ready to be asked. */
export interface OpenExplorer {
  readonly name: string;
  readonly api: Api;
  readonly baseUrl: string;
  readonly source: ChainSource;
}

/**
 * Opens the explorers of each chain, one by one, in the order in which they are asked.
 * @param attempts of a request; default is fewer where another explorer can stand in
 * @throws InvalidInputError
 */
export function openExplorers(
  config: Config,
  env: Environment,
  options: ExplorerOptions,
  deps: ExplorerDeps = {},
  attempts?: number,
): Record<Chain, OpenExplorer[]> {
  const { archive = createMemoryArchive(), turns = createLocalTurns(), ...rest } = deps;
  const open = (chain: Chain) => {
    const explorers = explorersOf(chain, config, options);
    const tries = attempts ?? (explorers.length > 1 ? ATTEMPTS.standIn : undefined);
    return explorers.map(([name, explorer]): OpenExplorer => {
      const transport = createTransport({
        ...transportOptions(explorer, config, env, options),
        ...rest,
        provider: name,
        archive,
        turns,
        ...(explorers.length > 1 ? { patienceMs: STAND_IN_PATIENCE_MS } : {}),
        ...(tries === undefined ? {} : { attempts: tries }),
      });
      const { api, baseUrl, batch } = explorer;
      const finality = config.finality[chain];
      const source = SOURCES[api](transport, { finality, ...(batch === undefined ? {} : { batch }) });
      return { name, api, baseUrl, source };
    });
  };
  return { bitcoin: open('bitcoin'), ethereum: open('ethereum') };
}

/** All explorers that may be asked, by name, with what they speak. */
export function namedExplorers(config: Config, options: ExplorerOptions): { name: string; api: Api }[] {
  return CHAINS.flatMap((chain) =>
    explorersOf(chain, config, options).map(([name, { api }]) => ({ name, api })),
  );
}

/** The explorers of a chain by name, in the order in which they are asked. */
export function explorersOf(
  chain: Chain,
  { explorers, explorerOrder }: Config,
  { explorers: given = [] }: ExplorerOptions,
): (readonly [name: string, explorer: ExplorerConfig])[] {
  const ofChain = given.filter(({ api }) => CHAIN_OF_API[api] === chain);
  if (ofChain.length === 0) {
    return explorerOrder[chain].map((name) => [name, explorers[name] as ExplorerConfig]);
  }
  const first = Object.values(explorers);
  return ofChain.map(({ api, baseUrl }, index) => {
    const ofApi = first.filter((explorer) => explorer.api === api);
    const configured = (ofApi.find((one) => hostOf(one) === hostOf({ baseUrl })) ??
      ofApi[0]) as ExplorerConfig;
    const before = ofChain.slice(0, index).filter((one) => one.api === api).length;
    return [
      before === 0 ? api : `${api}${before + 1}`,
      { ...(isLoopback(baseUrl) ? onThisMachine(configured) : configured), baseUrl },
    ];
  });
}

const hostOf = ({ baseUrl }: Pick<ExplorerConfig, 'baseUrl'>) => new URL(baseUrl).host;

function transportOptions(
  explorer: ExplorerConfig,
  config: Config,
  env: Environment,
  options: ExplorerOptions,
) {
  const { api, baseUrl, keyVariable, requestsPerSecond, requestsPerDay, pauseSeconds, batch = 1 } = explorer;
  const own = isLoopback(baseUrl);
  const rate = options.requestsPerSecond ?? requestsPerSecond ?? (api === 'json-rpc' && !own ? NODE_RATE : 0);
  // Questions that are sent at once lie in one second, and each of them counts.
  const together = rate > 0 ? Math.min(batch, Math.floor(rate)) : batch;
  // An empty variable is none: compose files pass what is not set as empty.
  const key = keyVariable === undefined ? undefined : env[keyVariable] || undefined;
  return {
    baseUrl,
    headers: HEADERS[api] ?? {},
    concurrency: options.concurrency ?? explorer.concurrency ?? (own ? config.concurrency : FEW),
    ...(rate > 0 ? { requestsPerSecond: rate } : {}),
    ...(requestsPerDay === undefined ? {} : { requestsPerDay }),
    ...(pauseSeconds === undefined ? {} : { firstPauseMs: pauseSeconds * 1000 }),
    ...(key === undefined ? {} : secretsOf(api, key, own)),
    ...(api === 'json-rpc' && together > 1 ? { joined: inBatches(together) } : {}),
    ...(options.retryBaseMs === undefined ? {} : { retryBaseMs: options.retryBaseMs }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  };
}

/**
 * Explorers take the key as a parameter; providers of nodes as the last part of the path (Infura, Alchemy, QuickNode, Ankr),
 * which a node on this machine, or the replay of an archive, would not understand.
 */
function secretsOf(api: Api, key: string, own: boolean) {
  if (api !== 'json-rpc') return { secretParams: { apikey: key } };
  return own ? {} : { secretPath: key };
}
