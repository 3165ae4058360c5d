/**
 * The one request pipeline: everything that Coinhound asks of an explorer goes through here. A request passes the
 * archive, then the steps in the order in which they stand in `asking`.
 */

import { createHash } from 'node:crypto';
import type { TrafficCount } from '../../cases/ports.ts';
import type { Tip } from '../../core/chain.ts';
import { type Archive, MOST_BODY_BYTES } from '../../core/evidence/archive.ts';
import { attempt } from './attempt.ts';
import { type BaseUrl, parseBaseUrl } from './base-url.ts';
import { Body, NOT_FOUND, type Origin } from './body.ts';
import { deduplicated } from './in-flight.ts';
import { createLocalTurns } from './local-turns.ts';
import { measured } from './measure.ts';
import type { ExplorerObserver } from './observer.ts';
import { queryOf } from './query.ts';
import { bounded, type Places, placesFor, rateLimited } from './rate-limit.ts';
import { keep, kept, recalled, recallFrom } from './recall.ts';
import { refused } from './refusal.ts';
import type { Fetch, ListPart, Request, Step } from './request.ts';
import { RETRY_BASE_MS, retried } from './retry.ts';
import { type Allowance, type OpenTurns, paceOf } from './turns.ts';

export interface TransportOptions {
  /** Name of the explorer in errors. */
  readonly provider: string;
  /** `http` or `https`, without a query. */
  readonly baseUrl: string;
  /** Query parameters, such as an API key, that no cache, error or log may see. */
  readonly secretParams?: Readonly<Record<string, string>>;
  /** What follows the base URL in the path, such as an API key, and must be seen as little. */
  readonly secretPath?: string;
  /** Sends several requests as one, where the explorer takes that; each is still archived and tried again for itself. */
  readonly joined?: Step;
  /** Of every request; no secrets. */
  readonly headers?: Readonly<Record<string, string>>;
  /** No limit when not given. */
  readonly requestsPerSecond?: number;
  /** Of a day in UTC, attempts that fail included; no limit when not given. */
  readonly requestsPerDay?: number;
  /** How long nobody asks after a refusal that does not say how long, milliseconds; doubled by each that follows; default `retryBaseMs`. */
  readonly firstPauseMs?: number;
  /** The longest pause that a request waits for, milliseconds; default 10 minutes. */
  readonly patienceMs?: number;
  /** Where turns are taken; of this process alone when not given. */
  readonly turns?: OpenTurns;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Time for one attempt in milliseconds; default 40 s, since Etherscan's own query time-out comes after about 30 s. */
  readonly timeoutMs?: number;
  /** How often a request is tried at the most, whatever is said with it; default is what is said, else `ATTEMPTS.request`. */
  readonly attempts?: number;
  /** First pause between attempts in milliseconds; default 256. */
  readonly retryBaseMs?: number;
  /** Default `MOST_BODY_BYTES`. */
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
  /** See `Request.isAnswer`. */
  readonly isAnswer?: NonNullable<Request['isAnswer']>;
  /** How errors name what was asked; by its path when not given. */
  readonly topic?: string;
  /** See `Request.validity`; `once` when not given. */
  readonly validity?: Request['validity'];
  /** See `Request.part`; none when not given. */
  readonly part?: ListPart;
  /** See `Request.tip`; null when not given. */
  readonly tip?: Tip;
  /** See `Request.keepsAbsence`. */
  readonly keepsAbsence?: boolean;
  /** See `Request.isFresh`; false when not given. */
  readonly isFresh?: boolean;
  /** See `Request.hasPlace`; false when not given. */
  readonly hasPlace?: boolean;
  readonly attempts?: number;
}

export interface Transport {
  readonly provider: string;
  /** Only the archive answers. */
  readonly isOffline: boolean;
  /**
   * GET `path` below the base URL.
   * @returns the body, or null when the explorer answers that there is no such thing (404)
   * @throws ProviderError after all attempts
   */
  get(path: string, params: Params, options?: AskOptions): Promise<Body | null>;
  /** POST a JSON text to `path` below the base URL, for questions that change nothing. Otherwise as `get`. */
  post(path: string, posted: string, options?: AskOptions): Promise<Body | null>;
  /**
   * What the archive holds and may stand for the answer to such a GET; null when it holds nothing, or that there is no such
   * thing. Asks nobody.
   */
  recall(path: string, params: Params, options?: AskOptions): Promise<Body | null>;
  /**
   * Keeps a part of an answer that says what a GET of `path` would, so that it is found under that question, too.
   * @param text as the explorer would answer; null where it would say that there is no such thing (404)
   */
  keepPart(whole: Body, path: string, text: string | null, options?: AskOptions): Promise<Body>;
  /**
   * Waits for one of the places of requests under way, and holds it while `work` is done. What is asked there with
   * `hasPlace` goes out at once, so what it asks need not be settled earlier.
   */
  inPlace<T>(work: () => Promise<T>): Promise<T>;
  /** How errors name an answer, or the lack of one, to such a request. */
  originOf(path: string, params: Params): Origin;
  traffic(): TrafficCount;
  /** Tells the observer, once, that the explorer answers but says that something is wrong. */
  warn(problem: string): void;
}

const NOBODY: ExplorerObserver = {
  attempted: () => {},
  retried: () => {},
  waited: () => {},
  cacheHit: () => {},
  rotated: () => {},
  warned: () => {},
};

/** What holds of a request whose client says nothing else. */
const PLAIN: Pick<Request, 'check' | 'validity' | 'part' | 'isFresh'> = {
  check: () => {},
  validity: () => 'once',
  part: null,
  isFresh: false,
};

/** Warnings come from outside, so there is an end to how many are told apart. */
const MOST_WARNINGS = 100;
const DEFAULT_TIMEOUT_MS = 40_000;
const DEFAULT_PATIENCE_MS = 600_000;

/**
 * Builds the pipeline of one explorer.
 * @throws InvalidInputError for a base URL or a rate that cannot be used
 */
export function createTransport(options: TransportOptions): Transport {
  const { provider, archive, isOffline = false, observer = NOBODY } = options;
  const base = parseBaseUrl(options.baseUrl);
  const traffic = { requests: 0, cacheHits: 0 };
  const onHit = () => {
    traffic.cacheHits += 1;
    observer.cacheHit(provider);
  };
  const recall = recallFrom({ archive, isOffline, onHit });
  const places = placesFor(options.concurrency);
  const last = lastStep(options, base, traffic);
  const fetch = pipeline([recalled(recall, { isOffline }), ...asking(options, base, places)], last);
  const originOf: Transport['originOf'] = (path, params) => {
    const pathWithQuery = withQuery(path, params);
    return { provider, url: `${base.url}${pathWithQuery}`, path: pathWithQuery };
  };
  const requestOf = (at: Origin, posted: string | null, asked: AskOptions = {}): Request => {
    const { topic = at.path, ...how } = asked;
    const origin = { ...at, path: topic };
    const attempts = options.attempts === undefined ? {} : { attempts: options.attempts };
    return { origin, posted, ...PLAIN, tip: null, ...how, ...attempts };
  };
  const ask = async (request: Request) => presentOrNull(await fetch(request));
  return {
    provider,
    isOffline,
    get: (path, params, asked) => ask(requestOf(originOf(path, params), null, asked)),
    post: (path, posted, asked) => ask(requestOf(originOf(path, {}), posted, asked)),
    recall: async (path, params, asked) =>
      presentOrNull(await recall(requestOf(originOf(path, params), null, asked))),
    keepPart: (whole, path, text, asked) => {
      const request = requestOf(originOf(path, {}), null, asked);
      const { at, id: source } = whole;
      const answer = text === null ? { status: NOT_FOUND, text: '' } : { status: whole.status, text };
      return keep(archive, request, new Body(request.origin, { ...answer, at, source }));
    },
    inPlace: places,
    originOf,
    traffic: () => ({ ...traffic }),
    warn: onceEach((problem) => observer.warned(provider, problem)),
  };
}

function onceEach(tell: (problem: string) => void): (problem: string) => void {
  const told = new Set<string>();
  return (problem) => {
    if (told.has(problem) || told.size >= MOST_WARNINGS) return;
    told.add(problem);
    tell(problem);
  };
}

/** The body of an answer; null for none, and for one that says that there is no such thing. */
function presentOrNull(body: Body | null): Body | null {
  return body === null || body.isAbsent ? null : body;
}

/** The steps between the archive and the attempt. */
function asking(options: TransportOptions, base: BaseUrl, places: Places): Step[] {
  const { provider, archive, joined, observer = NOBODY, now = Date.now } = options;
  const allowance = allowanceOf(options);
  return [
    deduplicated(),
    kept(archive),
    ...(joined === undefined ? [bounded(places)] : []),
    retried(options.retryBaseMs, () => observer.retried(provider)),
    refused(now),
    // What is sent together takes one place, which none of those in it can keep while it waits for another attempt.
    ...(joined === undefined ? [] : [joined, bounded(places)]),
    rateLimited({
      allowance,
      turns: turnsOf(accountOf(base, options), allowance, options),
      patienceMs: options.patienceMs ?? DEFAULT_PATIENCE_MS,
      onWait: (seconds) => observer.waited(provider, seconds),
      now,
    }),
    measured(provider, observer),
  ];
}

function lastStep(options: TransportOptions, base: BaseUrl, traffic: { requests: number }): Fetch {
  return attempt({
    baseUrl: base.url,
    secretParams: options.secretParams ?? {},
    secretPath: options.secretPath ?? null,
    headers: options.headers ?? {},
    credentials: base.credentials,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    maxBodyBytes: options.maxBodyBytes ?? MOST_BODY_BYTES,
    traffic,
    now: options.now ?? Date.now,
  });
}

/** @throws InvalidInputError for a rate that cannot be used */
function allowanceOf({ requestsPerSecond, requestsPerDay, ...pauses }: TransportOptions): Allowance {
  return {
    pace: requestsPerSecond === undefined ? null : paceOf(requestsPerSecond),
    perDay: requestsPerDay ?? null,
    firstPauseMs: pauses.firstPauseMs ?? pauses.retryBaseMs ?? RETRY_BASE_MS,
  };
}

/** Where nothing is counted, each process minds pauses for itself: it need not ask others before each request. */
function turnsOf(account: string, allowance: Allowance, { turns }: TransportOptions) {
  const isCounted = allowance.pace !== null || allowance.perDay !== null;
  const open = turns !== undefined && isCounted ? turns : createLocalTurns();
  return open(account, allowance);
}

function pipeline(steps: readonly Step[], last: Fetch): Fetch {
  return steps.reduceRight((next, step) => step(next), last);
}

function withQuery(path: string, params: Params): string {
  const query = queryOf(params);
  return query === '' ? path : `${path}?${query}`;
}

/** Who the explorer takes us for, as a name that tells neither key nor user: explorers count by host and account. */
function accountOf(
  { url, credentials }: BaseUrl,
  { secretParams = {}, secretPath }: Pick<TransportOptions, 'secretParams' | 'secretPath'>,
): string {
  const secrets = [...Object.entries(secretParams).flat(), ...(secretPath === undefined ? [] : [secretPath])];
  const account = [new URL(url).host, credentials?.username ?? '', ...secrets];
  return createHash('sha256').update(JSON.stringify(account)).digest('hex').slice(0, 32);
}
