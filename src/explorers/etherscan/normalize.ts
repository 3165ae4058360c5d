/**
 * From the rows of Etherscan's three lists of an address to Ethereum transactions, as that address sees them.
 */

import { ZERO_ADDRESS } from '../../core/address.ts';
import { NATIVE_ASSET } from '../../core/chain.ts';
import type { EthereumTransaction, Transfer } from '../../core/transaction.ts';
import type { Origin } from '../transport/body.ts';
import { badAnswer, badField } from '../wire-form.ts';
import { inTraceOrder, revertedAmong } from './trace-path.ts';
import type { InternalRow, TokenRow, TransactionRow } from './wire.ts';

/** All rows of an address, each list in the order shown. */
export interface AddressRows {
  readonly transactions: readonly TransactionRow[];
  readonly internals: readonly InternalRow[];
  readonly tokens: readonly TokenRow[];
}

/** The rows of one transaction, and what they agree on about it. */
interface Draft {
  readonly txid: string;
  readonly height: number;
  readonly time: number;
  blockHash: string | null;
  position: number | null;
  own: TransactionRow | null;
  readonly internals: InternalRow[];
  readonly tokens: TokenRow[];
}

const GENESIS = 'GENESIS';
/** Kinds of inner calls that move value. */
const MOVING_TYPES: ReadonlySet<string> = new Set(['call', 'create', 'create2', 'selfdestruct', 'suicide']);
/**
 * Kinds that move nothing, whatever value they print: a delegatecall or staticcall shows that of its caller, a callcode
 * moves it from an account to itself, and `invalid` (recorded on Arbitrum) is no call that was executed.
 */
const STILL_TYPES: ReadonlySet<string> = new Set(['delegatecall', 'staticcall', 'callcode', 'invalid']);

/**
 * The transactions in chain order; a transaction whose position is unknown comes last in its block.
 * @throws BadProviderDataError when rows of one transaction contradict each other, or when it is unknown whether value
 *   moved
 */
export function normalizeRows(rows: AddressRows, origin: Origin): EthereumTransaction[] {
  const drafts = new Map<string, Draft>();
  for (const row of rows.transactions) {
    const draft = draftFor(drafts, row, origin);
    if (draft.own !== null) throw badAnswer(origin, `txlist shows transaction ${draft.txid} twice`);
    draft.own = row;
  }
  for (const row of rows.internals) draftFor(drafts, row, origin).internals.push(row);
  for (const row of rows.tokens) draftFor(drafts, row, origin).tokens.push(row);
  return inChainOrder([...drafts.values()].map((draft) => transactionOf(draft, origin)));
}

/** Sorts by block, then by position in the block, unknown ones last. */
export function inChainOrder(transactions: readonly EthereumTransaction[]): EthereumTransaction[] {
  const place = ({ position }: EthereumTransaction) => position ?? Number.MAX_SAFE_INTEGER;
  return transactions.toSorted(
    (a, b) => a.block.height - b.block.height || place(a) - place(b) || (a.txid < b.txid ? -1 : 1),
  );
}

function draftFor(
  drafts: Map<string, Draft>,
  row: TransactionRow | InternalRow | TokenRow,
  origin: Origin,
): Draft {
  const txid = row.hash.startsWith(GENESIS) ? row.hash : row.hash.toLowerCase();
  const height = Number(row.blockNumber);
  const time = Number(row.timeStamp);
  const blockHash = 'blockHash' in row && row.blockHash !== '' ? row.blockHash.toLowerCase() : null;
  const position = 'transactionIndex' in row ? Number(row.transactionIndex) : null;
  const known = drafts.get(txid);
  if (known === undefined) {
    const draft = { txid, height, time, blockHash, position, own: null, internals: [], tokens: [] };
    drafts.set(txid, draft);
    return draft;
  }
  const agree =
    known.height === height &&
    known.time === time &&
    (known.blockHash ?? blockHash) === (blockHash ?? known.blockHash) &&
    (known.position ?? position) === (position ?? known.position);
  if (!agree)
    throw badAnswer(origin, `rows of transaction ${txid} disagree on its block or its position there`);
  known.blockHash ??= blockHash;
  known.position ??= position;
  return known;
}

function transactionOf(draft: Draft, origin: Origin): EthereumTransaction {
  const { own } = draft;
  checkOutcome(draft, origin);
  // Nothing of a failed transaction moves, whatever its inner rows say.
  const failed = own?.isError === '1';
  const isReverted = revertedAmong(draft.internals);
  const counts = new Map<string, number>();
  const transfers = [
    ...(own === null ? [] : [callOf(own, origin)]),
    ...inTraceOrder(draft.internals).map((row) => internalOf(row, failed || isReverted(row), counts, origin)),
    ...draft.tokens.map((row) => tokenOf(row, counts)),
  ];
  const paid = own !== null && own.from !== GENESIS;
  return {
    chain: 'ethereum',
    txid: draft.txid,
    block: { height: draft.height, hash: draft.blockHash, time: draft.time },
    position: draft.position,
    sender: paid ? own.from.toLowerCase() : null,
    fee: paid ? BigInt(own.gasUsed) * BigInt(own.gasPrice) : null,
    transfers,
    views: [transfers.map(({ id }) => id)],
  };
}

/** A transaction that was undone has no logs, and its receipt says so, too ("" before Byzantium: EIP-658). */
function checkOutcome({ txid, own, tokens }: Draft, origin: Origin): void {
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
  if (MOVING_TYPES.has(row.type.toLowerCase())) return true;
  if (row.value === '0') return false;
  const known = [...MOVING_TYPES, ...STILL_TYPES].join(', ');
  throw badField(origin, `type of an inner call of ${row.hash}`, row.type, `a known kind (${known})`);
}

/** Whether a call moved nothing by what its own row says. */
function isStill({ isError, type }: InternalRow): boolean {
  return isError === '1' || STILL_TYPES.has(type.toLowerCase());
}

function callOf(row: TransactionRow, origin: Origin): Transfer {
  const moved = row.isError === '0';
  return {
    id: 'call',
    kind: 'call',
    asset: NATIVE_ASSET.ethereum,
    from: row.from === GENESIS ? ZERO_ADDRESS : row.from.toLowerCase(),
    // A failed creation made no contract, whatever address a list shows for it.
    to: moved || row.to !== '' ? receiverOf(row, moved, origin) : ZERO_ADDRESS,
    value: BigInt(row.value),
    moved,
  };
}

/**
 * Trace ids are not in every list, and not unique (rotki met equal ones, with equal parties and values), so equal rows
 * are counted. Every view shows all rows between the same two parties, in the same order: the count is the same in all.
 * @param undone together with a call above it, or with the transaction: that is not seen in every view
 */
function internalOf(
  row: InternalRow,
  undone: boolean,
  counts: Map<string, number>,
  origin: Origin,
): Transfer {
  const moved = !undone && movesValue(row, origin);
  const from = row.from.toLowerCase();
  const to = receiverOf(row, moved, origin);
  return {
    id: counted(`internal:${from}:${to}:${row.value}${isStill(row) ? ':still' : ''}`, counts),
    kind: 'internal',
    asset: NATIVE_ASSET.ethereum,
    from,
    to,
    value: BigInt(row.value),
    moved,
  };
}

/** A row is a log: one exists only when its call succeeded. */
function tokenOf(row: TokenRow, counts: Map<string, number>): Transfer {
  const asset = row.contractAddress.toLowerCase();
  const from = row.from.toLowerCase();
  const to = row.to.toLowerCase();
  const id = counted(`token:${asset}:${from}:${to}:${row.value}`, counts);
  return { id, kind: 'token', asset, from, to, value: BigInt(row.value), moved: true };
}

/** A creation has no receiver, but the new contract; a failed one may have neither. */
function receiverOf(row: TransactionRow | InternalRow, moved: boolean, origin: Origin): string {
  const receiver = row.to === '' ? row.contractAddress : row.to;
  if (receiver !== '') return receiver.toLowerCase();
  if (moved) throw badAnswer(origin, `a row of transaction ${row.hash} moves value, but has no receiver`);
  return ZERO_ADDRESS;
}

function counted(key: string, counts: Map<string, number>): string {
  const n = counts.get(key) ?? 0;
  counts.set(key, n + 1);
  return `${key}:${n}`;
}
