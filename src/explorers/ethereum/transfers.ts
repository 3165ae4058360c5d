/**
 * The transfers of an Ethereum transaction under the ids by which look-ups of different explorers are joined.
 */

import { type Asset, type BlockRef, NATIVE_ASSET } from '../../core/chain.ts';
import type { EthereumTransaction, Transfer } from '../../core/transaction.ts';

/** Who gave how much to whom; addresses in lower case, the zero address for nobody. */
interface Payment {
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
}

/** The transaction's own call. */
export interface OwnCall extends Payment {
  readonly moved: boolean;
}

/** A call inside a transaction that shows a value. */
export interface InnerCall extends Payment {
  /** It moved nothing by what is shown of the call itself: it failed, or is of a kind that moves nothing. */
  readonly still: boolean;
  /** It was undone together with a call above it, or with the transaction: that is not seen in every view. */
  readonly undone: boolean;
}

/** A token log: one exists only when its call succeeded. */
export interface TokenTransfer extends Payment {
  readonly asset: Asset;
}

/** What an explorer showed of one transaction. */
export interface SeenTransaction {
  readonly txid: string;
  readonly block: BlockRef;
  readonly position: number | null;
  readonly sender: string | null;
  readonly fee: bigint | null;
  readonly call: OwnCall | null;
  /** In the order of execution. */
  readonly inner: readonly InnerCall[];
  /** In the order of the logs. */
  readonly tokens: readonly TokenTransfer[];
}

/** The transaction as this look-up sees it. */
export function transactionOf(seen: SeenTransaction): EthereumTransaction {
  const { txid, block, position, sender, fee, call, inner, tokens } = seen;
  const counts = new Map<string, number>();
  const transfers = call === null ? [] : [callOf(call)];
  for (const one of inner) transfers.push(internalOf(one, counts));
  for (const one of tokens) transfers.push(tokenOf(one, counts));
  const views = [transfers.map(({ id }) => id)];
  return { chain: 'ethereum', txid, block, position, sender, fee, transfers, views };
}

/** Sorts by block, then by position in the block, unknown ones last. */
export function inChainOrder(transactions: readonly EthereumTransaction[]): EthereumTransaction[] {
  const place = ({ position }: EthereumTransaction) => position ?? Number.MAX_SAFE_INTEGER;
  return transactions.toSorted(
    (a, b) => a.block.height - b.block.height || place(a) - place(b) || (a.txid < b.txid ? -1 : 1),
  );
}

function callOf({ from, to, value, moved }: OwnCall): Transfer {
  return { id: 'call', kind: 'call', asset: NATIVE_ASSET.ethereum, from, to, value, moved };
}

/**
 * Trace ids are not in every list, and not unique (rotki met equal ones, with equal parties and values), so equal calls
 * are counted. Every view shows all calls between the same two parties, in the same order: the count is the same in all.
 */
function internalOf({ from, to, value, still, undone }: InnerCall, counts: Map<string, number>): Transfer {
  return {
    id: counted(`internal:${from}:${to}:${value}${still ? ':still' : ''}`, counts),
    kind: 'internal',
    asset: NATIVE_ASSET.ethereum,
    from,
    to,
    value,
    moved: !still && !undone,
  };
}

function tokenOf({ asset, from, to, value }: TokenTransfer, counts: Map<string, number>): Transfer {
  const id = counted(`token:${asset}:${from}:${to}:${value}`, counts);
  return { id, kind: 'token', asset, from, to, value, moved: true };
}

function counted(key: string, counts: Map<string, number>): string {
  const n = counts.get(key) ?? 0;
  counts.set(key, n + 1);
  return `${key}:${n}`;
}
