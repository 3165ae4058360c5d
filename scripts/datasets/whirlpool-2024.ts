/**
 * Dataset whirlpool-2024: Samourai Whirlpool in March 2024, real Bitcoin transactions: preparations (Tx0), mixes and
 * what was paid out of mixes.
 */

import { join } from 'node:path';
import { InvariantError } from '../../src/core/errors.ts';
import { inChainOrder, type PlacedTransaction } from './bitcoin-chain.ts';
import type { CaseBody, Dataset } from './dataset.ts';
import { readDumplings } from './dumplings.ts';
import { esploraTransaction } from './esplora-transaction.ts';
import { TIP_NOTE, tipAbove } from './tip.ts';
import { whirlpoolSeeds } from './whirlpool-seeds.ts';

/**
 * Placeholder height of the first block. 4,856 of the 4,864 transactions are of March 2024, when the real chain stood
 * at about 833,000 to 837,000, so that rules which depend on the height see the right era.
 */
const FIRST_HEIGHT = 834_000;
const SEED_COUNT = 25;

/** @param sources the folder `data/sources` */
export function buildWhirlpool(sources: string): Dataset {
  const read = (name: string) => readDumplings(join(sources, 'coinjoin', 'sw_202403', name));
  const tx0s = read('SamouraiTx0s.txt.gz');
  const lists = [tx0s, read('SamouraiCoinJoins.txt.gz'), read('SamouraiPostMixTxs.txt.gz')];
  const placed = inChainOrder(lists, FIRST_HEIGHT);
  const last = placed.at(-1);
  if (last === undefined) throw new InvariantError('the sources of whirlpool-2024 are empty');
  const seeds = whirlpoolSeeds(
    placed.map(({ tx }) => tx),
    new Set(tx0s.map(({ txid }) => txid)),
    SEED_COUNT,
  );
  return {
    manifest: {
      name: 'whirlpool-2024',
      title: 'Samourai Whirlpool, March 2024: preparations, mixes and spends',
      provenance: PROVENANCE,
      syntheticIds: false,
      notes: [...NOTES, positionNote(placed), TIP_NOTE],
      tips: { bitcoin: tipAbove('bitcoin', { height: last.height, time: last.tx.time }) },
    },
    bitcoin: placed.map(({ tx, height }) => esploraTransaction(tx, height)),
    cases: [caseOf(seeds)],
  };
}

function caseOf(txids: readonly string[]): CaseBody {
  return {
    name: 'whirlpool-2024',
    description: `${txids.length} real preparations of coins for Samourai Whirlpool, taken as if they were stolen. Nothing is known against their owners: the case shows how far a trace carries, and where it ends.`,
    method: 'fifo',
    seeds: txids.map((txid) => ({ kind: 'transaction', chain: 'bitcoin', txid })),
  };
}

function positionNote(placed: readonly PlacedTransaction[]): string {
  const unknown = placed.filter(({ tx }) => tx.position === null).length;
  return `The order inside a block follows the position in the source. It is unknown for ${unknown} transactions (the source says 0, which is the coinbase transaction's place): they stand first in their block, by txid.`;
}

const PROVENANCE = [
  'Transaction lists of the Dumplings scanner (Samourai Tx0s, CoinJoins and PostMixTxs of 2024-03): crocs-muni/pets26_coinjoin_analysis, commit 47e25b6bc8cb5075f8d0a65cbe8756870c8911fe, tests/fixtures/dumplings__sw_202403.zip (MIT, (c) 2025 CRoCS).',
  'All distinct transactions of the three lists. Transaction ids, block hashes, times, scripts and values are real; fees and addresses are computed from them.',
  'Missing: version, locktime, size, weight, sequences, signatures and witnesses (so that no transaction can be hashed again), block heights, and every transaction that is in none of the lists.',
].join(' ');

const NOTES: readonly string[] = [
  'Block heights are placeholders: the source has none. The blocks with data are numbered from 834000 in order of time, then of hash. Block hashes and times are real.',
  'An output that no transaction of the data spends may have been spent on the real chain.',
  "The lists are the scanner's and not free of error: 327 mixes with P2WSH outputs stand in the lists of Tx0s and spends.",
  'Seeds: in chain order the first 25 transactions of the Tx0 list that have exactly one OP_RETURN output, are no mix, have at least two premix outputs (the outputs of the most frequent value), all of them spent by Whirlpool mixes in the data, and spend no output of an earlier seed. A Whirlpool mix here: 5 to 8 inputs and as many outputs, all outputs 0.001, 0.01, 0.05 or 0.5 BTC, 1 to 4 inputs above that by at most 110,000 satoshi, the others exactly that.',
  'The seeds are an exercise: nothing says that these coins were stolen.',
];
