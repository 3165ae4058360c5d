/**
 * What a Blockscout that speaks Etherscan's language (API v1) leaves open: whether value moved. Such a look-up is another
 * explorer's.
 */

import { IncompleteAnswerError } from '../../core/errors.ts';
import { contextOf, messageAbout, type Origin } from '../transport/body.ts';
import { numberOf } from './trace-number.ts';
import type { InternalRow, TransactionRow } from './wire.ts';

/** The first block whose receipts tell the outcome (EIP-658). */
const BYZANTIUM_BLOCK = 4_370_000;

/** What the lists show of one transaction. */
interface Shown {
  readonly txid: string;
  readonly height: number;
  readonly own: TransactionRow | null;
}

/** @throws IncompleteAnswerError when the transaction is shown as failed, whether it did or not */
export function checkOutcomeIsKnown({ txid, height, own }: Shown, origin: Origin): void {
  if (own !== null && height < BYZANTIUM_BLOCK && mayHaveSucceeded(own)) {
    throw untold('the outcome of', txid, origin);
  }
}

/** A Blockscout says "0" of transactions of which it does not know the outcome, too. Receipts of that time tell none. */
function mayHaveSucceeded({ value, txreceipt_status, methodId, functionName }: TransactionRow): boolean {
  const isBlockscout = methodId !== undefined && functionName === undefined;
  return isBlockscout && txreceipt_status === '0' && value !== '0';
}

/**
 * @param rows the inner calls of a transaction that did not fail
 * @throws IncompleteAnswerError when a call with value comes after one that failed, which may be the one that made it
 */
export function checkUndoneIsKnown(rows: readonly InternalRow[], origin: Origin): void {
  const failed = rows.filter(({ isError }) => isError === '1').map((row) => numberOf(row) ?? Infinity);
  const first = Math.min(...failed);
  const open = rows.find((row) => row.isError === '0' && row.value !== '0' && (numberOf(row) ?? -1) > first);
  if (open !== undefined) throw untold('which inner calls were undone in', open.hash.toLowerCase(), origin);
}

function untold(what: string, txid: string, origin: Origin): IncompleteAnswerError {
  const context = { ...contextOf(origin), txid };
  return new IncompleteAnswerError(messageAbout(origin, `does not tell ${what} ${txid}`), context);
}
