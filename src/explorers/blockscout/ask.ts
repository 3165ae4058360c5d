/**
 * Asking Blockscout's REST API v2, whose base URL ends in `/api/v2`. An error has a status of its own and a `message`.
 */

import { IncompleteAnswerError } from '../../core/errors.ts';
import { type Body, contextOf, messageAbout, type Origin } from '../transport/body.ts';
import type { AskOptions, Transport } from '../transport/transport.ts';
import { badAnswer, textIn } from '../wire-form.ts';

type Params = Readonly<Record<string, string>>;

/**
 * What a list says when inner calls that may belong into it are not processed yet: a number here, where API v1 has the
 * text "2" (blockscout, internal_transaction_view.ex). The list is then a part, or empty.
 */
const PENDING: readonly unknown[] = [2, '2'];
const SHOWN_CHARACTERS = 120;

/**
 * Asks for what must be there.
 * @throws ProviderError; IncompleteAnswerError for a part of a list
 */
export async function ask(
  transport: Transport,
  path: string,
  params: Params = {},
  options: AskOptions = {},
): Promise<Body> {
  const body = await askIfThere(transport, path, params, options);
  if (body !== null) return body;
  const problem = 'no Blockscout API v2 is found there (404); check the base URL';
  throw badAnswer(transport.originOf(path, params), problem);
}

/** Asks for what need not be there. @returns null when it is not (404) @throws as `ask` */
export function askIfThere(
  transport: Transport,
  path: string,
  params: Params = {},
  options: AskOptions = {},
): Promise<Body | null> {
  const check = (body: Body) => {
    checkWhole(body);
    options.check?.(body);
  };
  return transport.get(path, params, { ...options, check });
}

/** Inside the attempt: what is not processed yet may be in a moment, and a part must not be archived as the whole. */
function checkWhole(body: Body): void {
  const json = body.json();
  if (typeof json !== 'object' || json === null || !('status' in json)) return;
  if (!PENDING.includes(json.status)) return;
  const message = 'message' in json ? textIn(json.message) : `status ${json.status}`;
  throw incomplete(body, `says "${message.slice(0, SHOWN_CHARACTERS)}"`);
}

/** The error for an answer that lacks what the explorer has not indexed yet. */
export function incomplete(origin: Origin, what: string): IncompleteAnswerError {
  return new IncompleteAnswerError(messageAbout(origin, what), contextOf(origin));
}
