/**
 * Asking a server over HTTP: connections are kept, every status is an answer, the body stays a text.
 *
 * This is axios' own adapter without what its client does around it: to merge configurations and to pass interceptors and
 * transformations costs as much as the request itself, and there is nothing here for them to do.
 */

import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import axios, { AxiosHeaders, type AxiosResponse } from 'axios';
import { isLoopback } from '../../loopback.ts';
import type { Origin } from './body.ts';
import { failureOfRedirect } from './failure.ts';
import { userAgent } from './user-agent.ts';

export interface HttpOptions {
  /** Without credentials; a redirect may not lead away from its origin. */
  readonly baseUrl: string;
  /** Of every request, beside our own. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of HTTP basic authentication, when the base URL has them. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
  /** For the whole attempt, from connecting to the last byte, in milliseconds. */
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
}

export interface HttpQuestion {
  /** With secrets. */
  readonly url: string;
  /** The JSON text that is posted; null for a GET. */
  readonly posted: string | null;
  /** For errors. */
  readonly origin: Origin;
  /** Called when it has been handed over to the network. */
  readonly onSent: (() => void) | undefined;
}

/**
 * Asks, and goes where it is sent, but to no other server: that must see neither the key nor, in its own words, what is asked.
 * @throws AxiosError when there is no answer
 * @throws BadProviderDataError for a redirect that leads elsewhere, or in circles
 */
export type Ask = (question: HttpQuestion) => Promise<AxiosResponse<string>>;

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const ACCEPT = { Accept: 'application/json, text/plain' };
const JSON_CONTENT = { 'Content-Type': 'application/json' };

/** Opens connections to one server. */
export function openHttp(options: HttpOptions): Ask {
  const once = createOnce(options);
  const followed = async (question: HttpQuestion, signal: AbortSignal) => {
    let { url } = question;
    for (let redirects = 0; ; redirects += 1) {
      const response = await once({ ...question, url }, signal);
      const location: unknown = response.headers.location;
      if (!REDIRECTS.has(response.status) || typeof location !== 'string') return response;
      if (redirects === MAX_REDIRECTS) throw failureOfRedirect('in circles', question.origin);
      const target = URL.canParse(location, url) ? new URL(location, url) : null;
      if (target?.origin !== new URL(url).origin) {
        throw failureOfRedirect('to another server, or to none', question.origin);
      }
      url = target.href;
    }
  };
  return async (question) => {
    // A signal, not axios' own time-out: that one is over with the headers and lets a body drip for ever. Our own timer,
    // which ends with the attempt: that of AbortSignal.timeout goes on.
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), options.timeoutMs);
    try {
      return await followed(question, controller.signal);
    } finally {
      clearTimeout(timer);
    }
  };
}

function createOnce({ baseUrl, headers: others, credentials, maxBodyBytes }: HttpOptions) {
  const adapter = axios.getAdapter('http');
  const config = {
    httpAgent: keepingAlive(new HttpAgent({ keepAlive: true })),
    httpsAgent: keepingAlive(new HttpsAgent({ keepAlive: true })),
    maxContentLength: maxBodyBytes,
    responseType: 'text',
    validateStatus: () => true,
    // A proxy of the environment leads out of this machine; axios would even use it for what is on it.
    ...(isLoopback(baseUrl) ? { proxy: false as const } : {}),
    ...(credentials === null ? {} : { auth: credentials }),
  } as const;
  const headers = { ...others, 'User-Agent': userAgent(), ...ACCEPT };
  return ({ url, posted, onSent }: HttpQuestion, signal: AbortSignal): Promise<AxiosResponse<string>> =>
    adapter({
      ...config,
      url,
      method: posted === null ? 'get' : 'post',
      headers: AxiosHeaders.from(posted === null ? headers : { ...headers, ...JSON_CONTENT }),
      ...(posted === null ? {} : { data: posted }),
      signal,
      transport: transportTelling(onSent),
    });
}

/** Sockets are told once that they are to be kept alive, and not again after each request. */
function keepingAlive<A extends HttpAgent>(agent: A): A {
  const told = new WeakSet<object>();
  const keep = (socket: Socket) => {
    if (!told.has(socket)) socket.setKeepAlive(true);
    told.add(socket);
    socket.unref();
    return true;
  };
  return Object.assign(agent, { keepSocketAlive: keep });
}

/** Node's own transport, which follows no redirects; it tells when a request is handed over to the network. */
function transportTelling(onSent: (() => void) | undefined) {
  return {
    request(options: RequestOptions, onResponse: (response: IncomingMessage) => void) {
      const request = (options.protocol === 'https:' ? httpsRequest : httpRequest)(options, onResponse);
      if (onSent !== undefined) request.once('finish', onSent);
      return request;
    },
  };
}
