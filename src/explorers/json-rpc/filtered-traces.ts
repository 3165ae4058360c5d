/**
 * The transactions in which an address sent or got value, by the filter of traces (Erigon, Nethermind, Reth, Besu, anvil).
 */

import { SMALLEST_LIMIT } from '../ethereum/largest-page.ts';
import type { List } from '../ethereum/list-reading.ts';
import { badAnswer } from '../wire-form.ts';
import { quantity } from './call.ts';
import type { Explorer } from './explorer.ts';
import { showsTransfer } from './frames.ts';
import type { ListedTransaction } from './listed.ts';
import { batchesOf, type RangeList } from './range-list.ts';
import { readFilteredTraces, type WireTraceRow } from './wire.ts';

/** Each for itself: of both in one call some servers make the intersection. */
type Side = 'fromAddress' | 'toAddress';

/** What an address sent, or got. */
export function filteredTraces(explorer: Explorer, address: string, side: Side): List<ListedTransaction> {
  const list: RangeList<WireTraceRow> = {
    method: 'trace_filter',
    read: readFilteredTraces,
    callFor: ({ start, end }, page, size) => {
      const range = { fromBlock: quantity(start), toBlock: quantity(end) };
      const after = page === 1 ? {} : { after: (page - 1) * size };
      return ['trace_filter', { ...range, [side]: [address], count: size, ...after }];
    },
    mayGoOn: (rows) => explorer.largest.mayGoOn(`trace_filter ${side}`, rows),
    smallestCut: SMALLEST_LIMIT,
    check: (row, body) => {
      if (partyOf(row, side) === address) return;
      throw badAnswer(body, `gives a trace of ${row.transactionHash} that is not ${side} ${address}`);
    },
  };
  return {
    blockOf: ({ blockNumber }) => Number(blockNumber),
    batches: async function* (blocks) {
      for await (const { rows, isLast } of batchesOf(explorer, list, blocks)) {
        yield { rows: rows.filter(showsTransfer).flatMap((row) => listed(row) ?? []), isLast };
      }
    },
  };
}

function partyOf({ action, result }: WireTraceRow, side: Side): string | undefined {
  const party =
    side === 'fromAddress'
      ? (action.from ?? action.address)
      : (action.to ?? action.refundAddress ?? result?.address ?? action.author);
  return party?.toLowerCase();
}

function listed({ transactionHash, blockNumber, blockHash }: WireTraceRow): ListedTransaction | null {
  if (transactionHash === undefined || transactionHash === null) return null;
  return {
    hash: transactionHash.toLowerCase(),
    blockNumber: quantity(blockNumber),
    blockHash: blockHash.toLowerCase(),
  };
}
