/**
 * From the rows of Etherscan's three lists of an address to Ethereum transactions, as that address sees them.
 */

import { ZERO_ADDRESS } from '../../core/address.ts';
import { NATIVE_ASSET } from '../../core/chain.ts';
import type { EthereumTransaction, Transfer } from '../../core/transaction.ts';
import type { Origin } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
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
/**
 * Kinds of inner calls that move value. A delegatecall or staticcall prints one and moves nothing; a callcode moves it
 * from an account to itself.
 */
const MOVING_TYPES: ReadonlySet<string> = new Set(['call', 'create', 'create2', 'selfdestruct', 'suicide']);
const TRACE_PATH = /^[0-9]{1,9}(_[0-9]{1,9})*$/;

/**
 * The transactions in chain order; a transaction whose position is unknown comes last in its block.
 * @throws BadProviderDataError when rows of one transaction contradict each other
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
  // Nothing of a failed transaction moves, whatever its inner rows say.
  const failed = own?.isError === '1';
  const counts = new Map<string, number>();
  const transfers = [
    ...(own === null ? [] : [callOf(own, origin)]),
    ...inTraceOrder(draft.internals).map((row) => internalOf(row, failed, counts, origin)),
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

function callOf(row: TransactionRow, origin: Origin): Transfer {
  const moved = row.isError === '0';
  return {
    id: 'call',
    kind: 'call',
    asset: NATIVE_ASSET.ethereum,
    from: row.from === GENESIS ? ZERO_ADDRESS : row.from.toLowerCase(),
    to: receiverOf(row, moved, origin),
    value: BigInt(row.value),
    moved,
  };
}

/**
 * Etherscan's trace ids are not unique (rotki met equal ones, with equal parties and values), so equal rows are counted.
 * Every view shows all rows between the same two parties, in the same order: the count is the same in all.
 */
function internalOf(
  row: InternalRow,
  failed: boolean,
  counts: Map<string, number>,
  origin: Origin,
): Transfer {
  const moved = !failed && row.isError === '0' && MOVING_TYPES.has(row.type.toLowerCase());
  const from = row.from.toLowerCase();
  const to = receiverOf(row, moved, origin);
  return {
    id: counted(`internal:${row.traceId}:${from}:${to}:${row.value}`, counts),
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

/** Execution order where the trace ids are distinct paths like 0_1_1; otherwise the order shown. */
function inTraceOrder(rows: readonly InternalRow[]): readonly InternalRow[] {
  const distinct = new Set(rows.map(({ traceId }) => traceId)).size === rows.length;
  if (!distinct || !rows.every(({ traceId }) => TRACE_PATH.test(traceId))) return rows;
  return rows.toSorted((a, b) => comparePaths(pathOf(a), pathOf(b)));
}

function pathOf({ traceId }: InternalRow): number[] {
  return traceId.split('_').map(Number);
}

/** A call comes before the calls that it makes. */
function comparePaths(a: readonly number[], b: readonly number[]): number {
  for (const [level, step] of a.entries()) {
    const other = b[level];
    if (other === undefined) return 1;
    if (step !== other) return step - other;
  }
  return a.length - b.length;
}
