/**
 * One Bitcoin transaction, asked for by its id.
 */

import { BadProviderDataError } from '../../core/errors.ts';
import type { Expansion, TransactionSubject } from '../../core/graph/subject.ts';
import type { BitcoinTransaction } from '../../core/transaction.ts';
import { checkBlockTime } from '../block-time.ts';
import { type Pinned, validityUpTo } from '../pinned.ts';
import { type Body, isJson } from '../transport/body.ts';
import type { Transport } from '../transport/transport.ts';
import { wrongAnswer } from '../wire-form.ts';
import { normalizeTransaction } from './normalize.ts';
import { readTransaction } from './wire.ts';

export const pathOfTransaction = (txid: string) => `/tx/${txid}`;

/** Look-up of a transaction. @throws BadProviderDataError when it is not there, or not up to the tip */
export async function expandTransaction(pinned: Pinned, subject: TransactionSubject): Promise<Expansion> {
  const { transport, tip } = pinned;
  const found = await askTransaction(pinned, subject.txid);
  if (found === 'unknown') throw notFound(transport, subject.txid);
  if (found === 'not settled') {
    const { provider } = transport;
    throw new BadProviderDataError(
      `${provider}: transaction ${subject.txid} is not confirmed at block ${tip.height}; trace it once it is`,
      { provider, txid: subject.txid, tip: tip.height },
    );
  }
  return { subject, status: 'complete', transactions: [found], count: 1 };
}

/** A transaction confirmed at or below the tip, or why there is none. One that a page showed is not asked for. */
export async function askTransaction(
  pinned: Pinned,
  txid: string,
): Promise<BitcoinTransaction | 'unknown' | 'not settled'> {
  const { transport, tip } = pinned;
  const confirmed = (body: Body): BitcoinTransaction | null => {
    const wire = readTransaction(body);
    if (wire.txid !== txid) throw wrongAnswer(body, `gives transaction ${wire.txid} when asked for ${txid}`);
    const transaction = normalizeTransaction(wire, body);
    if (transaction === null || transaction.block.height > tip.height) return null;
    checkBlockTime(transaction.block.time, tip, `block_time of ${txid}`, body);
    return transaction;
  };
  const body = await transport.get(
    pathOfTransaction(txid),
    {},
    {
      check: isJson,
      tip,
      validity: (fresh) => validityUpTo(confirmed(fresh)?.block.height ?? Infinity, pinned),
    },
  );
  return body === null ? 'unknown' : (confirmed(body) ?? 'not settled');
}

export function notFound({ provider }: Transport, txid: string): BadProviderDataError {
  return new BadProviderDataError(
    `${provider}: transaction ${txid} is not found; check the txid, and that the explorer serves Bitcoin mainnet`,
    { provider, txid, status: 404 },
  );
}
