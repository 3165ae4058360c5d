/**
 * How Blockscout wraps its answers: JSON, errors as a `message` with a status of their own.
 */

import { type Answer, Refusal } from './answer.ts';

/** An answer in JSON. */
export function blockscoutAnswer(status: number, body: object): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(body), maxAge: null };
}

/** The refusal for what is not there. */
export function notFound(): Refusal {
  return new Refusal(blockscoutAnswer(404, { message: 'Not found' }));
}

/** A parameter with an address, lower case. @throws Refusal when it is malformed */
export function addressParameter(text = ''): string {
  if (!/^0x[0-9a-f]{40}$/i.test(text)) throw invalid();
  return text.toLowerCase();
}

/** A parameter with the hash of a transaction, lower case. @throws Refusal when it is malformed */
export function hashParameter(text = ''): string {
  if (!/^0x[0-9a-f]{64}$/i.test(text)) throw invalid();
  return text.toLowerCase();
}

/** A parameter with the height of a block. @throws Refusal when it is malformed */
export function heightParameter(text = ''): number {
  if (!/^\d{1,15}$/.test(text)) throw invalid();
  return Number(text);
}

function invalid(): Refusal {
  return new Refusal(blockscoutAnswer(422, { message: 'Invalid parameter(s)' }));
}
