/**
 * Rows that are what they will be: a transaction with its place, outcome and fee, an amount of a token.
 */

import type { Body } from '../transport/body.ts';
import { badAnswer, badField } from '../wire-form.ts';
import { incomplete } from './ask.ts';
import type { WireTokenTransfer, WireTransaction } from './wire.ts';

/** Tokens that are amounts. Others have numbers (ERC-721, ERC-1155), or both. */
export const AMOUNTS = 'ERC-20';

/** A transaction that stands in the chain, with what is known of it then. */
export interface Mined extends WireTransaction {
  readonly status: 'ok' | 'error';
  readonly block_number: number;
  readonly timestamp: string;
  readonly position: number;
  readonly fee: { readonly type: string; readonly value: string };
}

/**
 * A transaction that stands in a block, with its outcome.
 * @throws IncompleteAnswerError when Blockscout does not know all of it yet
 */
export function minedOf(row: WireTransaction, body: Body): Mined {
  const { hash, status, block_number, timestamp, position, fee, is_pending_update } = row;
  const lacks = (what: string) => incomplete(body, `does not know ${what} of transaction ${hash} yet`);
  if (is_pending_update === true) throw incomplete(body, `is about to read the block of ${hash} again`);
  if (block_number === null || timestamp === null || position === null) throw lacks('the place');
  if (status === null) throw lacks('the outcome');
  if (fee.type !== 'actual' || fee.value === null) throw lacks('the fee');
  return { ...row, status, block_number, timestamp, position, fee: { ...fee, value: fee.value } };
}

/** What kind of token a log is of; null where the row does not say. */
export function kindOf({ token_type, token }: WireTokenTransfer): string | null {
  return token_type ?? token.type ?? null;
}

/**
 * Whether a log is an amount of a token.
 * @throws BadProviderDataError when it does not say what kind of token it is of, or how much
 */
export function isAmount(row: WireTokenTransfer, body: Body): boolean {
  const { transaction_hash: txid, log_index, total } = row;
  const kind = kindOf(row);
  if (kind === null) {
    throw badField(body, `token_type in ${txid}`, kind, `a kind of token, such as ${AMOUNTS}`);
  }
  if (kind !== AMOUNTS) return false;
  if (typeof total?.value === 'string') return true;
  throw badAnswer(body, `gives no amount of log ${log_index} of transaction ${txid}`);
}
