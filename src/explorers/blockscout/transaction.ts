/**
 * Single transactions and traces, as a look-up asks for them beside lists.
 */

import { type Pinned, validityUpTo } from '../pinned.ts';
import type { Body } from '../transport/body.ts';
import { badAnswer, wrongAnswer } from '../wire-form.ts';
import { askIfThere, incomplete } from './ask.ts';
import { type Mined, minedOf } from './mined.ts';
import { undoneIn } from './undone.ts';
import { readTransaction, type WireInnerCall, type WireTransaction } from './wire.ts';

/** A transaction as it was told of. */
export interface Told {
  readonly row: WireTransaction;
  readonly body: Body;
}

/**
 * A transaction at or below the tip.
 * @returns null when Blockscout does not know it
 * @throws IncompleteAnswerError when it does not know all of it yet
 */
export async function askTransaction(pinned: Pinned, txid: string): Promise<Told | null> {
  const { transport, tip } = pinned;
  const body = await askIfThere(
    transport,
    `/transactions/${txid}`,
    {},
    {
      tip,
      validity: (fresh) => validityUpTo(readTransaction(fresh).block_number ?? Infinity, pinned),
      check: (fresh) => {
        const row = readTransaction(fresh);
        if (row.block_number !== null && row.block_number <= tip.height) minedOf(row, fresh);
      },
    },
  );
  if (body === null) return null;
  const row = readTransaction(body);
  if (row.hash.toLowerCase() === txid) return { row, body };
  throw wrongAnswer(body, `gives transaction ${row.hash} when asked for ${txid}`);
}

/** The same transaction, which a list shows in a block. @throws BadProviderDataError when it stands elsewhere */
export async function askListed(pinned: Pinned, txid: string, height: number): Promise<Mined | null> {
  const told = await askTransaction(pinned, txid);
  if (told === null) return null;
  const { row, body } = told;
  if (row.block_number === height) return minedOf(row, body);
  const problem = `places transaction ${txid} in block ${row.block_number} when asked for ${txid} of block ${height}`;
  throw badAnswer(body, problem);
}

/** The numbers of the given inner calls of a transaction that were undone with a call above them. @throws ProviderError */
export async function askUndone(
  pinned: Pinned,
  { txid, height }: { readonly txid: string; readonly height: number },
  calls: readonly WireInnerCall[],
): Promise<ReadonlySet<number>> {
  const path = `/transactions/${txid}/raw-trace`;
  const body = await askIfThere(
    pinned.transport,
    path,
    {},
    {
      tip: pinned.tip,
      validity: () => validityUpTo(height, pinned),
      check: (fresh) => void undoneIn(calls, fresh),
    },
  );
  if (body !== null) return undoneIn(calls, body);
  throw incomplete(pinned.transport.originOf(path, {}), `has no trace of transaction ${txid}`);
}
