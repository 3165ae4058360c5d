/**
 * Dataset crypto-com-2022: the Tornado Cash deposits of the Crypto.com theft of January 2022, real transactions.
 */

import { join } from 'node:path';
import { InvariantError } from '../../src/core/errors.ts';
import type { CaseBody, Dataset } from './dataset.ts';
import { weiOfEtherText } from './ether-text.ts';
import type { EthereumCall } from './ethereum-call.ts';
import { badSourceValue, readSourceCsv, type SourceRow } from './source-csv.ts';
import { TIP_NOTE, tipAbove } from './tip.ts';
import { unixSecondsOf } from './utc-time.ts';

/** The thief's collecting address, named by rekt.news (2022-01-19) and Sentinel Protocol (facts.tsv). */
const COLLECTING_ADDRESS = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';
/** The day of the theft; the deposits follow early on the next day. */
const SINCE = '2022-01-17T00:00:00Z';

const COLUMNS = [
  'block_number',
  'log_index',
  'timestamp_utc',
  'tx_hash',
  'pool_eth',
  'pool_contract',
  'tx_from',
] as const;
type DepositRow = SourceRow<(typeof COLUMNS)[number]>;

/** @param sources the folder `data/sources` */
export function buildCryptoCom(sources: string): Dataset {
  const rows = readSourceCsv(join(sources, 'crypto-com-2022', 'tornado_deposits.csv'), COLUMNS);
  const inferred = rows.filter(({ values }) => values.tx_from === '').map(({ values }) => values.tx_hash);
  const calls = [...blocksOf(rows)].flatMap(([, block]) => block.map(depositCall));
  const last = calls.at(-1);
  if (last === undefined) throw new InvariantError('the source of crypto-com-2022 holds no deposit');
  return {
    manifest: {
      name: 'crypto-com-2022',
      title: 'Crypto.com, January 2022: 4,830 ETH into Tornado Cash',
      provenance: PROVENANCE,
      syntheticIds: false,
      notes: [...NOTES, inferredNote(inferred), TIP_NOTE],
      tips: { ethereum: tipAbove('ethereum', { height: last.block, time: last.time }) },
    },
    ethereum: calls,
    cases: [CASE],
  };
}

/** The rows by block, both in chain order. */
function blocksOf(rows: readonly DepositRow[]): Map<number, DepositRow[]> {
  const blocks = new Map<number, DepositRow[]>();
  for (const row of rows) {
    const number = wholeNumber(row, 'block_number');
    blocks.set(number, [...(blocks.get(number) ?? []), row]);
  }
  for (const block of blocks.values()) {
    // A row without a log index is fine as long as nothing has to be ordered by it.
    if (block.length > 1) block.sort((a, b) => wholeNumber(a, 'log_index') - wholeNumber(b, 'log_index'));
  }
  return new Map([...blocks].sort(([a], [b]) => a - b));
}

function depositCall(row: DepositRow, txIndex: number): EthereumCall {
  const { timestamp_utc, tx_hash, pool_eth, pool_contract, tx_from } = row.values;
  if (tx_from !== '' && tx_from !== COLLECTING_ADDRESS) {
    throw badSourceValue(row.where, 'tx_from', tx_from, 'the collecting address of the case');
  }
  return {
    block: wholeNumber(row, 'block_number'),
    time: unixSecondsOf(row.where, timestamp_utc),
    txIndex,
    txHash: tx_hash,
    from: COLLECTING_ADDRESS.toLowerCase(),
    to: pool_contract.toLowerCase(),
    value: weiOfEtherText(row.where, pool_eth),
  };
}

function wholeNumber(row: DepositRow, column: 'block_number' | 'log_index'): number {
  const text = row.values[column];
  if (!/^\d{1,9}$/.test(text)) throw badSourceValue(row.where, column, text, 'a whole number');
  return Number(text);
}

const PROVENANCE = [
  'Deposit events of the 100 ETH pool with transaction senders: tornadocashcommunity/tornadocash.cash-cli, commit c7081b7349 (ISC by its package.json).',
  'Deposit events of the 10 ETH pool: tornadocashcommunity/tornadocash.cash-classic-ui, commit 91889af448 (MIT).',
  'Block numbers, times, transaction hashes, pools and amounts are those of the events.',
  'Missing: the transfers that brought the stolen ETH to the address, what else the address did, network fees, and all Bitcoin transactions of the case.',
].join(' ');

const NOTES: readonly string[] = [
  'A deposit stands as one call from the depositor to the pool. The proxy or router that it passed through is not in the sources.',
  'Network fees are not in the sources. They are unknown, hence not part of any figure.',
  'The index of a transaction in its block is not in the sources: the transactions of a block are numbered from 0 in the order of their log index.',
];

function inferredNote(hashes: readonly string[]): string {
  return `The sender of ${hashes.length} transactions, all to the 10 ETH pool (${hashes.join(', ')}), is inferred, because the events of that pool carry no sender: they are the only deposits to it between 00:30 and 01:30 UTC, the last one at 01:21:13 is the time that rekt.news gives for the last activity of the address, and The Block reported 48 deposits of 100 ETH and 3 of 10 ETH.`;
}

const CASE: CaseBody = {
  name: 'crypto-com-2022',
  description:
    'ETH stolen from Crypto.com on 17 January 2022, collected at one address and deposited in Tornado Cash on 18 January between 00:53 and 01:21 UTC.',
  method: 'fifo',
  seeds: [{ kind: 'address', chain: 'ethereum', address: COLLECTING_ADDRESS, asset: 'ETH', since: SINCE }],
};
