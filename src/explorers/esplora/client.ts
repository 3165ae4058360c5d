/**
 * An Esplora server (blockstream.info, mempool.space, self-hosted electrs) as the source of Bitcoin look-ups.
 */

import type { ChainSource } from '../../cases/ports.ts';
import type { Tip } from '../../core/chain.ts';
import { BadProviderDataError, InvariantError } from '../../core/errors.ts';
import type { Expansion, SpendsSubject, Subject, TransactionSubject } from '../../core/trace/subject.ts';
import type { BitcoinTransaction } from '../../core/transaction.ts';
import { checkBlockTime } from '../block-time.ts';
import { consistently, type Reading } from '../consistent-reading.ts';
import { attested, type Pinned, pinnedTo, type SourceOptions, validityUpTo } from '../pinned.ts';
import { type Body, isJson } from '../transport/body.ts';
import { ATTEMPTS } from '../transport/retry.ts';
import type { Transport } from '../transport/transport.ts';
import { badAnswer } from '../wire-form.ts';
import { readHistory } from './history.ts';
import { blockOf, normalizeTransaction } from './normalize.ts';
import { readBlock, readHash, readOutspends, readTransaction, type WireOutspend } from './wire.ts';

/** Bitcoin look-ups over `transport`, whose base URL is the API's, such as `https://mempool.space/api`. */
export function createEsploraSource(transport: Transport, options: SourceOptions): ChainSource {
  return {
    tip: () => attested(transport, (to) => consistently({ transport: to }, readTip)),
    blockHash: (height) => readBlockHash(transport, height),
    expand: (subject, tip, max) =>
      pinnedTo(tip, transport, options, (pinned) => expand(pinned, subject, max)),
    traffic: () => transport.traffic(),
  };
}

/** Hash first, then the block of that hash: height, hash and time are of one block, whatever happens in between. */
async function readTip({ transport }: Pick<Pinned, 'transport'>): Promise<Reading<Tip>> {
  const opening = { attempts: ATTEMPTS.opening };
  const tip = await transport.get('/blocks/tip/hash', {}, opening);
  if (tip === null) {
    const problem = 'no Esplora API is found there (404); check the base URL';
    throw badAnswer(transport.originOf('/blocks/tip/hash', {}), problem);
  }
  const hash = readHash(tip);
  const body = await transport.get(`/block/${hash}`, {}, { check: isJson, ...opening });
  if (body === null) return { contradiction: `gives block ${hash} as its tip and does not know it` };
  const { id, height, timestamp } = readBlock(body);
  if (id !== hash) throw badAnswer(body, `gives block ${id} when asked for block ${hash}`);
  return { value: { height, hash, time: timestamp } };
}

async function readBlockHash(transport: Transport, height: number): Promise<string | null> {
  const body = await transport.get(`/block-height/${height}`, {});
  return body === null ? null : readHash(body);
}

async function expand(pinned: Pinned, subject: Subject, max: number): Promise<Expansion> {
  if (subject.chain !== 'bitcoin') {
    throw new InvariantError(`Esplora is asked about ${subject.chain}`, { chain: subject.chain });
  }
  switch (subject.kind) {
    case 'history':
      return readHistory(pinned, subject, max);
    case 'transaction':
      return expandTransaction(pinned, subject);
    case 'spends':
      return consistently(pinned, (explorer) => expandSpends(explorer, subject));
  }
}

async function expandTransaction(pinned: Pinned, subject: TransactionSubject): Promise<Expansion> {
  const { transport, tip } = pinned;
  const found = await askTransaction(pinned, subject.txid);
  if (found === 'unknown') throw notFound(transport, subject.txid);
  if (found === 'not settled') {
    const { provider } = transport;
    throw new BadProviderDataError(
      `${provider}: transaction ${subject.txid} is not confirmed at block ${tip.height}; trace it once it is`,
      { provider, txid: subject.txid, tip: tip.height },
    );
  }
  return { subject, status: 'complete', transactions: [found], count: 1 };
}

/** The transactions that spend the outputs, in the order of the outputs; each is fetched once. */
async function expandSpends(pinned: Pinned, subject: SpendsSubject): Promise<Reading<Expansion>> {
  const { transport, tip } = pinned;
  const body = await transport.get(`/tx/${subject.txid}/outspends`, {}, { check: isJson });
  if (body === null) throw notFound(transport, subject.txid);
  const spent = spentOutpoints(readOutspends(body), subject, tip, body);
  const spenders = await Promise.all(
    [...new Set(spent.values())].map(async (txid) => ({
      txid,
      found: await askTransaction(pinned, txid),
    })),
  );
  const transactions: BitcoinTransaction[] = [];
  for (const { txid, found } of spenders) {
    if (typeof found === 'string') {
      return {
        contradiction: `gives ${txid} as confirmed spender of ${subject.txid}, then says it is ${found}`,
      };
    }
    checkSpender(found, spent, body);
    transactions.push(found);
  }
  return { value: { subject, status: 'complete', transactions, count: transactions.length } };
}

/** The asked outpoints that are spent at or below the tip, with their spenders. */
function spentOutpoints(
  outspends: readonly WireOutspend[],
  { txid, vouts }: SpendsSubject,
  tip: Tip,
  body: Body,
): Map<string, string> {
  const spent = new Map<string, string>();
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
    if (block !== null && block.height <= tip.height) spent.set(`${txid}:${vout}`, spender);
  }
  return spent;
}

function checkSpender(tx: BitcoinTransaction, spent: ReadonlyMap<string, string>, body: Body): void {
  const takes = new Set(tx.inputs.map(({ outpoint }) => outpoint));
  for (const [outpoint, spender] of spent) {
    if (spender === tx.txid && !takes.has(outpoint)) {
      throw badAnswer(body, `gives ${spender} as spender of ${outpoint}, but that has no such input`);
    }
  }
}

/** A transaction confirmed at or below the tip, or why there is none. */
async function askTransaction(
  { transport, ...pins }: Pinned,
  txid: string,
): Promise<BitcoinTransaction | 'unknown' | 'not settled'> {
  const { tip } = pins;
  const confirmed = (body: Body): BitcoinTransaction | null => {
    const wire = readTransaction(body);
    if (wire.txid !== txid) throw badAnswer(body, `gives transaction ${wire.txid} when asked for ${txid}`);
    const transaction = normalizeTransaction(wire, body);
    if (transaction === null || transaction.block.height > tip.height) return null;
    checkBlockTime(transaction.block.time, tip, `block_time of ${txid}`, body);
    return transaction;
  };
  const body = await transport.get(
    `/tx/${txid}`,
    {},
    {
      check: isJson,
      tip,
      validity: (fresh) => validityUpTo(confirmed(fresh)?.block.height ?? Infinity, pins),
    },
  );
  return body === null ? 'unknown' : (confirmed(body) ?? 'not settled');
}

function notFound({ provider }: Transport, txid: string): BadProviderDataError {
  return new BadProviderDataError(
    `${provider}: transaction ${txid} is not found; check the txid, and that the explorer serves Bitcoin mainnet`,
    { provider, txid, status: 404 },
  );
}
