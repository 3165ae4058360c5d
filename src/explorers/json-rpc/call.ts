/**
 * Asking a JSON-RPC server: one call a request, always under the same id, so that what is archived of a call does not
 * depend on what else was asked at the time (docs/adr/0017-json-rpc-through-our-transport.md).
 */

import type { Body, Origin } from '../transport/body.ts';
import type { AskOptions, Transport } from '../transport/transport.ts';
import { badAnswer } from '../wire-form.ts';
import { CALL_ID, isRpcAnswer, readAnswer } from './answer.ts';

/** A method and its parameters, as JSON. */
export type Call = readonly [method: string, ...params: readonly unknown[]];

const SHOWN_CHARACTERS = 160;

/**
 * Calls a method.
 * @param options whether the answer can never change and may be kept, and how often the question is tried
 * @throws ProviderError; a refusal told in a body is one, too, unless it is that of a range or of a method
 */
export async function ask(
  transport: Transport,
  call: Call,
  options: Omit<AskOptions, 'check' | 'isAnswer' | 'topic'> = {},
): Promise<Body> {
  const [method, ...params] = call;
  const posted = JSON.stringify({ jsonrpc: '2.0', id: CALL_ID, method, params });
  const how = { check: readAnswer, isAnswer: isRpcAnswer, topic: topicOf(call) };
  const body = await transport.post('', posted, { ...how, ...options });
  if (body !== null) return body;
  throw badAnswer(originOf(transport, call), 'no JSON-RPC API is found there (404); check the base URL');
}

/** How errors name the answer to a call. */
export function originOf(transport: Transport, call: Call): Origin {
  return { ...transport.originOf('', {}), path: topicOf(call) };
}

function topicOf([method, ...params]: Call): string {
  return `${method} ${JSON.stringify(params)}`.slice(0, SHOWN_CHARACTERS);
}

/** A number as the parameters of most methods have it. */
export function quantity(value: number): string {
  return `0x${value.toString(16)}`;
}
