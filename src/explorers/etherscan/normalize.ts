/**
 * From the rows of Etherscan's three lists of an address to Ethereum transactions, as that address sees them.
 */

import { ZERO_ADDRESS } from '../../core/address.ts';
import type { EthereumTransaction } from '../../core/transaction.ts';
import { movesByKind, unknownKind } from '../ethereum/call-kind.ts';
import { type Draft, type DraftPlace, Drafts } from '../ethereum/draft.ts';
import { type InnerCall, inChainOrder, type OwnCall, transactionOf } from '../ethereum/transfers.ts';
import type { Origin } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
import { isOutermost } from './trace-number.ts';
import { inTraceOrder, revertedAmong } from './trace-path.ts';
import { checkOutcomeIsKnown, checkUndoneIsKnown } from './unknown-outcome.ts';
import type { InternalRow, TokenRow, TransactionRow } from './wire.ts';

/** All rows of an address, each list in the order shown. */
export interface AddressRows {
  readonly transactions: readonly TransactionRow[];
  readonly internals: readonly InternalRow[];
  readonly tokens: readonly TokenRow[];
}

type RowsOfOne = Draft<TransactionRow, InternalRow, TokenRow>;

const GENESIS = 'GENESIS';

/**
 * The transactions in chain order; a transaction whose position is unknown comes last in its block.
 * @throws BadProviderDataError when rows of one transaction contradict each other, or when it is unknown whether value
 *   moved; IncompleteAnswerError when the explorer does not tell which calls were undone
 */
export function normalizeRows(rows: AddressRows, origin: Origin): EthereumTransaction[] {
  const drafts = new Drafts<TransactionRow, InternalRow, TokenRow>(origin);
  for (const row of rows.transactions) {
    const draft = drafts.of(placeOf(row));
    if (draft.own !== null) throw badAnswer(origin, `txlist shows transaction ${draft.txid} twice`);
    draft.own = row;
  }
  for (const row of rows.internals) drafts.of(placeOf(row)).calls.push(row);
  for (const row of rows.tokens) drafts.of(placeOf(row)).tokens.push(row);
  return inChainOrder(drafts.all().map((draft) => drafted(draft, origin)));
}

function placeOf(row: TransactionRow | InternalRow | TokenRow): DraftPlace {
  return {
    txid: row.hash.startsWith(GENESIS) ? row.hash : row.hash.toLowerCase(),
    height: Number(row.blockNumber),
    time: Number(row.timeStamp),
    blockHash: 'blockHash' in row && row.blockHash !== '' ? row.blockHash.toLowerCase() : null,
    position: 'transactionIndex' in row ? Number(row.transactionIndex) : null,
  };
}

function drafted(draft: RowsOfOne, origin: Origin): EthereumTransaction {
  const { txid, own, height, blockHash, time, position } = draft;
  checkOutcome(draft, origin);
  checkOutcomeIsKnown(draft, origin);
  const paid = own !== null && own.from !== GENESIS;
  return transactionOf({
    txid,
    block: { height, hash: blockHash, time },
    position,
    sender: paid ? own.from.toLowerCase() : null,
    fee: paid ? BigInt(own.gasUsed) * BigInt(own.gasPrice) : null,
    call: own === null ? null : callOf(own, origin),
    inner: innerCallsOf(draft.calls, own?.isError === '1', origin),
    tokens: draft.tokens.map(({ contractAddress, from, to, value }) => ({
      asset: contractAddress.toLowerCase(),
      from: from.toLowerCase(),
      to: to.toLowerCase(),
      value: BigInt(value),
    })),
  });
}

/**
 * The inner calls of one transaction in the order of execution.
 * @param failed whether the transaction did: then nothing of it moved, whatever its inner rows say
 * @throws BadProviderDataError when it is unknown whether value moved, or to whom; IncompleteAnswerError when the explorer
 *   does not tell which calls were undone
 */
export function innerCallsOf(
  internals: readonly InternalRow[],
  failed: boolean,
  origin: Origin,
): InnerCall[] {
  const inner = internals.filter((row) => !isOutermost(row));
  if (!failed) checkUndoneIsKnown(inner, origin);
  const isReverted = revertedAmong(inner);
  return inTraceOrder(inner).map((row) => innerCallOf(row, failed || isReverted(row), origin));
}

/** A transaction that was undone has no logs, and its receipt says so, too ("" before Byzantium: EIP-658). */
function checkOutcome({ txid, own, tokens }: RowsOfOne, origin: Origin): void {
  if (own === null) return;
  if (own.isError === '0' && own.txreceipt_status === '0') {
    throw badAnswer(
      origin,
      `transaction ${txid} is shown as good (isError) and as failed (txreceipt_status)`,
    );
  }
  if (own.isError === '1' && tokens.length > 0) {
    throw badAnswer(
      origin,
      `transaction ${txid} is shown as failed, but has ${tokens.length} token transfers`,
    );
  }
}

/** @throws BadProviderDataError for a kind of call of which nobody knows whether it moved its value */
function movesValue(row: InternalRow, origin: Origin): boolean {
  if (isStill(row)) return false;
  if (movesByKind(row.type) === true) return true;
  if (row.value === '0') return false;
  throw unknownKind(row.hash, row.type, origin);
}

/** Whether a call moved nothing by what its own row says. */
function isStill({ isError, type }: InternalRow): boolean {
  return isError === '1' || movesByKind(type) === false;
}

function callOf(row: TransactionRow, origin: Origin): OwnCall {
  const moved = row.isError === '0';
  return {
    from: row.from === GENESIS ? ZERO_ADDRESS : row.from.toLowerCase(),
    // A failed creation made no contract, whatever address a list shows for it.
    to: moved || row.to !== '' ? receiverOf(row, moved, origin) : ZERO_ADDRESS,
    value: BigInt(row.value),
    moved,
  };
}

function innerCallOf(row: InternalRow, isReverted: boolean, origin: Origin): InnerCall {
  const moved = !isReverted && movesValue(row, origin);
  return {
    from: row.from.toLowerCase(),
    to: receiverOf(row, moved, origin),
    value: BigInt(row.value),
    still: isStill(row),
    undone: !moved,
  };
}

/** A creation has no receiver, but the new contract; a failed one may have neither. */
function receiverOf(row: TransactionRow | InternalRow, moved: boolean, origin: Origin): string {
  const receiver = row.to === '' ? row.contractAddress : row.to;
  if (receiver !== '') return receiver.toLowerCase();
  if (moved) throw badAnswer(origin, `a row of transaction ${row.hash} moves value, but has no receiver`);
  return ZERO_ADDRESS;
}
