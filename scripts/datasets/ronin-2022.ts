/**
 * Dataset ronin-2022: transfers around the Ronin bridge exploiter (without ids or blocks in the source) joined with
 * the Tornado Cash deposits of the addresses behind it (real ids and blocks).
 */

import { join } from 'node:path';
import { InvariantError } from '../../src/core/errors.ts';
import { blocksAtTimes } from './block-clock.ts';
import { type Deposit, placeInBlocks, type UnplacedCall } from './call-placement.ts';
import type { CaseBody, Dataset } from './dataset.ts';
import { weiOfEtherText } from './ether-text.ts';
import { placeholderId } from './placeholder.ts';
import { badSourceValue, readSourceCsv } from './source-csv.ts';
import { TIP_NOTE, tipAbove } from './tip.ts';
import { readPoolEventBlocks } from './tornado-pool-events.ts';
import { unixSecondsOf } from './utc-time.ts';

/** The exploiter, named by Ronin's community alert and listed by OFAC as Lazarus Group (config/tags/ofac.csv, hacks.csv). */
const EXPLOITER = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
/** The day of the theft. */
const SINCE = '2022-03-23T00:00:00Z';
/** The 100 ETH pool, from Tornado Cash's own networkConfig.js (config/tags/tornado-cash.csv). */
const POOL_100_ETH = '0xa160cdab225685da1d56aa342ad8841c3b53f291';

/** @param sources the folder `data/sources` */
export function buildRonin(sources: string): Dataset {
  const transfers = readTransfers(join(sources, 'ronin-2022', 'LazarusTabularTxs1322519.csv'));
  const deposits = readDeposits(join(sources, 'ronin-2022', 'ronin_joined_tornado_deposits.csv'));
  const anchors = readPoolEventBlocks(join(sources, 'tornado', 'deposits_1_eth_100.json.gz'));
  const blocks = blocksAtTimes(
    anchors,
    [...transfers, ...deposits].map(({ time }) => time),
  );
  const calls = placeInBlocks(transfers, deposits, blocks);
  const last = calls.at(-1);
  if (last === undefined) throw new InvariantError('the sources of ronin-2022 are empty');
  return {
    manifest: {
      name: 'ronin-2022',
      title: 'Ronin bridge, March 2022: 173,400 ETH into Tornado Cash',
      provenance: PROVENANCE,
      syntheticIds: true,
      notes: [...NOTES, TIP_NOTE],
      tips: { ethereum: tipAbove('ethereum', { height: last.block, time: last.time }) },
    },
    ethereum: calls,
    cases: [CASE],
  };
}

/** Sorted by time, ties in the order of the source; the running number becomes the placeholder of the hash. */
function readTransfers(file: string): UnplacedCall[] {
  const rows = readSourceCsv(file, ['block_time', 'from', 'to', 'total_eth']).map(({ where, values }) => ({
    time: unixSecondsOf(where, values.block_time),
    from: postgresAddress(where, 'from', values.from),
    to: postgresAddress(where, 'to', values.to),
    value: weiOfEtherText(where, values.total_eth),
  }));
  rows.sort((a, b) => a.time - b.time);
  return rows.map((row, index) => ({ ...row, txHash: `0x${placeholderId(index + 1)}` }));
}

function readDeposits(file: string): Deposit[] {
  const columns = ['depositor', 'block_number', 'log_index', 'timestamp_utc', 'tx_hash', 'pool_eth'] as const;
  return readSourceCsv(file, columns).map(({ where, values }) => ({
    time: unixSecondsOf(where, values.timestamp_utc),
    block: wholeNumber(where, 'block_number', values.block_number),
    logIndex: wholeNumber(where, 'log_index', values.log_index),
    txHash: values.tx_hash,
    from: values.depositor,
    to: POOL_100_ETH,
    value: weiOfEtherText(where, values.pool_eth),
  }));
}

/** `\x098b…`, as PostgreSQL prints bytes, to `0x098b…`. */
function postgresAddress(where: string, field: string, text: string): string {
  if (!/^\\x[0-9a-f]{40}$/.test(text)) throw badSourceValue(where, field, text, '\\x and 40 hex digits');
  return `0x${text.slice(2)}`;
}

function wholeNumber(where: string, field: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw badSourceValue(where, field, text, 'a whole number');
  return Number(text);
}

const PROVENANCE = [
  '436 transfers around the addresses that OFAC listed: dspytdao/Eth_Data, commit 3c66dcba0a6d1f14df1ccfc1eebb11e9294ce6fc, LazarusTabularTxs1322519.csv, a Dune export (MIT).',
  '1,734 deposits of 100 ETH by 47 addresses one or two hops behind the exploiter, with real hashes and blocks: derived from the pool events of tornadocashcommunity/tornadocash.cash-cli, commit c7081b7349 (ISC by its package.json).',
  'Missing: the withdrawal from the bridge itself, tokens, network fees, any transfer that the export does not list, and what was withdrawn from the pool.',
].join(' ');

const NOTES: readonly string[] = [
  'The source of the transfers has no transaction hashes. Placeholders stand in for them: 48 zeros and the running number of the transfer in order of time, as 16 hex digits. The hashes of the deposits are real.',
  'The source of the transfers has times but no block numbers. Theirs are interpolated between the 31,529 blocks of the 100 ETH pool whose number and time are known: the order of different times is exact, the numbers are estimates.',
  'Transfers of the same second share a block, in the order of the source; inside a block transfers come before deposits, and deposits follow their log index. The index in the block counts them from 0 and is not the real one.',
  'The source prints amounts as decimals and has rounded some of them to double precision (about 16 digits). Its text is converted exactly.',
  'Whether a transfer succeeded is not in the source; all of them stand as successful.',
  'A deposit stands as one call from the depositor to the pool. The proxy or router that it passed through is not in the sources.',
  'Network fees are not in the sources. They are unknown, hence not part of any figure.',
  'Dust and zero-value transfers that strangers sent to the exploiter are kept: they are real.',
];

const CASE: CaseBody = {
  name: 'ronin-2022',
  description:
    'ETH withdrawn from the Ronin bridge on 23 March 2022, passed on through intermediate addresses and deposited in the 100 ETH pool of Tornado Cash until 19 May 2022.',
  method: 'fifo',
  seeds: [{ kind: 'address', chain: 'ethereum', address: EXPLOITER, asset: 'ETH', since: SINCE }],
};
