/**
 * Asking the Etherscan API V2: everything is at one path, told apart by query parameters.
 */

import type { Body, Origin } from '../transport/body.ts';
import type { AskOptions, Transport } from '../transport/transport.ts';
import { badAnswer } from '../wire-form.ts';
import { readListAnswer, readRpcAnswer, warningIn } from './answer.ts';

type Question = Readonly<Record<string, string>>;

/** Chain id of Ethereum mainnet. */
const MAINNET = { chainid: '1' };

/**
 * Asks about Ethereum mainnet.
 * @param options whether an answer can never change and may be kept, and how often the question is tried
 * @throws ProviderError; a refusal told in a body is one, too
 */
export async function ask(
  transport: Transport,
  question: Question,
  options: Omit<AskOptions, 'check'> = {},
): Promise<Body> {
  const check = question.module === 'proxy' ? readRpcAnswer : readListAnswer;
  const body = await transport.get('', { ...MAINNET, ...question }, { check, ...options });
  if (body !== null) {
    const warning = warningIn(body);
    if (warning !== null) transport.warn(warning);
    return body;
  }
  throw badAnswer(originOf(transport, question), 'no Etherscan API is found there (404); check the base URL');
}

/**
 * Whether a question has an answer to be had. Where only the archive answers, it has not when it was not asked: then it was
 * known that a page was the last, by pages that came earlier.
 */
export async function canAsk(
  transport: Transport,
  question: Question,
  options: AskOptions = {},
): Promise<boolean> {
  if (!transport.isOffline) return true;
  return (await transport.recall('', { ...MAINNET, ...question }, options)) !== null;
}

/** How errors name the answer to a question. */
export function originOf(transport: Transport, question: Question): Origin {
  return transport.originOf('', { ...MAINNET, ...question });
}
