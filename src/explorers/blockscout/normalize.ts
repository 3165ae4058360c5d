/**
 * From Blockscout's rows to Ethereum transactions, as whoever was asked about sees them.
 */

import { ZERO_ADDRESS } from '../../core/address.ts';
import type { EthereumTransaction } from '../../core/transaction.ts';
import { movesByKind, unknownKind } from '../ethereum/call-kind.ts';
import { type Draft, type DraftPlace, Drafts } from '../ethereum/draft.ts';
import {
  type InnerCall,
  inChainOrder,
  type OwnCall,
  type TokenTransfer,
  transactionOf,
} from '../ethereum/transfers.ts';
import type { Origin } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
import type { Mined } from './mined.ts';
import { secondsOf, type WireInnerCall, type WireTokenTransfer } from './wire.ts';

/** An inner call, and whether it was undone with a call above it or with the transaction. */
export interface ResolvedCall {
  readonly call: WireInnerCall;
  readonly undone: boolean;
}

/** Rows of one or more transactions, each list in chain order. */
export interface Rows {
  readonly transactions: readonly Mined[];
  readonly calls: readonly ResolvedCall[];
  /** Amounts only. */
  readonly tokens: readonly WireTokenTransfer[];
}

type RowsOfOne = Draft<Mined, ResolvedCall, WireTokenTransfer>;

/** Kinds of calls that are told without value, too. Etherscan lists no other call that could move nothing. */
const CREATIONS: ReadonlySet<string> = new Set(['create', 'create2', 'selfdestruct', 'suicide']);

/** Whether a call is to be told of: not the transaction's own, and not one that could move nothing. */
export function isTold({ index, value, type }: WireInnerCall): boolean {
  return index > 0 && (value !== '0' || CREATIONS.has(type.toLowerCase()));
}

/**
 * The transactions in chain order; a transaction whose position is unknown comes last in its block.
 * @throws BadProviderDataError when rows of one transaction contradict each other, or when it is unknown whether value
 *   moved, or to whom
 */
export function normalizeRows({ transactions, calls, tokens }: Rows, origin: Origin): EthereumTransaction[] {
  const drafts = new Drafts<Mined, ResolvedCall, WireTokenTransfer>(origin);
  for (const own of transactions) {
    const { hash, block_number, timestamp, position } = own;
    drafts.of({ ...placeOf(hash, block_number, timestamp), position }).own = own;
  }
  for (const resolved of calls) {
    const { transaction_hash, block_number, timestamp, transaction_index: position } = resolved.call;
    drafts.of({ ...placeOf(transaction_hash, block_number, timestamp), position }).calls.push(resolved);
  }
  for (const token of tokens) {
    const { transaction_hash, block_number, timestamp, block_hash } = token;
    const place = placeOf(transaction_hash, block_number, timestamp);
    drafts.of({ ...place, blockHash: block_hash.toLowerCase() }).tokens.push(token);
  }
  return inChainOrder(drafts.all().map((draft) => drafted(draft, origin)));
}

/** What every row says of where its transaction stands. */
function placeOf(hash: string, height: number, timestamp: string): DraftPlace {
  const [txid, time] = [hash.toLowerCase(), secondsOf(timestamp)];
  return { txid, height, time, blockHash: null, position: null };
}

function drafted(draft: RowsOfOne, origin: Origin): EthereumTransaction {
  const { txid, height, time, blockHash, position, own, calls, tokens } = draft;
  if (own?.status === 'error' && tokens.length > 0) {
    const problem = `transaction ${txid} is shown as failed, but has ${tokens.length} token transfers`;
    throw badAnswer(origin, problem);
  }
  return transactionOf({
    txid,
    block: { height, hash: blockHash, time },
    position,
    sender: own === null ? null : own.from.hash.toLowerCase(),
    fee: own === null ? null : BigInt(own.fee.value),
    call: own === null ? null : ownCallOf(own, origin),
    inner: calls.map((resolved) => innerCallOf(resolved, own?.status === 'error', origin)),
    tokens: tokens.map(tokenTransferOf),
  });
}

/** The transaction's own call. @throws BadProviderDataError for a creation that made nothing */
export function ownCallOf(own: Mined, origin: Origin): OwnCall {
  const moved = own.status === 'ok';
  const created = moved ? own.created_contract : null;
  const to = own.to?.hash ?? created?.hash ?? null;
  if (to === null && moved) throw withoutReceiver(own.hash, origin);
  return {
    from: own.from.hash.toLowerCase(),
    to: to?.toLowerCase() ?? ZERO_ADDRESS,
    value: BigInt(own.value),
    moved,
  };
}

/**
 * An inner call.
 * @param failed whether its transaction did
 * @throws BadProviderDataError for a kind of call of which nobody knows whether it moved its value
 */
export function innerCallOf({ call, undone }: ResolvedCall, failed: boolean, origin: Origin): InnerCall {
  const { success, type, value, transaction_hash: txid } = call;
  const moves = movesByKind(type);
  if (success && moves === null && value !== '0') throw unknownKind(txid, type, origin);
  const still = !success || moves === false;
  const to = call.to?.hash ?? call.created_contract?.hash ?? null;
  if (to === null && !still && !undone && !failed) throw withoutReceiver(txid, origin);
  return {
    from: call.from.hash.toLowerCase(),
    to: to?.toLowerCase() ?? ZERO_ADDRESS,
    value: BigInt(value),
    still,
    undone: undone || failed || moves !== true,
  };
}

function tokenTransferOf({ token, from, to, total }: WireTokenTransfer): TokenTransfer {
  return {
    asset: token.address_hash.toLowerCase(),
    from: from.hash.toLowerCase(),
    to: to.hash.toLowerCase(),
    value: BigInt(total?.value ?? 0),
  };
}

function withoutReceiver(txid: string, origin: Origin) {
  return badAnswer(origin, `a row of transaction ${txid} moves value, but has no receiver`);
}
