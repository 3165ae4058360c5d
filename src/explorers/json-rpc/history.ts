/**
 * The history of an Ethereum address: the transactions in which it sent or got value, each read whole, and the token
 * transfers that touch it in others, which its logs alone show.
 */

import type { Expansion, HistorySubject } from '../../core/graph/subject.ts';
import { groupedBy } from '../../core/multimap.ts';
import type { EthereumTransaction } from '../../core/transaction.ts';
import { checkBlockTime } from '../block-time.ts';
import { consistently, type Reading } from '../consistent-reading.ts';
import { Activity, type ActivityRow } from '../ethereum/activity.ts';
import { type List, readList } from '../ethereum/list-reading.ts';
import { inChainOrder, transactionOf } from '../ethereum/transfers.ts';
import { originOf, quantity } from './call.ts';
import type { Explorer } from './explorer.ts';
import { filteredTraces } from './filtered-traces.ts';
import type { ListedTransaction } from './listed.ts';
import { searchOf } from './search.ts';
import { type TokenLog, tokenLogsOf } from './token-logs.ts';
import { readListed, readTime } from './whole-transaction.ts';

/**
 * All transactions of an address up to the tip that are not known, in chain order.
 * @param max limit for the transactions from the subject's height on, and for those before it
 * @throws ProviderError; BadProviderDataError, too, for a node that cannot list them
 */
export async function readHistory(
  explorer: Explorer,
  subject: HistorySubject,
  max: number,
): Promise<Expansion> {
  const found = await consistently(explorer, (asked) => readOnce(asked, subject, max));
  if (typeof found === 'number') return { subject, status: 'too-active', transactions: [], count: found };
  return { subject, status: 'complete', transactions: found, count: found.length };
}

/** A number when there are too many: how many it took to give up. */
async function readOnce(
  explorer: Explorer,
  subject: HistorySubject,
  max: number,
): Promise<Reading<EthereumTransaction[] | number>> {
  const { address, fromHeight, known } = subject;
  const activity = new Activity(subject, max);
  const blocks = { start: known === undefined ? 0 : known.height + 1, end: explorer.tip.height };
  const read = <R extends ActivityRow>(list: List<R>) => readList(list, fromHeight, blocks, activity);
  // One after the other: an address beyond the limit is then given up at the same row every time.
  let listed: readonly ListedTransaction[] = [];
  for (const list of await listsOf(explorer, address)) listed = [...listed, ...(await read(list))];
  let logs: readonly TokenLog[] = [];
  const sides = subject.assets === 'native' ? [] : (['sent', 'received'] as const);
  for (const side of sides) logs = [...logs, ...(await read(tokenLogsOf(explorer, address, side)))];
  if (activity.excess !== null) return { value: activity.excess };
  return readAll(explorer, address, listed, logs);
}

async function listsOf(explorer: Explorer, address: string): Promise<List<ListedTransaction>[]> {
  if ((await explorer.abilities.listing()) === 'trace_filter') {
    return [filteredTraces(explorer, address, 'fromAddress'), filteredTraces(explorer, address, 'toAddress')];
  }
  return [searchOf(explorer, address)];
}

async function readAll(
  explorer: Explorer,
  address: string,
  listed: readonly ListedTransaction[],
  logs: readonly TokenLog[],
): Promise<Reading<EthereumTransaction[]>> {
  const named = new Map(listed.map((one) => [one.hash, one]));
  const moved = groupedBy(logs, ({ hash }) => hash);
  const strayed = [...listed, ...logs].find(
    ({ hash, blockHash }) => blockHash !== (named.get(hash) ?? moved.get(hash)?.[0])?.blockHash,
  );
  if (strayed !== undefined) {
    return { contradiction: `lists transaction ${strayed.hash} in more than one block` };
  }
  const readings = await Promise.all([
    ...[...named.values()].map((one) => readListed(explorer, one)),
    ...[...moved].filter(([hash]) => !named.has(hash)).map(([, of]) => tokensOnly(explorer, of)),
  ]);
  const transactions: EthereumTransaction[] = [];
  for (const reading of readings) {
    if ('contradiction' in reading) return reading;
    // A list may name what called the address, too, without a value.
    if (touches(reading.value, address)) transactions.push(reading.value);
  }
  return { value: inChainOrder(transactions) };
}

function touches({ transfers }: EthereumTransaction, address: string): boolean {
  return transfers.some(({ from, to }) => from === address || to === address);
}

/** A transaction in which nothing but tokens moved for the address, as its logs show it. */
async function tokensOnly(
  explorer: Explorer,
  logs: readonly TokenLog[],
): Promise<Reading<EthereumTransaction>> {
  // A transfer to oneself is in both lists.
  const byIndex = new Map(logs.map((log) => [log.logIndex, log]));
  const inOrder = [...byIndex.values()].sort((a, b) => a.logIndex - b.logIndex);
  const { hash, blockNumber, blockHash, position } = inOrder[0] as TokenLog;
  const height = Number(blockNumber);
  const time = await readTime(explorer, height, blockHash);
  if (time === null)
    return { contradiction: `gives a log of block ${blockHash}, and another block ${height}` };
  const origin = originOf(explorer.transport, ['eth_getBlockByNumber', quantity(height), false]);
  checkBlockTime(time, explorer.tip, `timestamp of block ${height}`, origin);
  return {
    value: transactionOf({
      txid: hash,
      block: { height, hash: blockHash, time },
      position,
      sender: null,
      fee: null,
      call: null,
      inner: [],
      tokens: inOrder.map(({ transfer }) => transfer),
    }),
  };
}
