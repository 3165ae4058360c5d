/**
 * What inner calls came to. Nothing of a failed transaction moves, nor of a call below one that failed; the list of an
 * address shows neither, so transactions that may have failed are asked for, and those traced in which a call failed.
 */

import { groupedBy } from '../../core/multimap.ts';
import type { Pinned } from '../pinned.ts';
import type { Mined } from './mined.ts';
import type { ResolvedCall } from './normalize.ts';
import { askListed, askUndone } from './transaction.ts';
import { mayBeUndone, movesValue } from './undone.ts';
import type { WireInnerCall } from './wire.ts';

const NONE: ReadonlySet<number> = new Set();

/** Inner calls with what else is known of their transactions. */
export interface SeenCalls {
  /** To be resolved; the own call of a transaction is not among them. */
  readonly calls: readonly WireInnerCall[];
  /** Others that failed, which may have taken those down with them. */
  readonly failed: readonly WireInnerCall[];
  readonly transactions: readonly Mined[];
}

/** Says of each call whether it was undone, in the same order. @throws ProviderError */
export async function resolveCalls(
  pinned: Pinned,
  { calls, failed, transactions }: SeenCalls,
): Promise<ResolvedCall[]> {
  const known = new Map(transactions.map((mined) => [mined.hash.toLowerCase(), mined]));
  const others = byTransaction(failed);
  const undone = new Map<string, ReadonlySet<number> | 'all'>();
  const open = [...byTransaction(calls)].filter(([, ofOne]) => ofOne.some(movesValue));
  await Promise.all(
    open.map(async ([txid, ofOne]) => {
      const seen = { txid, calls: ofOne, failed: others.get(txid) ?? [], listed: known.get(txid) };
      undone.set(txid, await undoneOf(pinned, seen));
    }),
  );
  return calls.map((call) => {
    const numbers = undone.get(call.transaction_hash.toLowerCase()) ?? NONE;
    return { call, undone: numbers === 'all' || numbers.has(call.index) };
  });
}

interface SeenOfOne {
  readonly txid: string;
  readonly calls: readonly WireInnerCall[];
  readonly failed: readonly WireInnerCall[];
  readonly listed: Mined | undefined;
}

async function undoneOf(
  pinned: Pinned,
  { txid, calls, failed, listed }: SeenOfOne,
): Promise<ReadonlySet<number> | 'all'> {
  const height = calls[0]?.block_number ?? 0;
  // Who knows a call and not its transaction, as a recording may, is believed as far as that goes.
  const mined = listed ?? (await askListed(pinned, txid, height));
  if (mined === null) return NONE;
  if (mined.status === 'error') return 'all';
  const hasError = mined.has_error_in_internal_transactions ?? null;
  return mayBeUndone([...calls, ...failed], hasError) ? askUndone(pinned, { txid, height }, calls) : NONE;
}

const byTransaction = (calls: readonly WireInnerCall[]) =>
  groupedBy(calls, ({ transaction_hash }) => transaction_hash.toLowerCase());
