/**
 * Posts alerts to webhooks: one signed request, to a public address alone, without redirects or proxies. What the
 * receiver says is thrown away, but for its status.
 */

import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosResponse, isAxiosError } from 'axios';
import type { Channel, Delivery } from '../cases/alerts/deliveries.ts';
import { checkWebhookUrl, type WebhookPolicy } from '../cases/alerts/webhook-target.ts';
import { formatUtcTime } from '../cases/utc-time.ts';
import {
  DeliveryDeferredError,
  type DeliveryError,
  DeliveryFailedError,
  InvalidInputError,
} from '../core/errors.ts';
import { anyLookup, publicLookup, type Resolve } from './public-lookup.ts';
import { signedHeaders } from './webhook-signature.ts';

export interface WebhookOptions extends WebhookPolicy {
  /** For the whole attempt, from the look-up of the name to the last byte read (milliseconds). */
  readonly timeoutMs: number;
  readonly resolve: Resolve;
  /** Certificate authorities instead of the system's, PEM. */
  readonly ca?: string;
}

/** Of an answer's body so much is read, so that a receiver can finish its sentence (bytes). */
const MAX_BODY_BYTES = 64 * 1024;

/** Standard Webhooks: the receiver wants no more. */
const GONE = 410;

/** The channel `webhook`. */
export function createWebhookChannel(options: WebhookOptions): Channel {
  return {
    async send(delivery, at) {
      const url = checkedUrl(delivery.target, options);
      const status = await post(url, delivery, at, options);
      if (status >= 200 && status < 300) return status;
      throw refusal(status, url.host);
    },
  };
}

/** The rules may have changed since the case was opened. */
function checkedUrl(target: string, policy: WebhookPolicy): URL {
  try {
    return new URL(checkWebhookUrl(target, policy));
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new DeliveryFailedError(error.message, error.context);
  }
}

/** @returns the status of the answer */
async function post(url: URL, delivery: Delivery, at: number, options: WebhookOptions): Promise<number> {
  const body = bodyOf(delivery);
  const { secret } = delivery;
  if (secret === null)
    throw new DeliveryFailedError('the case has no secret to sign with', { host: url.host });
  const lookup = (options.allowedHosts.includes(url.host) ? anyLookup : publicLookup)(options.resolve);
  try {
    const response: AxiosResponse<AsyncIterable<Buffer>> = await axios.post(url.href, Buffer.from(body), {
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'coinhound',
        ...signedHeaders(delivery.id, Math.floor(at / 1000), body, secret),
      },
      httpAgent: new HttpAgent({ lookup }),
      httpsAgent: new HttpsAgent({ lookup, ...(options.ca === undefined ? {} : { ca: options.ca }) }),
      maxRedirects: 0,
      proxy: false,
      decompress: false,
      responseType: 'stream',
      validateStatus: () => true,
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    await drain(response.data);
    refuseRedirect(response, url);
    return response.status;
  } catch (error) {
    if (!isAxiosError(error)) throw error;
    throw failureOf(error, url.host);
  }
}

/** The body that is signed and sent; the same at every attempt. */
function bodyOf({ id, message }: Delivery): string {
  const { at, ...rest } = message;
  return JSON.stringify({ id, type: 'case.changed', at: formatUtcTime(at / 1000), ...rest });
}

/** The message has arrived with the status: a body that breaks off, stalls or never ends changes nothing. */
async function drain(body: AsyncIterable<Buffer>): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) return;
    }
  } catch {
    return;
  }
}

/** A redirect could lead anywhere, and would show that place what only the receiver may see. */
function refuseRedirect({ status, headers }: AxiosResponse, url: URL): void {
  if (status < 300 || status >= 400) return;
  const location: unknown = headers.location;
  const to =
    typeof location === 'string' && URL.canParse(location, url.href)
      ? new URL(location, url).host
      : 'nowhere';
  throw new DeliveryDeferredError(
    `${url.host} redirects to ${to} (status ${status}), which is not followed; give the final URL`,
    { host: url.host, status },
  );
}

function refusal(status: number, host: string): DeliveryError {
  const context = { host, status };
  if (status === GONE)
    return new DeliveryFailedError(`${host} wants no more deliveries (status ${status})`, context);
  return new DeliveryDeferredError(`${host} answered with status ${status}`, context);
}

/** An axios error is never passed on: it holds the whole request. */
function failureOf(error: { readonly code?: string; readonly cause?: unknown }, host: string): DeliveryError {
  if (error.cause instanceof DeliveryFailedError) return error.cause;
  const code = error.code ?? 'unknown';
  // The attempt's own time limit is the only thing that cancels it.
  const what = code === 'ERR_CANCELED' ? 'did not answer in time' : `cannot be reached (${code})`;
  return new DeliveryDeferredError(`${host} ${what}`, { host, code });
}
