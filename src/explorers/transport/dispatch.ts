/**
 * One request over undici and the bytes that come back, handled where undici dispatches them: its `request` wraps each answer
 * in a stream and promises that a trace of thousands of small answers would pay for (docs/adr/0022-undici-asks-explorers.md).
 */

import { Agent, type Dispatcher } from 'undici';
import { isLoopback } from '../../loopback.ts';
import { TOO_LARGE } from './failure.ts';
import { openProxied } from './proxy.ts';

export interface DispatcherOptions {
  readonly baseUrl: string;
  /** For connecting, milliseconds. */
  readonly timeoutMs: number;
}

/** What came back, before it is decoded. */
export interface Received {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

export interface Watch {
  /** Ends the request, with its reason. */
  readonly signal: AbortSignal;
  /** Called when it is handed over to the network. */
  readonly onSent: (() => void) | undefined;
  readonly maxBodyBytes: number;
}

/** Opens connections, which are kept. A proxy of the environment leads out of this machine, so none leads to what is on it. */
export function openDispatcher({ baseUrl, timeoutMs }: DispatcherOptions): Dispatcher {
  const options = {
    connect: { timeout: timeoutMs },
    // The signal ends what takes too long; these would only limit single steps.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  return isLoopback(baseUrl) ? new Agent(options) : openProxied(options, timeoutMs);
}

/** That too much was asked is an answer as soon as it is said, however the rest of it comes, or does not. */
export const RATE_LIMITED = 429;

/** @throws Error with a `code`: undici's, of the network, or of the signal */
export function dispatched(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { signal, onSent, maxBodyBytes }: Watch,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let headers: Received['headers'] = {};
    let size = 0;
    const chunks: Buffer[] = [];
    const end = () => resolve({ status, headers, bytes: Buffer.concat(chunks) });
    const fail = (error: unknown) => (status === RATE_LIMITED ? end() : reject(error));
    let sending: Dispatcher.DispatchController | null = null;
    // While it waits for a connection nothing else ends it.
    signal.addEventListener('abort', () => {
      fail(signal.reason);
      sending?.abort(signal.reason);
    });
    dispatcher.dispatch(request, {
      onRequestStart(controller) {
        if (signal.aborted) controller.abort(signal.reason);
        else {
          sending = controller;
          onSent?.();
        }
      },
      onResponseStart(_, statusCode, received) {
        status = statusCode;
        headers = received;
      },
      // Counted here: undici does not where a proxy stands between.
      onResponseData(controller, chunk) {
        size += chunk.length;
        if (size > maxBodyBytes) controller.abort(TOO_LARGE);
        else chunks.push(chunk);
      },
      onResponseEnd: end,
      onResponseError: (_, error) => fail(error),
    });
  });
}
