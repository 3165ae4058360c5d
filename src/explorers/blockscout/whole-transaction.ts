/**
 * One Ethereum transaction with all that it moved: its own row, its inner calls, its logs, its block. Logs are read instead
 * of the list of token transfers, which knows only what was recognised as a token.
 */

import { BadProviderDataError } from '../../core/errors.ts';
import type { Expansion, TransactionSubject } from '../../core/graph/subject.ts';
import type { EthereumTransaction } from '../../core/transaction.ts';
import { checkBlockTime } from '../block-time.ts';
import { consistently, type Reading } from '../consistent-reading.ts';
import { tellsAllTransfers, tokenTransferIn } from '../ethereum/receipt.ts';
import { transactionOf } from '../ethereum/transfers.ts';
import type { Pinned } from '../pinned.ts';
import { contextOf, messageAbout } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
import { askBlock } from './block.ts';
import { requireIndexed } from './indexing.ts';
import { type Mined, minedOf } from './mined.ts';
import { innerCallOf, isTold, ownCallOf } from './normalize.ts';
import { readPages } from './paging.ts';
import { resolveCalls } from './resolve-calls.ts';
import { askTransaction } from './transaction.ts';
import {
  type PageReader,
  readInnerCallPage,
  readLogPage,
  secondsOf,
  type WireInnerCall,
  type WireLog,
} from './wire.ts';

/**
 * Looks a transaction up. One that is unknown, or that stands above the tip, is a complete answer without a transaction.
 * @throws ProviderError; BadProviderDataError, too, for a transaction that is pending
 */
export async function readWholeTransaction(pinned: Pinned, subject: TransactionSubject): Promise<Expansion> {
  await requireIndexed(pinned);
  const found = await consistently(pinned, (explorer) => readOnce(explorer, subject.txid));
  const transactions = found === null ? [] : [found];
  return { subject, status: 'complete', transactions, count: transactions.length };
}

async function readOnce(pinned: Pinned, txid: string): Promise<Reading<EthereumTransaction | null>> {
  const mined = await askMined(pinned, txid);
  if (mined === null) return { value: null };
  const [calls, logs, block] = await Promise.all([
    readAll(pinned, mined, CALLS),
    readAll(pinned, mined, LOGS),
    askBlock(pinned, mined.block_number),
  ]);
  if ('contradiction' in calls) return calls;
  if ('contradiction' in logs) return logs;
  const hash = block?.hash.toLowerCase();
  const isSamePlace =
    block?.timestamp === mined.timestamp &&
    calls.value.every((call) => call.transaction_index === mined.position) &&
    logs.value.every((log) => log.block_hash.toLowerCase() === hash);
  if (hash === undefined || !isSamePlace) {
    return { contradiction: `does not say the same of the place of ${txid} in each of its answers` };
  }
  return { value: await wholeOf(pinned, mined, hash, { calls: calls.value, logs: logs.value }) };
}

/** Null for a transaction that is unknown, or in a block above the tip. */
async function askMined(pinned: Pinned, txid: string): Promise<Mined | null> {
  const { tip } = pinned;
  const told = await askTransaction(pinned, txid);
  if (told === null) return null;
  const { row, body } = told;
  if (row.block_number === null) {
    const problem = `transaction ${txid} is not confirmed at block ${tip.height}; trace it once it is`;
    throw new BadProviderDataError(messageAbout(body, problem), { ...contextOf(body), txid });
  }
  if (row.block_number > tip.height) return null;
  const mined = minedOf(row, body);
  checkBlockTime(secondsOf(mined.timestamp), tip, `timestamp of ${txid}`, body);
  return mined;
}

interface Parts {
  readonly calls: readonly WireInnerCall[];
  readonly logs: readonly WireLog[];
}

async function wholeOf(
  pinned: Pinned,
  mined: Mined,
  blockHash: string,
  { calls, logs }: Parts,
): Promise<EthereumTransaction> {
  const txid = mined.hash.toLowerCase();
  const origin = pinned.transport.originOf(`/transactions/${txid}`, {});
  const hasFailed = mined.status === 'error';
  const inner = await resolveCalls(pinned, {
    calls: calls.filter(isTold),
    failed: calls.filter(({ success }) => !success),
    transactions: [mined],
  });
  const shown = logs.map(({ address, topics, data }) => ({
    address: address.hash,
    topics: topics.filter((topic) => topic !== null),
    data,
  }));
  const tokens = shown.flatMap((log) => tokenTransferIn(log) ?? []);
  if (hasFailed && tokens.length > 0) {
    throw badAnswer(
      origin,
      `transaction ${txid} is shown as failed, but has ${tokens.length} token transfers`,
    );
  }
  const whole = transactionOf({
    txid,
    block: { height: mined.block_number, hash: blockHash, time: secondsOf(mined.timestamp) },
    position: mined.position,
    sender: mined.from.hash.toLowerCase(),
    fee: BigInt(mined.fee.value),
    call: ownCallOf(mined, origin),
    inner: inner.map((call) => innerCallOf(call, hasFailed, origin)),
    tokens,
  });
  return tellsAllTransfers({ logs: shown }) ? { ...whole, whole: true } : whole;
}

/** A list below `/transactions/:hash`. */
interface PartList<R> {
  readonly name: string;
  readonly read: PageReader<R>;
  readonly indexOf: (row: R) => number;
}

const CALLS: PartList<WireInnerCall> = {
  name: 'internal-transactions',
  read: readInnerCallPage,
  indexOf: ({ index }) => index,
};
const LOGS: PartList<WireLog> = { name: 'logs', read: readLogPage, indexOf: ({ index }) => index };

/** All rows of a list, in the order of execution. They may come in any order, each once. */
async function readAll<R extends { readonly transaction_hash: string; readonly block_number: number }>(
  pinned: Pinned,
  { hash, block_number }: Mined,
  { name, read, indexOf }: PartList<R>,
): Promise<Reading<R[]>> {
  const collected: R[] = [];
  const list = {
    path: `/transactions/${hash.toLowerCase()}/${name}`,
    params: {},
    read,
    upTo: block_number,
    blockOf: (row: R) => row.block_number,
    keyOf: (row: R) => `number ${indexOf(row)} of the ${name}`,
  };
  let elsewhere: string | null = null;
  const result = await readPages(pinned, list, (rows) => {
    for (const row of rows) {
      const isOwn = row.transaction_hash.toLowerCase() === hash.toLowerCase();
      if (!isOwn || row.block_number !== block_number) {
        elsewhere = `has ${hash} in block ${block_number}, and among its ${name} ${row.transaction_hash} of block ${row.block_number}`;
      }
    }
    collected.push(...rows);
    return true;
  });
  if ('contradiction' in result) return result;
  if (elsewhere !== null) return { contradiction: elsewhere };
  return { value: collected.sort((a, b) => indexOf(a) - indexOf(b)) };
}
