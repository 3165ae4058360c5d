/**
 * What the routes of the Esplora API have in common: their form, and how parameters are read. Texts and statuses are those of
 * mempool/electrs, src/rest.rs.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, answerOf, Refusal, sendAnswer } from './answer.ts';
import type { BitcoinChain } from './bitcoin-chain.ts';
import { plainText } from './esplora-answers.ts';
import type { EsploraTransaction, PendingTransaction } from './esplora-transaction.ts';

type Parameters = Readonly<Record<string, string>>;
type Request = FastifyRequest<{ Params: Parameters; Querystring: Parameters }>;
type Route = (params: Parameters, query: Parameters) => Answer;

export type AddRoute = (path: string, route: Route) => void;

/** Adds routes to `app`. */
export function routesOf(app: FastifyInstance): AddRoute {
  return (path, route) => {
    app.get(path, (request: Request, reply) =>
      sendAnswer(
        reply,
        answerOf(() => route(request.params, request.query)),
      ),
    );
  };
}

/** A transaction, in a block or not; null when the data does not hold it. */
export function knownTransaction(
  chain: BitcoinChain,
  txid: string,
): EsploraTransaction | PendingTransaction | null {
  const position = chain.positions.get(txid);
  const confirmed = position === undefined ? undefined : chain.transactions[position];
  return confirmed ?? chain.mempool.transactions.get(txid) ?? null;
}

/** @throws Refusal when it is no hash */
export function hashParameter(text = ''): string {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Refusal(plainText(400, 'Invalid hex string'));
  return text.toLowerCase();
}

/** A malformed cursor is ignored by Esplora servers: the client gets the first page again. */
export function cursorParameter(text = ''): string | null {
  return /^[0-9a-f]{64}$/i.test(text) ? text.toLowerCase() : null;
}

/** @throws Refusal when it is no whole number up to `max` */
export function wholeNumber(text = '', max: number): number {
  const value = /^\+?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) throw new Refusal(plainText(400, 'Invalid number'));
  return value;
}
