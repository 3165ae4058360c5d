/**
 * Who spends the outputs of a transaction, by the answer to `/tx/:txid/outspends`, whichever way it came: from the archive,
 * together with those of other transactions, or by itself.
 */

import type { PendingSpend, SpendsSubject } from '../../core/graph/subject.ts';
import { type Pinned, validityUpTo } from '../pinned.ts';
import { type Body, isJson } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
import { blockOf } from './normalize.ts';
import type { OutspendBatches } from './outspend-batches.ts';
import { notFound, pathOfTransaction } from './transaction.ts';
import { readOutspends } from './wire.ts';

/** An archived answer, or one that was asked for together with others; null when it must be asked for by itself. */
export async function knownOutspends(
  pinned: Pinned,
  txid: string,
  batches: OutspendBatches | null,
): Promise<Body | null> {
  const { transport, tip, note } = pinned;
  const path = outspendsPath(txid);
  const archived = await transport.recall(path, {}, { tip });
  if (archived !== null) return archived;
  const batched = (await batches?.ask(txid)) ?? null;
  if (batched === null) return null;
  const { whole, text } = batched;
  note(whole);
  const part = await transport.keepPart(whole, path, text, { tip, validity: validityIn(pinned) });
  note(part);
  if (part.isAbsent) throw notFound(transport, txid);
  return part;
}

/** Asks for the outspends of one transaction. @throws BadProviderDataError when the transaction is not found */
export async function askOutspends(pinned: Pinned, txid: string): Promise<Body> {
  const { transport, tip } = pinned;
  const options = { check: isJson, tip, validity: validityIn(pinned) };
  const body = await transport.get(outspendsPath(txid), {}, options);
  if (body === null) throw notFound(transport, txid);
  return body;
}

const outspendsPath = (txid: string) => `${pathOfTransaction(txid)}/outspends`;

/** Once every output is spent in a settled block, nothing changes any more. Otherwise it may above the tip, where nobody looks. */
function validityIn(pinned: Pinned) {
  return (body: Body) => {
    const isSettled = readOutspends(body).every(
      ({ status }) => validityUpTo(status?.block_height ?? Infinity, pinned) === 'settled',
    );
    return isSettled ? 'settled' : 'tip';
  };
}

/** What of an answer cannot be, by what earlier runs found spent; null when it all agrees. */
export function changedSpend(body: Body, { txid, spent = [] }: SpendsSubject): string | null {
  const outspends = readOutspends(body);
  for (const { vout, txid: spender } of spent) {
    const now = outspends[vout];
    if (now?.spent === true && now.txid === spender && now.status?.confirmed === true) continue;
    return `does not tell any more that ${spender} spends ${txid}:${vout}, which an earlier run was told`;
  }
  return null;
}

export interface SpentOutputs {
  /** The asked outpoints that are spent at or below the tip, with their spenders. */
  readonly spent: ReadonlyMap<string, string>;
  /** Those that only transactions without a block spend. */
  readonly pending: readonly PendingSpend[];
}

/** What an answer says about the asked outputs. @throws BadProviderDataError when it does not say all of it */
export function spentOutputs(body: Body, { txid, vouts }: SpendsSubject, { tip }: Pinned): SpentOutputs {
  const outspends = readOutspends(body);
  const spent = new Map<string, string>();
  const pending: PendingSpend[] = [];
  for (const vout of vouts) {
    const outspend = outspends[vout];
    if (outspend === undefined) {
      throw badAnswer(body, `shows ${outspends.length} outputs of ${txid}, so output ${vout} does not exist`);
    }
    if (!outspend.spent) continue;
    const { txid: spender, status } = outspend;
    if (spender === undefined || status === undefined) {
      const remedy = 'use a server with an Esplora index (mempool: BACKEND=esplora)';
      throw badAnswer(body, `does not tell which transaction spends ${txid}:${vout}; ${remedy}`);
    }
    const block = blockOf(status, spender, body);
    const outpoint = `${txid}:${vout}`;
    if (block === null) pending.push({ outpoint, txid: spender });
    else if (block.height <= tip.height) spent.set(outpoint, spender);
  }
  return { spent, pending };
}
