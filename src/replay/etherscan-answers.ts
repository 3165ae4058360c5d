/**
 * How Etherscan wraps its answers. Everything, errors included, comes with HTTP status 200: the body alone tells.
 * Texts as on docs.etherscan.io, common error messages.
 */

import { type Answer, Refusal } from './answer.ts';

/** Query parameters by name. */
export type Query = Readonly<Record<string, string>>;

/** Any body as Etherscan sends it. */
export function etherscanAnswer(body: object): Answer {
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(body), maxAge: null };
}

/** A success with a single value. */
export function okBody(result: unknown): object {
  return { status: '1', message: 'OK', result };
}

/** A list; an empty one has status 0 and looks like an error, but is none. */
export function rowsBody(rows: readonly object[]): object {
  return rows.length > 0 ? okBody(rows) : { status: '0', message: 'No transactions found', result: [] };
}

/** An error whose text stands in `result`. */
export function notOkBody(result: string): object {
  return { status: '0', message: 'NOTOK', result };
}

/** An error whose text stands in `message`. */
export function messageBody(message: string): object {
  return { status: '0', message, result: null };
}

/** The refusal with this body. */
export function refused(body: object): Refusal {
  return new Refusal(etherscanAnswer(body));
}

/**
 * A parameter with an address, lower case; Etherscan does not look at the checksum.
 * @throws Refusal when it is missing or malformed.
 */
export function addressParameter(text = ''): string {
  if (!/^0x[0-9a-f]{40}$/i.test(text)) throw refused(notOkBody('Error! Invalid address format'));
  return text.toLowerCase();
}

/**
 * A whole number of decimal digits, or `fallback` when the parameter is not given.
 * @throws Refusal when it is something else.
 */
export function numberParameter(query: Query, name: string, fallback: number): number {
  const text = query[name] ?? '';
  if (text === '') return fallback;
  if (!/^\d{1,15}$/.test(text)) throw refused(notOkBody(`Error! Invalid ${name} format`));
  return Number(text);
}
