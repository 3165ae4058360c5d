/**
 * The one request pipeline: everything that Coinhound asks of an explorer goes through here. The steps stand in
 * `createTransport` in the order in which a request passes them.
 */

import { createHash } from 'node:crypto';
import type { TrafficCount } from '../../cases/ports.ts';
import type { Tip } from '../../core/chain.ts';
import { InvalidInputError } from '../../core/errors.ts';
import type { Archive } from '../../core/evidence/archive.ts';
import { attempt } from './attempt.ts';
import type { Body, Origin } from './body.ts';
import { deduplicated } from './in-flight.ts';
import { measured } from './measure.ts';
import type { ExplorerObserver } from './observer.ts';
import { bounded, rateLimited } from './rate-limit.ts';
import { kept, recalled } from './recall.ts';
import { refused } from './refusal.ts';
import type { Fetch, ListPart, Request, Step } from './request.ts';
import { retried } from './retry.ts';
import type { SharedTurns } from './shared-rate.ts';

export interface TransportOptions {
  /** Name of the explorer in errors. */
  readonly provider: string;
  /** `http` or `https`, without a query. */
  readonly baseUrl: string;
  /** Query parameters, such as an API key, that no cache, error or log may see. */
  readonly secretParams?: Readonly<Record<string, string>>;
  /** No limit when not given. */
  readonly requestsPerSecond?: number;
  /** Where all processes that share the rate take their turns; without it the rate is that of this process. */
  readonly turns?: SharedTurns;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Time for one attempt in milliseconds; default 40 s, since Etherscan's own query time-out comes after about 30 s. */
  readonly timeoutMs?: number;
  /** How often a request is tried at the most, whatever is said with it; default is what is said, else `ATTEMPTS.request`. */
  readonly attempts?: number;
  /** First pause between attempts in milliseconds; default 256. */
  readonly retryBaseMs?: number;
  /** Default 128 MiB: a page of 25 Bitcoin transactions with 2 MB of witness data each. */
  readonly maxBodyBytes?: number;
  /** Where answers are kept, and taken from when they may be used again; without it nothing is kept. */
  readonly archive?: Archive;
  /** True where only the archive may answer; default false. */
  readonly isOffline?: boolean;
  readonly observer?: ExplorerObserver;
  /** Milliseconds since 1970; default is the clock of this machine. */
  readonly now?: () => number;
}

type Params = Readonly<Record<string, string>>;

/** What a client says about a request beside its address. Nothing of it may depend on who else asks. */
export interface AskOptions {
  /** See `Request.check`; nothing is checked when not given. */
  readonly check?: Request['check'];
  /** See `Request.answers`; none when not given. */
  readonly answers?: readonly number[];
  /** See `Request.validity`; `once` when not given. */
  readonly validity?: Request['validity'];
  /** See `Request.part`; none when not given. */
  readonly part?: ListPart;
  /** See `Request.tip`; null when not given. */
  readonly tip?: Tip;
  /** See `Request.isFresh`; false when not given. */
  readonly isFresh?: boolean;
  readonly attempts?: number;
}

export interface Transport {
  readonly provider: string;
  /**
   * GET `path` below the base URL.
   * @returns the body, or null when the explorer answers that there is no such thing (404)
   * @throws ProviderError after all attempts
   */
  get(path: string, params: Params, options?: AskOptions): Promise<Body | null>;
  /** POST a JSON text to `path` below the base URL, for questions that change nothing. Otherwise as `get`. */
  post(path: string, posted: string, options?: AskOptions): Promise<Body | null>;
  /** How errors name an answer, or the lack of one, to such a request. */
  originOf(path: string, params: Params): Origin;
  traffic(): TrafficCount;
}

const NOBODY: ExplorerObserver = {
  attempted: () => {},
  retried: () => {},
  waited: () => {},
  cacheHit: () => {},
  rotated: () => {},
};

/** What holds of a request whose client says nothing else. */
const PLAIN: Omit<Request, 'origin' | 'posted' | 'tip' | 'attempts'> = {
  check: () => {},
  validity: () => 'once',
  part: null,
  isFresh: false,
};

const DEFAULT_TIMEOUT_MS = 40_000;
const DEFAULT_MAX_BODY_BYTES = 128 * 1024 * 1024;

/**
 * Builds the pipeline of one explorer.
 * @throws InvalidInputError for a base URL or a rate that cannot be used
 */
export function createTransport(options: TransportOptions): Transport {
  const { provider, requestsPerSecond, turns, observer = NOBODY } = options;
  const base = parseBaseUrl(options.baseUrl);
  const traffic = { requests: 0, cacheHits: 0 };
  const fetch = pipeline(
    [
      recalled({
        archive: options.archive,
        isOffline: options.isOffline ?? false,
        onHit: () => {
          traffic.cacheHits += 1;
          observer.cacheHit(provider);
        },
      }),
      deduplicated(),
      kept(options.archive),
      bounded(options.concurrency),
      retried(options.retryBaseMs, () => observer.retried(provider)),
      refused(),
      rateLimited({
        requestsPerSecond,
        shared: turns === undefined ? null : { turns, key: accountOf(base, options.secretParams) },
        onWait: (seconds) => observer.waited(provider, seconds),
      }),
      measured(provider, observer),
    ],
    attempt({
      baseUrl: base.url,
      secretParams: options.secretParams ?? {},
      credentials: base.credentials,
      timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      maxBodyBytes: options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
      traffic,
      now: options.now ?? Date.now,
    }),
  );
  const originOf: Transport['originOf'] = (path, params) => {
    const pathWithQuery = withQuery(path, params);
    return { provider, url: `${base.url}${pathWithQuery}`, path: pathWithQuery };
  };
  const ask = async (origin: Origin, posted: string | null, asked: AskOptions = {}) => {
    const { tip = null, ...how } = asked;
    const attempts = options.attempts === undefined ? {} : { attempts: options.attempts };
    const body = await fetch({ origin, posted, ...PLAIN, tip, ...how, ...attempts });
    return body.isAbsent ? null : body;
  };
  return {
    provider,
    get: (path, params, asked) => ask(originOf(path, params), null, asked),
    post: (path, posted, asked) => ask(originOf(path, {}), posted, asked),
    originOf,
    traffic: () => ({ ...traffic }),
  };
}

function pipeline(steps: readonly Step[], last: Fetch): Fetch {
  return steps.reduceRight((next, step) => step(next), last);
}

function withQuery(path: string, params: Params): string {
  const query = new URLSearchParams(params).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Who the explorer takes us for, as a name that tells neither key nor user: explorers count by host and account. */
function accountOf(
  { url, credentials }: BaseUrl,
  secretParams: TransportOptions['secretParams'] = {},
): string {
  const account = [new URL(url).host, credentials?.username ?? '', ...Object.entries(secretParams).flat()];
  return createHash('sha256').update(JSON.stringify(account)).digest('hex').slice(0, 32);
}

interface BaseUrl {
  /** Without credentials and without a slash at the end. */
  readonly url: string;
  readonly credentials: { readonly username: string; readonly password: string } | null;
}

function parseBaseUrl(text: string): BaseUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    // A password or a key in it is not shown.
    const shown = text.replace(/^.*@/s, '…@').replace(/[?#].*$/s, '?…');
    throw new InvalidInputError(
      `baseUrl "${shown}" cannot be used; give one that begins with http:// or https:// and has no query`,
      { field: 'baseUrl', value: shown },
    );
  }
  const { username, password } = url;
  return {
    url: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
    credentials:
      username === ''
        ? null
        : { username: decodeURIComponent(username), password: decodeURIComponent(password) },
  };
}
