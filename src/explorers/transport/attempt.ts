/**
 * Last step of the pipeline: one attempt over HTTP. It ends with a body that passed its check, with one that says
 * that there is no such thing (404), or with a typed error. Secrets are added here, at the last moment, and leave no trace in what comes back.
 */

import { isLoopback } from '../../loopback.ts';
import { Body } from './body.ts';
import { failureOfAnswer, type HttpAnswer } from './failure.ts';
import { type Ask, type HttpOptions, headerIn, openHttp } from './http.ts';
import { secretsOfProxies } from './proxy.ts';
import { queryOf } from './query.ts';
import type { Fetch, Request } from './request.ts';

export interface AttemptOptions extends HttpOptions {
  /** Query parameters that only the explorer may see. */
  readonly secretParams: Readonly<Record<string, string>>;
  /** What follows the base URL in the path, and only the explorer may see; null for nothing. */
  readonly secretPath: string | null;
  /** Counts the requests sent. */
  readonly traffic: { requests: number };
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A shorter one protects nothing, and would be part of every answer by chance. */
const MIN_SECRET_LENGTH = 4;

/** The step that asks the explorer. */
export function attempt(options: AttemptOptions): Fetch {
  const ask = openHttp(options);
  const secrets = secretsOf(options);
  return async (request) => {
    const { origin, check } = request;
    const answer = await send(ask, request, options, secrets);
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
  ask: Ask,
  { origin, posted, onSent, nextTurn }: Request,
  options: AttemptOptions,
  secrets: readonly string[],
): Promise<HttpAnswer> {
  options.traffic.requests += 1;
  const url = withSecrets(origin.url, options);
  const again = async () => {
    const sent = await nextTurn?.();
    options.traffic.requests += 1;
    return sent;
  };
  const reply = await ask({ url, posted, origin, onSent, nextTurn: again });
  return {
    status: reply.status,
    text: redacted(reply.text, secrets),
    retryAfter: headerIn(reply, 'retry-after'),
    reset: headerIn(reply, 'x-ratelimit-reset'),
  };
}

function withSecrets(url: string, { baseUrl, secretPath, secretParams }: AttemptOptions): string {
  const path = secretPath === null ? '' : `/${encodeURI(secretPath)}`;
  const whole = `${baseUrl}${path}${url.slice(baseUrl.length)}`;
  const query = queryOf(secretParams);
  return query === '' ? whole : `${whole}${whole.includes('?') ? '&' : '?'}${query}`;
}

/** Every spelling of the secrets that an answer could quote, the longest first: one may be part of another. */
function secretsOf({ baseUrl, secretParams, secretPath, credentials }: AttemptOptions): string[] {
  const secrets = [...Object.values(secretParams), ...(isLoopback(baseUrl) ? [] : secretsOfProxies())];
  if (secretPath !== null) secrets.push(secretPath, encodeURI(secretPath));
  if (credentials !== null) {
    const { username, password } = credentials;
    secrets.push(
      password === '' ? username : password,
      Buffer.from(`${username}:${password}`).toString('base64'),
    );
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
