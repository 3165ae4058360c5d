/**
 * The token transfers of an address, from the logs of their contracts: what an address only got, or what somebody moved for
 * it, stands in no other list of a node.
 */

import type { List } from '../ethereum/list-reading.ts';
import { TRANSFER, tokenTransferIn } from '../ethereum/receipt.ts';
import type { TokenTransfer } from '../ethereum/transfers.ts';
import { badAnswer } from '../wire-form.ts';
import { quantity } from './call.ts';
import type { Explorer } from './explorer.ts';
import { batchesOf, type RangeList } from './range-list.ts';
import { readLogs, type WirePlacedLog } from './wire.ts';

/** A token transfer and where it stands in the chain. */
export interface TokenLog {
  readonly hash: string;
  /** In hex. */
  readonly blockNumber: string;
  readonly blockHash: string;
  readonly position: number;
  readonly logIndex: number;
  readonly transfer: TokenTransfer;
}

/** Where an address stands among the topics of the event. */
type Side = 'sent' | 'received';

/** What an address sent, or received. */
export function tokenLogsOf(explorer: Explorer, address: string, side: Side): List<TokenLog> {
  const word = `0x${address.slice(2).padStart(64, '0')}`;
  const topics = side === 'sent' ? [TRANSFER, word] : [TRANSFER, null, word];
  const list: RangeList<WirePlacedLog> = {
    method: 'eth_getLogs',
    read: readLogs,
    callFor: ({ start, end }) => [
      'eth_getLogs',
      { fromBlock: quantity(start), toBlock: quantity(end), topics },
    ],
    // Servers refuse what is too much for them; none is known to cut it off.
    mayGoOn: () => false,
    smallestCut: Number.POSITIVE_INFINITY,
    check: ({ topics: shown, transactionHash }, body) => {
      if (topics.every((topic, at) => topic === null || topic === shown[at]?.toLowerCase())) return;
      throw badAnswer(body, `gives a log of transaction ${transactionHash} with other topics than asked for`);
    },
  };
  return {
    blockOf: ({ blockNumber }) => Number(blockNumber),
    batches: async function* (blocks) {
      for await (const { rows, isLast } of batchesOf(explorer, list, blocks)) {
        yield { rows: rows.flatMap((row) => tokenLog(row) ?? []), isLast };
      }
    },
  };
}

/** Null for the transfer of a thing instead of an amount (ERC-721). */
function tokenLog(log: WirePlacedLog): TokenLog | null {
  const transfer = tokenTransferIn(log);
  if (transfer === null) return null;
  return {
    hash: log.transactionHash.toLowerCase(),
    blockNumber: log.blockNumber,
    blockHash: log.blockHash.toLowerCase(),
    position: Number(log.transactionIndex),
    logIndex: Number(log.logIndex),
    transfer,
  };
}
