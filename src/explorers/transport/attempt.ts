/**
 * Last step of the pipeline: one attempt over HTTP. It ends with a body that passed its check, with one that says
 * that there is no such thing (404), or with a typed error. Secrets are added here, at the last moment, and leave no trace in what comes back.
 */

import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import axios, { type AxiosInstance, type AxiosResponse, isAxiosError } from 'axios';
import { isLoopback } from '../../loopback.ts';
import { Body } from './body.ts';
import { failureOfAnswer, failureOfRedirect, failureOfTransfer, type HttpAnswer } from './failure.ts';
import type { Fetch, Request } from './request.ts';
import { userAgent } from './user-agent.ts';

export interface AttemptOptions {
  /** Without credentials; a redirect may not lead away from its origin. */
  readonly baseUrl: string;
  /** Query parameters that only the explorer may see. */
  readonly secretParams: Readonly<Record<string, string>>;
  /** What follows the base URL in the path, and only the explorer may see; null for nothing. */
  readonly secretPath: string | null;
  /** Of every request, beside those of the transport itself. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of HTTP basic authentication, when the base URL has them. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
  /** For the whole attempt, from connecting to the last byte, in milliseconds. */
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  /** Counts the attempts sent. */
  readonly traffic: { requests: number };
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const JSON_CONTENT = { 'Content-Type': 'application/json' };
/** A shorter one protects nothing, and would be part of every answer by chance. */
const MIN_SECRET_LENGTH = 4;

/** The step that asks the explorer. */
export function attempt(options: AttemptOptions): Fetch {
  const client = createClient(options);
  const secrets = secretsOf(options);
  return async (request) => {
    const { origin, check } = request;
    const answer = await send(client, request, options, secrets);
    const at = options.now();
    const failure = isAnswer(answer, request) ? null : failureOfAnswer(answer, origin, at);
    if (failure !== null) throw failure;
    const body = new Body(origin, { ...answer, at });
    if (!body.isAbsent) check(body);
    return body;
  };
}

/** What means the same everywhere: there is no such thing, or too much was asked. */
const PLAIN_STATUSES: ReadonlySet<number> = new Set([404, 429]);

function isAnswer({ status, text }: HttpAnswer, { answers = [], isAnswer: told }: Request): boolean {
  return answers.includes(status) || (!PLAIN_STATUSES.has(status) && told?.(text) === true);
}

async function send(
  client: AxiosInstance,
  request: Request,
  options: AttemptOptions,
  secrets: readonly string[],
): Promise<HttpAnswer> {
  options.traffic.requests += 1;
  try {
    const response = await followed(client, request, options);
    const header = (name: string) => {
      const value: unknown = response.headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    return {
      status: response.status,
      text: redacted(response.data, secrets),
      retryAfter: header('retry-after'),
      reset: header('x-ratelimit-reset'),
    };
  } catch (error) {
    if (!isAxiosError(error)) throw error;
    throw failureOfTransfer(error, request.origin);
  }
}

/**
 * Asks, and goes where it is sent, but to no other server: that must see neither the key nor, in its own words, what is asked.
 * @throws BadProviderDataError for a redirect that leads elsewhere, or in circles
 */
async function followed(
  client: AxiosInstance,
  { origin, posted, onSent }: Request,
  options: AttemptOptions,
): Promise<AxiosResponse<string>> {
  // A signal, not axios' own time-out: that one is over with the headers and lets a body drip for ever.
  const how = { signal: AbortSignal.timeout(options.timeoutMs), transport: nativeTransport(onSent) };
  let url = withSecrets(origin.url, options);
  for (let redirects = 0; ; redirects += 1) {
    const response: AxiosResponse<string> =
      posted === null
        ? await client.get(url, how)
        : await client.post(url, posted, { ...how, headers: JSON_CONTENT });
    const location: unknown = response.headers.location;
    if (!REDIRECTS.has(response.status) || typeof location !== 'string') return response;
    if (redirects === MAX_REDIRECTS) throw failureOfRedirect('in circles', origin);
    const target = URL.canParse(location, url) ? new URL(location, url) : null;
    if (target?.origin !== new URL(url).origin) {
      throw failureOfRedirect('to another server, or to none', origin);
    }
    url = target.href;
  }
}

function withSecrets(url: string, { baseUrl, secretPath, secretParams }: AttemptOptions): string {
  const path = secretPath === null ? '' : `/${encodeURI(secretPath)}`;
  const whole = `${baseUrl}${path}${url.slice(baseUrl.length)}`;
  const query = Object.entries(secretParams).map((pair) => pair.map(encodeURIComponent).join('='));
  return query.length === 0 ? whole : `${whole}${whole.includes('?') ? '&' : '?'}${query.join('&')}`;
}

/** Node's own transport, which follows no redirects, and tells when a request is handed over to the network. */
function nativeTransport(onSent: (() => void) | undefined) {
  return {
    request(options: RequestOptions, onResponse: (response: IncomingMessage) => void) {
      const request = (options.protocol === 'https:' ? httpsRequest : httpRequest)(options, onResponse);
      if (onSent !== undefined) request.once('finish', onSent);
      return request;
    },
  };
}

function createClient(options: AttemptOptions): AxiosInstance {
  return axios.create({
    headers: { ...options.headers, 'User-Agent': userAgent(), Accept: 'application/json, text/plain' },
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
    maxContentLength: options.maxBodyBytes,
    responseType: 'text',
    // The body is parsed by our own code, and every status is an answer.
    transformResponse: [(text: string) => text],
    validateStatus: () => true,
    // A proxy of the environment leads out of this machine; axios would even use it for what is on it.
    ...(isLoopback(options.baseUrl) ? { proxy: false } : {}),
    ...(options.credentials === null ? {} : { auth: options.credentials }),
  });
}

/** Every spelling of the secrets that an answer could quote, the longest first: one may be part of another. */
function secretsOf({ secretParams, secretPath, credentials }: AttemptOptions): string[] {
  const secrets = Object.values(secretParams);
  if (secretPath !== null) secrets.push(secretPath, encodeURI(secretPath));
  if (credentials !== null) {
    const { username, password } = credentials;
    secrets.push(password, Buffer.from(`${username}:${password}`).toString('base64'));
  }
  const spellings = secrets
    .filter(({ length }) => length >= MIN_SECRET_LENGTH)
    .flatMap((secret) => {
      const inJson = JSON.stringify(secret).slice(1, -1);
      return [secret, encodeURIComponent(secret), inJson, inJson.replaceAll('/', '\\/')];
    });
  return [...new Set(spellings)].sort((a, b) => b.length - a.length);
}

/** An explorer may quote the key in its answer; it must not get into the cache or into an error. */
function redacted(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text);
}
