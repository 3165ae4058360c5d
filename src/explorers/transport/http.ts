/**
 * Asking a server over HTTP: connections are kept, every status is an answer, the body stays a text.
 */

import type { Origin } from './body.ts';
import { dispatched, openDispatcher, RATE_LIMITED, type Received } from './dispatch.ts';
import { failureOfRedirect, failureOfTransfer, TIMED_OUT } from './failure.ts';
import { unpacked } from './unpack.ts';
import { userAgent } from './user-agent.ts';

export interface HttpOptions {
  /** Without credentials; a redirect may not lead away from its origin. */
  readonly baseUrl: string;
  /** Of every request, beside our own. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of HTTP basic authentication, when the base URL has them. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
  /** For one request, from connecting to the last byte, in milliseconds. */
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
  /** Waits until it may be sent once more, to where a redirect leads; gives what is called then. */
  readonly nextTurn: () => Promise<HttpQuestion['onSent']>;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Received['headers'];
  readonly text: string;
}

/**
 * Asks, and goes where it is sent, but to no other server: that must see neither the key nor, in its own words, what is asked.
 * @throws ProviderError when there is no answer
 * @throws BadProviderDataError for a redirect that leads elsewhere, or in circles
 */
export type Ask = (question: HttpQuestion) => Promise<HttpReply>;

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const ACCEPT = { Accept: 'application/json, text/plain', 'Accept-Encoding': 'gzip, br' };
const BYTE_ORDER_MARK = '\ufeff';

/** A header that says one thing: the first where there are several, as a proxy in between may leave them. */
export function headerIn({ headers }: Pick<HttpReply, 'headers'>, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'object' ? value[0] : value;
}

/** Opens connections to one server. */
export function openHttp(options: HttpOptions): Ask {
  const once = createOnce(options);
  return async (question) => {
    let { url, onSent } = question;
    for (let redirects = 0; ; redirects += 1) {
      const reply = await once({ ...question, url, onSent });
      const location = headerIn(reply, 'location');
      if (!REDIRECTS.has(reply.status) || location === undefined) return reply;
      if (redirects === MAX_REDIRECTS) throw failureOfRedirect('in circles', question.origin);
      const target = URL.canParse(location, url) ? new URL(location, url) : null;
      if (target?.origin !== new URL(url).origin) {
        throw failureOfRedirect('to another server, or to none', question.origin);
      }
      url = target.href;
      onSent = await question.nextTurn();
    }
  };
}

/** One request and its answer, which may be a redirect. */
function createOnce(options: HttpOptions) {
  const dispatcher = openDispatcher(options);
  const { timeoutMs, maxBodyBytes } = options;
  const { origin } = new URL(options.baseUrl);
  const getting = headersOf(options);
  const posting = { ...getting, 'Content-Type': 'application/json' };
  return async (question: HttpQuestion): Promise<HttpReply> => {
    const { url, posted, onSent } = question;
    const { pathname, search } = new URL(url);
    const path = `${pathname}${search}`;
    const request =
      posted === null
        ? ({ origin, path, method: 'GET', headers: getting } as const)
        : ({ origin, path, method: 'POST', headers: posting, body: posted } as const);
    // One limit for all of it: those of single steps let a body drip for ever.
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => controller.abort(TIMED_OUT), timeoutMs);
    try {
      const received = await dispatched(dispatcher, request, { signal, onSent, maxBodyBytes });
      const { status, headers } = received;
      return { status, headers, text: await textOf(received, maxBodyBytes) };
    } catch (error) {
      throw failureOfTransfer(error as NodeJS.ErrnoException, question.origin);
    } finally {
      clearTimeout(timer);
    }
  };
}

function headersOf({ headers, credentials }: HttpOptions): Record<string, string> {
  const own = { ...headers, 'User-Agent': userAgent(), ...ACCEPT };
  if (credentials === null) return own;
  const { username, password } = credentials;
  return { ...own, Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

async function textOf(received: Received, maxBodyBytes: number): Promise<string> {
  // Nobody reads it, and a refusal counts, whatever comes with it.
  if (received.status === RATE_LIMITED) return '';
  const text = (await unpacked(received, maxBodyBytes)).toString();
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
}
