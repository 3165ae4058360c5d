/**
 * Proxies of the environment, which lead out of this machine: `HTTP_PROXY`, `HTTPS_PROXY`, and `NO_PROXY` for who is asked
 * without one.
 */

import { type Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { InvalidInputError } from '../../core/errors.ts';

const VARIABLES = { httpProxy: 'HTTP_PROXY', httpsProxy: 'HTTPS_PROXY' } as const;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * Opens connections, through a proxy where one is named.
 * @param timeoutMs for a proxy to open a tunnel
 * @throws InvalidInputError for a proxy that cannot be used
 */
export function openProxied(options: Agent.Options, timeoutMs: number): Dispatcher {
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: proxyIn(VARIABLES.httpProxy)?.href ?? '',
    httpsProxy: proxyIn(VARIABLES.httpsProxy)?.href ?? '',
    proxyTunnel: false,
    clientFactory: (origin, given) => tunnelsOver(new Pool(origin, given), timeoutMs),
  });
}

/** What the proxies must see and nobody else: passwords, as they are and as they are sent. */
export function secretsOfProxies(): string[] {
  return Object.values(VARIABLES).flatMap((variable) => {
    const proxy = proxyIn(variable);
    if (proxy === null || proxy.password === '') return [];
    const [username, password] = [decodeURIComponent(proxy.username), decodeURIComponent(proxy.password)];
    return [password, Buffer.from(`${username}:${password}`).toString('base64')];
  });
}

/** A proxy of the environment; null for none. One without a scheme is asked over HTTP, as by curl. */
function proxyIn(variable: string): URL | null {
  const text = process.env[variable.toLowerCase()] ?? process.env[variable] ?? '';
  if (text === '') return null;
  const whole = SCHEME.test(text) ? text : `http://${text}`;
  const proxy = URL.canParse(whole) ? new URL(whole) : null;
  if (proxy !== null && /^https?:$/.test(proxy.protocol) && areReadable(proxy)) return proxy;
  // Its value may hold a password.
  throw new InvalidInputError(
    `${variable} cannot be used as a proxy; give one like http://proxy.example.org:8080, its user and password percent-encoded`,
    { field: variable },
  );
}

function areReadable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

/** After these undici asks again at once, and for ever. */
const ASKED_AGAIN: ReadonlySet<unknown> = new Set(['UND_ERR_SOCKET', 'UND_ERR_INFO']);

type Connect = (options: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;

/**
 * Connections to a proxy that opens tunnels. When it closes them, or says nothing, that is the end of it: nobody may be
 * left who waits for the answer.
 */
function tunnelsOver(pool: Pool, timeoutMs: number): Pool {
  const open = (pool.connect as Connect).bind(pool);
  const connect = async (options: Dispatcher.ConnectOptions) => {
    try {
      return await open({ ...options, signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      if (!ASKED_AGAIN.has((error as NodeJS.ErrnoException).code)) throw error;
      throw Object.assign(new Error('the proxy opens no tunnel'), { code: 'NO_TUNNEL' });
    }
  };
  return Object.assign(pool, { connect });
}
