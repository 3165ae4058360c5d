/**
 * The replay explorer: a local HTTP server that serves a dataset in the wire formats of Esplora (below `/api`), of
 * Etherscan V2 (`/v2/api`), of Blockscout's REST API v2 (below `/blockscout/api/v2`) and of an Ethereum node (`/rpc`), its prices
 * in those of DefiLlama (`/defillama`) and CoinGecko (`/coingecko/api/v3`), or an archive of answers as they were, so that demos
 * and tests run the same client code as live work.
 */

import Fastify, { type FastifyInstance } from 'fastify';
import { InvalidInputError } from '../core/errors.ts';
import { sendAnswer, webPage } from './answer.ts';
import { addArchiveRoutes, isArchive, type RecordedArchive, readArchive } from './archive.ts';
import { addBlockscoutRoutes } from './blockscout.ts';
import { addCoinGeckoRoutes } from './coingecko.ts';
import { type Dataset, readDataset } from './dataset.ts';
import { addDefiLlamaRoutes } from './defillama.ts';
import { addEsploraRoutes } from './esplora.ts';
import { plainText } from './esplora-answers.ts';
import { addEtherscanRoute } from './etherscan.ts';
import { addFaults } from './fault-delivery.ts';
import { FAULT_KINDS, type FaultOptions } from './faults.ts';
import { addRateLimit, SlidingSecond } from './rate-limit.ts';
import { type ReorganisationOptions, reorganised } from './reorganised.ts';
import { addRpcRoute, RPC_MODULES, type RpcModule } from './rpc.ts';
import { systemCode } from './system-code.ts';

/** Rows a call on Etherscan's free tier (docs.etherscan.io changelog, since 2026-07-01). */
const FREE_TIER_ROWS = 1000;
/** Logs a call of Infura (its documentation of eth_getLogs). */
const NODE_ROWS = 10_000;
const MAX_PORT = 65_535;
/** Longest wait of a Node timer. */
const MAX_TIMER_MS = 2_147_483_647;
/** Longer than any id or address, so that an overlong one reaches its route and gets that route's refusal. */
const MAX_PARAMETER_LENGTH = 2000;

export interface ReplayOptions {
  /** Folder of a dataset, or of an archive. */
  readonly dir: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly faults?: FaultOptions;
  /** Time before anything is answered, in milliseconds; default 0. */
  readonly latencyMs?: number;
  /** What comes above this in any second is refused with status 429; no limit when not given. */
  readonly requestsPerSecond?: number;
  /** Pages of Esplora's histories and of Blockscout's lists may be short before the end; default false. */
  readonly shortPages?: boolean;
  /**
   * Rows that one call of Etherscan or Blockscout returns at most, default 1,000; logs or traces of one JSON-RPC call, default
   * 10,000.
   */
  readonly rowsPerCall?: number;
  /** What the Ethereum node has; all when not given. */
  readonly rpcModules?: readonly RpcModule[];
  /** A reorganisation after so many requests (0: at the first); none when not given. */
  readonly reorganisation?: ReorganisationOptions & { readonly afterRequests: number };
}

/** Below this path the chain is served as it is after a reorganisation; nobody asks for it by this path. */
const AFTER = '/@reorganised';

/** What is served, in which wire format, and where. */
export interface ServedExplorer {
  readonly api: string;
  readonly baseUrl: string;
}

export interface Replay {
  /** Base URL without a slash at the end; below it are `/api` (Esplora), `/v2/api` (Etherscan), `/blockscout/api/v2`, `/rpc`. */
  readonly url: string;
  readonly explorers: readonly ServedExplorer[];
  /** Where prices are served, by the name of the source; nowhere when the dataset has none. */
  readonly prices: readonly { readonly name: string; readonly baseUrl: string }[];
  /** Requests received so far, failed ones included. */
  requests(): number;
  /** The most requests received in any second, wherever it begins, refused ones included. */
  busiestSecond(): number;
  /** Stops the server and ends every connection at once, hanging ones too. */
  close(): Promise<void>;
}

/** What is in a folder: one of both. */
export interface ReplayContent {
  readonly archive: RecordedArchive | null;
  readonly dataset: Dataset | null;
}

/** Reads a folder. @throws InvalidInputError for a dataset that cannot be used */
export async function readReplay(dir: string): Promise<ReplayContent> {
  return isArchive(dir)
    ? { archive: await readArchive(dir), dataset: null }
    : { archive: null, dataset: await readDataset(dir) };
}

/**
 * Reads the dataset and starts the server.
 * @param content of the folder, when it was read before
 * @throws InvalidInputError for a dataset, an option or an address that cannot be used.
 */
export async function startReplay(options: ReplayOptions, content?: ReplayContent): Promise<Replay> {
  checkOptions(options);
  const { archive, dataset } = content ?? (await readReplay(options.dir));
  const { reorganisation } = options;
  let received = 0;
  const second = new SlidingSecond();
  const app = Fastify({
    logger: false,
    rewriteUrl: ({ url = '/' }) => {
      received += 1;
      second.add(performance.now());
      return reorganisation !== undefined && received > reorganisation.afterRequests ? `${AFTER}${url}` : url;
    },
    forceCloseConnections: true,
    frameworkErrors: (_error, _request, reply) => sendAnswer(reply, webPage(400, '400 Bad Request')),
    routerOptions: {
      maxParamLength: MAX_PARAMETER_LENGTH,
      querystringParser: (text) => Object.fromEntries(new URLSearchParams(text)),
    },
  });
  if (options.requestsPerSecond !== undefined) addRateLimit(app, options.requestsPerSecond);
  addFaults(app, { faults: options.faults ?? null, latencyMs: options.latencyMs ?? 0 });
  if (archive !== null) addArchiveRoutes(app, archive);
  if (dataset !== null) addRoutes(app, dataset, options);
  if (dataset !== null && reorganisation !== undefined) {
    const after = reorganised(dataset, reorganisation);
    app.register(async (routes) => addRoutes(routes, after, options), { prefix: AFTER });
  }
  const url = await listen(app, options);
  const explorers = archive === null ? explorersAt(url) : archivedExplorers(archive, url);
  const prices = dataset === null || dataset.prices === null ? [] : pricesAt(url);
  return {
    url,
    explorers,
    prices,
    requests: () => received,
    busiestSecond: () => second.busiest,
    close: () => app.close(),
  };
}

/** The explorers of a dataset at an origin. */
function explorersAt(origin: string): ServedExplorer[] {
  return [
    { api: 'esplora', baseUrl: `${origin}/api` },
    { api: 'etherscan', baseUrl: `${origin}/v2/api` },
    { api: 'json-rpc', baseUrl: `${origin}/rpc` },
  ];
}

/** The price APIs of a dataset at an origin. */
function pricesAt(origin: string): Replay['prices'] {
  return [
    { name: 'defillama', baseUrl: `${origin}/defillama` },
    { name: 'coingecko', baseUrl: `${origin}/coingecko/api/v3` },
  ];
}

function archivedExplorers({ explorers }: RecordedArchive, origin: string): ServedExplorer[] {
  return explorers.map(({ name, api }) => ({ api, baseUrl: `${origin}/${name}` }));
}

function addRoutes(app: FastifyInstance, dataset: Dataset, options: ReplayOptions): void {
  const { bitcoin, ethereum, prices } = dataset;
  if (bitcoin !== null) {
    const esplora = { shortPages: options.shortPages ?? false };
    app.register(async (api) => addEsploraRoutes(api, bitcoin, esplora), { prefix: '/api' });
  }
  const rowsPerCall = options.rowsPerCall ?? FREE_TIER_ROWS;
  if (ethereum !== null) {
    const blockscout = { chain: ethereum, rowsPerCall, shortPages: options.shortPages ?? false };
    app.register(async (api) => addBlockscoutRoutes(api, blockscout), { prefix: '/blockscout/api/v2' });
  }
  addEtherscanRoute(app, ethereum === null ? null : { chain: ethereum, rowsPerCall });
  const { rpcModules: modules = RPC_MODULES, rowsPerCall: most = NODE_ROWS } = options;
  addRpcRoute(app, ethereum === null ? null : { chain: ethereum, modules, most });
  if (prices !== null) {
    app.register(async (api) => addDefiLlamaRoutes(api, prices), { prefix: '/defillama' });
    app.register(async (api) => addCoinGeckoRoutes(api, prices), { prefix: '/coingecko/api/v3' });
  }
  app.setNotFoundHandler((request, reply) => {
    const path = request.originalUrl.replace(/\?.*$/, '').replace(/^\/api(?=\/)/, '');
    return sendAnswer(reply, plainText(404, `endpoint does not exist "${path}"`));
  });
}

async function listen(
  app: FastifyInstance,
  { port = 0, host = '127.0.0.1' }: ReplayOptions,
): Promise<string> {
  try {
    return await app.listen({ port, host });
  } catch (cause) {
    await app.close();
    const code = systemCode(cause) ?? 'unknown error';
    throw new InvalidInputError(
      `cannot listen on host "${host}" port ${port} (${code}); choose another host or port; port 0 is any free one`,
      { field: 'port', value: port, host, code },
      cause,
    );
  }
}

function checkOptions({
  port = 0,
  faults,
  latencyMs = 0,
  requestsPerSecond = 1,
  rowsPerCall = FREE_TIER_ROWS,
  reorganisation,
}: ReplayOptions): void {
  checkWhole('port', port, 0, MAX_PORT);
  checkWhole('latencyMs', latencyMs, 0, MAX_TIMER_MS);
  checkWhole('requestsPerSecond', requestsPerSecond, 1, Number.MAX_SAFE_INTEGER);
  checkWhole('rowsPerCall', rowsPerCall, 1, Number.MAX_SAFE_INTEGER);
  checkWhole('reorganisation.depth', reorganisation?.depth ?? 1, 1, Number.MAX_SAFE_INTEGER);
  checkWhole('reorganisation.afterRequests', reorganisation?.afterRequests ?? 0, 0, Number.MAX_SAFE_INTEGER);
  if (faults === undefined) return;
  const { rate, kinds = FAULT_KINDS } = faults;
  if (!(rate >= 0 && rate <= 1)) throw invalidOption('faults.rate', rate, 'a number from 0 to 1');
  const unknown = kinds.find((kind) => !FAULT_KINDS.includes(kind));
  if (unknown !== undefined || kinds.length === 0) {
    throw invalidOption('faults.kinds', unknown ?? '', `one or more of ${FAULT_KINDS.join(', ')}`);
  }
}

function checkWhole(field: string, value: number, min: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw invalidOption(field, value, `a whole number from ${min} to ${max}`);
}

function invalidOption(field: string, value: number | string, expected: string): InvalidInputError {
  return new InvalidInputError(`${field} is "${value}"; give ${expected}`, { field, value });
}
